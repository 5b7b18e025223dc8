"""What a person looks at who answers for the service: open breakers, and the audit trail."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from coinguard.hook.service.bodies import ACCEPT, BY, Asked
from coinguard.hook.service.documents import answer, described, read
from coinguard.hook.service.routes.queue import Done
from coinguard.hook.service.service import service_of

router = APIRouter(tags=["oversight"])

_MOST = 1000


class OpenBreaker(BaseModel):
    """A rule whose actions go to review, because it acted on far more than its past."""

    rule: str
    text: str


class BreakersAnswer(BaseModel):
    """The breakers that are open."""

    breakers: list[OpenBreaker]


class WebhooksAnswer(BaseModel):
    """How many announcements there are of each kind."""

    waiting: int
    dead: int


class TrailEntry(BaseModel):
    """One thing that happened."""

    seq: int
    event: str
    actor: str
    at: str
    subject: str | None
    detail: dict[str, Any] | None


class TrailQuery(Asked):
    """Which page of the audit trail."""

    subject: str | None = Field(None, max_length=256, description="The id that entries are to be about.")
    after: int = Field(0, ge=0, le=2**62, description="Where the last page ended.")
    limit: int = Field(100, ge=1, le=_MOST, description="Entries of one page.")


class TrailAnswer(BaseModel):
    """A page of the audit trail."""

    entries: list[TrailEntry]
    after: int | None
    """What to pass as ``after`` for the next page; null on the last."""


@router.get("/v1/breakers", **described(None, BreakersAnswer, scope="admin"))
async def breakers(request: Request) -> Response:
    """Return the rules whose actions go to review for now, and why."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    return answer({"breakers": [{"rule": one.rule, "text": one.text} for one in service.pipeline.breakers()]})


@router.post("/v1/breakers/accept", **described(ACCEPT, Done, scope="admin"))
async def accept(request: Request) -> Response:
    """Say that what a rule does is right: its breaker closes, and leaves it alone for a day. `*` stands for all together."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    body = await read(request, ACCEPT, service.settings.body_bytes)
    await service.stored(lambda: service.pipeline.accept(body.rule, by=body.by))
    return answer({"done": True})


@router.get("/v1/webhooks", **described(None, WebhooksAnswer, scope="admin"))
async def webhooks(request: Request) -> Response:
    """Return how many announcements are still to be sent, and how many were given up."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    return answer(await service.stored(service.store.outbox.counts))


@router.post("/v1/webhooks/retry", **described(BY, WebhooksAnswer, scope="admin"))
async def retry(request: Request) -> Response:
    """Send what was given up once more, from the first attempt on."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    body = await read(request, BY, service.settings.body_bytes)
    await service.stored(lambda: service.store.retry_webhooks(body.by))
    return answer(await service.stored(service.store.outbox.counts))


@router.get("/v1/audit", **described(None, TrailAnswer, scope="admin"))
async def trail(request: Request, asked: Annotated[TrailQuery, Query()]) -> Response:
    """Return what happened, in the order it did: decisions, labels, keys, lists, reloads, breakers, erasures."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    rows = await service.stored(
        lambda: service.store.trail(subject=asked.subject, after=asked.after, limit=asked.limit)
    )
    entries = [
        {"seq": seq, "event": one.event, "actor": one.actor, "at": one.at, "subject": one.subject, "detail": one.detail}
        for seq, one in rows
    ]
    return answer({"entries": entries, "after": rows[-1][0] if len(rows) == asked.limit else None})
