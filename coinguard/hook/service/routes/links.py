"""``POST /v1/links``: what links are, each on its own. None is opened."""

from __future__ import annotations

import pyarrow as pa
from fastapi import APIRouter, Request, Response

from coinguard.hook.service.bodies import LinksBody
from coinguard.hook.service.documents import described, read
from coinguard.hook.service.routes.batches import BatchAnswer, bounded, scored
from coinguard.hook.service.service import service_of

router = APIRouter(tags=["verdicts"])


@router.post("/v1/links", **described(LinksBody, BatchAnswer, scope="check"))
async def links(request: Request) -> Response:
    """Say of links or domains what each is, on its own. No link is opened. Nothing is stored."""
    service = service_of(request)
    key = await service.access.admit(request, "check")
    body = await read(request, LinksBody, service.settings.batch_bytes)
    bounded(body.links, service)
    service.access.spend(key, len(body.links))
    table = pa.table({"text": pa.array(body.links, pa.large_string())})
    return await scored(service, table, reasons="all", links=True)
