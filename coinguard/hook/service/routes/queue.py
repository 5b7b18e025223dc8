"""The review queue, and what people say of what was in it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from coinguard.hook.decision import Label, QueueItem, timestamp
from coinguard.hook.service.bodies import CLAIM, FEEDBACK, Asked
from coinguard.hook.service.documents import answer, described, read
from coinguard.hook.service.problems import Problem
from coinguard.hook.service.routes.decisions import not_found
from coinguard.hook.service.service import service_of
from coinguard.hook.store.review import Place

router = APIRouter(tags=["review"])

_MOST = 200


class QueueQuery(Asked):
    """Which page of the queue."""

    state: Literal["open", "done"] = Field("open", description="What waits, or what has been looked at.")
    limit: int = Field(50, ge=1, le=_MOST, description="Items of one page.")
    after: str | None = Field(
        None, max_length=100, pattern=r"^[0-9TZ:.\-]+_[0-9a-f]{32}$", description="Where the last page ended."
    )


class QueueAnswer(BaseModel):
    """A page of the queue."""

    items: list[QueueItem]
    after: str | None
    """What to pass as ``after`` for the next page; null on the last."""


class Done(BaseModel):
    """That something was done."""

    done: Literal[True]


@router.get("/v1/queue", **described(None, QueueAnswer, scope="review"))
async def queue(request: Request, asked: Annotated[QueueQuery, Query()]) -> Response:
    """Return what waits for a person, the longest first, each with its text as long as that is kept."""
    service = service_of(request)
    await service.access.admit(request, "review")
    place = Place(*asked.after.split("_")) if asked.after is not None else None
    items = await service.stored(lambda: service.store.review.page(asked.state, limit=asked.limit, after=place))
    ended = f"{items[-1].queued_at}_{items[-1].decision.id}" if len(items) == asked.limit else None
    return answer({"items": items, "after": ended})


@router.post("/v1/queue/{decision_id}/claim", **described(CLAIM, Done, scope="review", also=(404, 409)))
async def claim(request: Request, decision_id: str) -> Response:
    """Take an item, so that nobody else looks at it as well."""
    service = service_of(request)
    await service.access.admit(request, "review")
    body = await read(request, CLAIM, service.settings.body_bytes)
    review, now = service.store.review, timestamp(dt.datetime.now(dt.UTC))
    if await service.stored(lambda: review.claim(decision_id, body.by, now)):
        return answer({"done": True})
    if await service.stored(lambda: review.item(decision_id)) is None:
        raise not_found()
    raise Problem(409, "taken", "Somebody else has claimed it, or it is done.")


@router.post("/v1/queue/{decision_id}/release", **described(CLAIM, Done, scope="review", also=(409,)))
async def release(request: Request, decision_id: str) -> Response:
    """Give a claimed item back."""
    service = service_of(request)
    await service.access.admit(request, "review")
    body = await read(request, CLAIM, service.settings.body_bytes)
    now = timestamp(dt.datetime.now(dt.UTC))
    if not await service.stored(lambda: service.store.review.release(decision_id, body.by, now)):
        raise Problem(409, "not-yours", "It is not claimed by this person.")
    return answer({"done": True})


@router.post("/v1/feedback", status_code=201, **described(FEEDBACK, Label, scope="review", also=(404,)))
async def feedback(request: Request) -> Response:
    """Keep what a person says a message was, and take it off the queue. The last label of a decision counts."""
    service = service_of(request)
    await service.access.admit(request, "review")
    body = await read(request, FEEDBACK, service.settings.body_bytes)
    label = Label(
        decision_id=body.decision_id, label=body.label, by=body.by, at=timestamp(dt.datetime.now(dt.UTC)),
        kind=body.kind, note=body.note,
    )  # fmt: skip
    if not await service.stored(lambda: service.store.review.label(label)):
        raise not_found()
    return answer(label, 201)
