"""``POST /v1/links``: what links are, each on its own. None is opened."""

from __future__ import annotations

import pyarrow as pa
from fastapi import APIRouter, Request, Response

from coinguard.hook.service.bodies import LINKS
from coinguard.hook.service.documents import described, received
from coinguard.hook.service.routes.batches import BatchAnswer, bounded, scored
from coinguard.hook.service.service import service_of

router = APIRouter(tags=["verdicts"])


@router.post("/v1/links", **described(LINKS, BatchAnswer, scope="check"))
async def links(request: Request) -> Response:
    """Say of links or domains what each is, on its own. No link is opened. Nothing is stored."""
    service = service_of(request)
    key = await service.access.admit(request, "check")
    async with service.batch() as in_thread:
        data = await received(request, service.settings.batch_bytes)
        body = await in_thread(lambda: LINKS.read(data))
        bounded(body.links, service)
        service.access.spend(key, len(body.links))
        table = pa.table({"text": pa.array(body.links, pa.large_string())})
        return await in_thread(lambda: scored(service, table, reasons="all", links=True))
