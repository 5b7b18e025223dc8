"""Whether the service lives, whether it can do its work, and its figures."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from coinguard.hook.service.documents import answer, described
from coinguard.hook.service.metrics import CONTENT_TYPE
from coinguard.hook.service.problems import Problem
from coinguard.hook.service.service import service_of
from coinguard.hook.store.base import StoreError

router = APIRouter(tags=["operation"])


class Well(BaseModel):
    """That all is well."""

    status: Literal["ok"]


@router.get("/healthz", **described(None, Well, scope=None))
async def healthz() -> Response:
    """Say that the process answers. Restart it when it does not."""
    return answer({"status": "ok"})


@router.get("/readyz", **described(None, Well, scope=None))
async def readyz(request: Request) -> Response:
    """Say whether decisions can be made and kept. Send messages elsewhere while they can't."""
    service = service_of(request)
    try:
        await run_in_threadpool(service.store.ping)
    except StoreError:
        service.metrics.ready.set(0)
        raise Problem(503, "not-ready", "The store is out of order.", {"Retry-After": "5"}) from None
    service.metrics.ready.set(1)
    return answer({"status": "ok"})


@router.get("/metrics", response_class=Response, **described(None, scope="metrics"))
async def metrics(request: Request) -> Response:
    """Return the figures for Prometheus."""
    service = service_of(request)
    await service.access.admit(request, "metrics")
    return Response(await run_in_threadpool(service.metrics.page), media_type=CONTENT_TYPE)
