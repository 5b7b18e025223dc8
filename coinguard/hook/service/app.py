"""The application: routes, problems, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from coinguard.errors import CoinguardError
from coinguard.hook.service.documents import openapi_of
from coinguard.hook.service.envelope import Envelope, log_unforeseen
from coinguard.hook.service.problems import Problem, unforeseen
from coinguard.hook.service.routes import ROUTERS
from coinguard.hook.service.service import Service
from coinguard.hook.store.base import StoreError

_log = logging.getLogger(__name__)

_FOLD_EVERY: Final = 1.0
_DESCRIPTION = """\
Which messages and links are coin scams, how sure, and why; and what a policy does about them.

Every error is a problem document (RFC 9457) whose `type` ends in a stable code. Nothing named in a message is ever opened.
"""


def create_app(service: Service) -> ASGIApp:
    """Return the ASGI application of a service."""
    app = FastAPI(
        title="coinguard",
        version=_version(),
        description=_DESCRIPTION,
        lifespan=_running,
        docs_url=None,  # its page would load scripts from somebody else's site
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)
    app.openapi = lambda: openapi_of(app)  # type: ignore[method-assign]
    return Envelope(app, service.settings, service.metrics)


@contextlib.asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """Tend the store from time to time, as long as the service runs."""
    service: Service = app.state.service
    store = service.store
    tending = (
        asyncio.create_task(_every(service, "forgetting", service.settings.forget_every, store.forgetter.forget)),
        asyncio.create_task(_every(service, "folding", _FOLD_EVERY, store.fold_log)),
    )
    _reload_on_hangup(service)
    try:
        yield
    finally:
        for task in tending:
            task.cancel()
        await asyncio.gather(*tending, return_exceptions=True)


async def _every(service: Service, what: str, seconds: float, work: Callable[[], object]) -> None:
    while True:
        try:
            await run_in_threadpool(work)
        except StoreError as failure:
            service.metrics.errors.labels(what).inc()
            _log.warning("%s failed: %s", what, failure)
        except Exception as failure:  # it is tried again all the same
            service.metrics.errors.labels("unforeseen").inc()
            log_unforeseen(failure, what)
        await asyncio.sleep(seconds)


def _reload_on_hangup(service: Service) -> None:
    """Let SIGHUP read the policy anew, where this runs in a process of its own."""
    if service.read_policy is not None and threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _reload, service)


def _reload(service: Service) -> None:
    try:
        service.reload("SIGHUP")
    except CoinguardError as failure:
        service.metrics.errors.labels("reload").inc()
        _log.error("the policy was not reloaded, the one before stays in force: %s", failure)


async def _problem(request: Request, problem: Any) -> Response:
    answer: Response = problem.response(request.state.request_id)
    return answer


async def _hung_up(request: Request, _failure: Any) -> Response:
    # Nobody hears this; it is counted with what callers got wrong, and not with what failed here.
    return Problem(400, "hung-up", "The connection was closed before the body had arrived.").response(
        request.state.request_id
    )


async def _refused(request: Request, failure: Any) -> Response:
    code = {404: "not-found", 405: "method-not-allowed"}.get(failure.status_code, "refused")
    problem = Problem(failure.status_code, code, f"{failure.detail}.", dict(failure.headers or {}))
    return problem.response(request.state.request_id)


async def _invalid(request: Request, failure: Any) -> Response:
    places = [{"where": "/".join(map(str, one["loc"])), "problem": one["msg"]} for one in failure.errors()[:10]]
    detail = f"{places[0]['where']}: {places[0]['problem']}"
    return Problem(422, "invalid", detail, more={"errors": places}).response(request.state.request_id)


async def _unforeseen(request: Request, _failure: Any) -> Response:
    # The envelope logs it: whoever calls this raises the failure once more.
    return unforeseen().response(request.state.request_id)


def _version() -> str:
    try:
        return version("coinguard")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
