"""What every request goes through: an id, a limit on its body and its time, figures, and an answer whatever happens."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
import traceback
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coinguard.hook.service.metrics import Metrics
from coinguard.hook.service.problems import Problem, unforeseen
from coinguard.hook.service.settings import Settings

_log = logging.getLogger(__name__)

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADERS: Final = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_UNMATCHED: Final = "unmatched"


class Envelope:
    """Wraps the application.

    Parameters
    ----------
    app
        What answers.
    settings
        The limits.
    metrics
        Where requests are counted.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        exchange = _Exchange(scope, receive, send, self._settings)
        try:
            async with asyncio.timeout(self._settings.seconds):
                await self._app(scope, exchange.receive, exchange.send)
        except TimeoutError:
            await exchange.answer(exchange.late())
        except Problem as problem:
            await exchange.answer(problem)
        except Exception as failure:  # whatever it was, the caller gets an answer and the service goes on
            self._metrics.errors.labels("unforeseen").inc()
            log_unforeseen(failure, f"request {exchange.request_id}")
            await exchange.answer(unforeseen())
        finally:
            route = getattr(scope.get("route"), "path", _UNMATCHED)
            self._metrics.answered(route, exchange.status, time.perf_counter() - started)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: Settings) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._settings = settings
        self._bytes = 0
        self._arrived = False
        self.status = 0
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        self.request_id = given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self.request_id

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            self._arrived = not message.get("more_body", False)
            if self._bytes > self._settings.batch_bytes:
                raise too_large(self._settings.batch_bytes)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *_HEADERS, (b"x-request-id", self.request_id.encode())]
        await self._send(message)

    def late(self) -> Problem:
        seconds = f"{self._settings.seconds:g} seconds"
        if not self._arrived:
            return Problem(408, "too-slow", f"The request did not arrive within {seconds}.", {"Connection": "close"})
        return Problem(503, "took-too-long", f"The answer took longer than {seconds}.", {"Retry-After": "1"})

    async def answer(self, problem: Problem) -> None:
        if self.status == 0:
            await problem.response(self.request_id)(self._scope, self.receive, self.send)


def too_large(limit: int) -> Problem:
    """Return the problem for a body over its limit."""
    return Problem(413, "too-large", f"The body is longer than {limit:,} bytes.", {"Connection": "close"})


def log_unforeseen(failure: BaseException, what: str) -> None:
    """Log where something failed, but not its words: they might quote a message, an address or a key."""
    places = "".join(traceback.format_tb(failure.__traceback__))
    _log.error("%s failed with %s:\n%s", what, type(failure).__name__, places)
