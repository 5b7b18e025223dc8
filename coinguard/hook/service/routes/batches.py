"""``POST /v1/check/batch``: what many messages are, through the same columns that dumps go through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from coinguard.hook.service.bodies import CHECK_BATCH, MessageBody
from coinguard.hook.service.documents import answer, described, received
from coinguard.hook.service.problems import Problem
from coinguard.hook.service.service import Service, service_of
from coinguard.message import SCORED_FIELDS
from coinguard.verdict import Level, Reason

router = APIRouter(tags=["verdicts"])


class BatchVerdict(BaseModel):
    """A verdict, or in ``error`` why there is none; then all else is null."""

    level: Level | None
    probability: float | None
    score: float | None
    kind: str | None
    reasons: list[Reason]
    error: str | None


class BatchAnswer(BaseModel):
    """Verdicts in the order of what was sent."""

    verdicts: list[BatchVerdict]
    model: str
    """The bundle's id, which made them all."""


@router.post("/v1/check/batch", **described(CHECK_BATCH, BatchAnswer, scope="check"))
async def check_batch(request: Request) -> Response:
    """Say of many messages what each is; each verdict is what `/v1/check` gives. Nothing is stored."""
    service = service_of(request)
    key = await service.access.admit(request, "check")
    async with service.batch() as in_thread:
        data = await received(request, service.settings.batch_bytes)
        body = await in_thread(lambda: CHECK_BATCH.read(data))
        bounded(body.messages, service)
        service.access.spend(key, len(body.messages))
        return await in_thread(lambda: scored(service, columns_of(body.messages), reasons=body.reasons))


def bounded(items: Sequence[Any], service: Service) -> None:
    """Refuse a batch of more than may come at once."""
    most = service.settings.batch_items
    if len(items) > most:
        raise Problem(
            413, "too-many", f"A batch holds at most {most:,}; this one has {len(items):,}. Send it in parts."
        )


def columns_of(messages: Sequence[MessageBody]) -> pa.Table:
    """Return messages as a table of those columns that hold anything."""
    given = {"text"}.union(*messages)
    columns = {name: [message.get(name) for message in messages] for name in SCORED_FIELDS if name in given}
    return pa.table({name: pa.array(column, pa.large_string()) for name, column in columns.items()})


def scored(service: Service, table: pa.Table, *, reasons: str, links: bool = False) -> Response:
    """Return the verdicts on a table's rows as a response."""
    guard = service.guard
    columns = guard.score_columns(table, reasons=reasons, links=links)
    names = ("level", "probability", "score", "kind", "reasons", "error")
    rows = list(zip(*(columns.column(f"cg_{name}").to_pylist() for name in names), strict=True))
    for level, number in Counter(row[0] for row in rows).items():
        service.metrics.checked(level, number)
    verdicts = [dict(zip(names, row, strict=True)) for row in rows]
    for verdict in verdicts:
        verdict["reasons"] = verdict["reasons"] or []
    return answer({"verdicts": verdicts, "model": guard.bundle_id})
