"""``POST /v1/decide`` and the decisions made: what is to be done with a message, kept before it is answered."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from coinguard.errors import InputError
from coinguard.hook.decision import Decision
from coinguard.hook.intake import Submission, accepted
from coinguard.hook.service.bodies import DECIDE, DECIDE_BATCH, DecideBody, submission_of
from coinguard.hook.service.documents import answer, described, read, received
from coinguard.hook.service.problems import Problem, of_input
from coinguard.hook.service.routes.batches import bounded
from coinguard.hook.service.service import service_of

router = APIRouter(tags=["decisions"])


class DecisionsAnswer(BaseModel):
    """Decisions in the order of the messages."""

    decisions: list[Decision]


@router.post("/v1/decide", **described(DECIDE, Decision, scope="decide"))
async def decide(request: Request) -> Response:
    """Say what is to be done with a message, as the policy has it.

    The decision is kept before it is answered, so that it survives a killed process; where the store failed, `kept` is
    false and the action is what the policy says for that. The same message again, by its channel's and its own id, gets
    the same decision; with another text it is decided again, as an edit.
    """
    service = service_of(request)
    key = await service.access.admit(request, "decide")
    body = await read(request, DECIDE, service.settings.body_bytes)
    service.access.spend(key)
    return answer(await service.decide(_accepted(body)))


@router.post("/v1/decide/batch", **described(DECIDE_BATCH, DecisionsAnswer, scope="decide"))
async def decide_batch(request: Request) -> Response:
    """Say what is to be done with each of many messages; limits, audit and repeats count for each."""
    service = service_of(request)
    key = await service.access.admit(request, "decide")
    async with service.batch() as in_thread:
        data = await received(request, service.settings.batch_bytes)
        body = await in_thread(lambda: DECIDE_BATCH.read(data))
        bounded(body.messages, service)
        service.access.spend(key, len(body.messages))
        submissions = [_accepted(one, f"messages/{number}") for number, one in enumerate(body.messages)]
        decisions = await in_thread(lambda: service.pipeline.decide_many(submissions))
        service.metrics.decided(decisions)
        return await in_thread(lambda: answer({"decisions": decisions}))


@router.get("/v1/decisions/{decision_id}", **described(None, Decision, scope="decide", also=(404,)))
async def decision(request: Request, decision_id: str) -> Response:
    """Return a decision as it was made; its sentences that quote the message are kept as long as its text."""
    service = service_of(request)
    await service.access.admit(request, "decide")
    found = await service.stored(lambda: service.store.review.decision(decision_id))
    if found is None:
        raise not_found()
    return answer(found)


def not_found() -> Problem:
    """Return the problem for an id that leads nowhere."""
    return Problem(404, "not-found", "There is no decision of this id, or it is no longer kept.")


def _accepted(body: DecideBody, where: str | None = None) -> Submission:
    try:
        return accepted(submission_of(body), where=where)
    except InputError as failure:
        raise of_input(failure) from None
