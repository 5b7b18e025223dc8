"""``POST /v1/check``: what a message is. Nothing is stored."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coinguard.hook.service.bodies import CHECK, message_of
from coinguard.hook.service.documents import answer, described, read
from coinguard.hook.service.problems import Problem
from coinguard.hook.service.service import service_of
from coinguard.verdict import Verdict

router = APIRouter(tags=["verdicts"])


@router.post("/v1/check", **described(CHECK, Verdict, scope="check"))
async def check(request: Request) -> Response:
    """Say of one message whether it is a coin scam, how sure that is, and why. Nothing is stored."""
    service = service_of(request)
    key = await service.access.admit(request, "check")
    body = await read(request, CHECK, service.settings.body_bytes)
    service.access.spend(key)
    checked = await service.check(message_of(body))
    if checked.verdict is None:
        raise unscored(checked.error, checked.failure)
    return answer(checked.verdict)


def unscored(error: str | None, failure: str | None) -> Problem:
    """Return the problem for a message without a verdict: never one that could be taken for clear."""
    if failure == "unscorable":
        return Problem(422, "unscorable", f"The message can't be scored: {error}.")
    return Problem(503, "model-failed", "The model failed; there is no verdict.", {"Retry-After": "5"})
