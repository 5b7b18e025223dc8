"""Who may do what, and how much of it."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from coinguard.hook.service.problems import Problem, store_failed
from coinguard.hook.service.settings import Settings
from coinguard.hook.store.base import StoreError
from coinguard.hook.store.keys import ApiKey, ApiKeys

TRUSTED_SECONDS: Final = 2.0
"""How long a key that was looked up is taken to be as it was: so long may a revoked one still open."""
_STALE_SECONDS: Final = 3600.0
"""How long a key opens that can't be looked up because the store is out of order. Verdicts need no store."""
_MOST_KNOWN: Final = 4096
_UNKNOWN_A_SECOND: Final = 50.0
"""Keys nobody has that are looked up; more are refused unseen, so that guessing costs the store nothing."""
_BURST: Final = 3.0
"""Seconds' worth of a key's rate that it may use up at once."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})

_ANYBODY: Final = ApiKey(
    id="anybody", name="anybody on this machine", scopes=frozenset(), made_at="", expires_at=None, revoked=False
)


class Bucket:
    """A token bucket: so much a second on average, so much at once."""

    __slots__ = ("_burst", "_filled", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled = burst, now

    def take(self, amount: float, now: float) -> float:
        """Take tokens; return 0, or if there are too few the seconds until there are enough, taking none."""
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if amount <= self._tokens:
            self._tokens -= amount
            return 0.0
        return (min(amount, self._burst) - self._tokens) / self._rate


@dataclass(slots=True)
class _Known:
    key: ApiKey | None
    asked_at: float


class Access:
    """Lets callers in by their key. Belongs to one event loop.

    Parameters
    ----------
    keys
        Where they are looked up.
    settings
        The rates, and whether a key is needed at all.
    clock
        Seconds that only ever grow.
    """

    def __init__(self, keys: ApiKeys, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._settings = settings
        self._clock = clock
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._buckets: dict[str, Bucket] = {}
        self._unknown = Bucket(_UNKNOWN_A_SECOND, _UNKNOWN_A_SECOND, clock())

    async def admit(self, request: Request, scope: str) -> ApiKey:
        """Return the caller's key.

        Raises
        ------
        Problem
            There is none, or it does not open this.
        """
        if not self._settings.keys:
            _refuse_foreign_names(request)
            return _ANYBODY
        kind, _, written = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not written:
            raise _unauthorised("There is no API key. Send one as 'Authorization: Bearer cg_…'.")
        key = await self._opened_by(written.strip())
        if key is None:
            raise _unauthorised("The API key opens nothing: it is unknown, revoked or has expired.")
        if scope not in key.scopes:
            raise Problem(403, "forbidden", f"The API key may not do this: it lacks the scope '{scope}'.")
        return key

    def spend(self, key: ApiKey, messages: int = 1) -> None:
        """Count messages against a key's rate.

        Raises
        ------
        Problem
            It has used its rate up.
        """
        if key is _ANYBODY:
            return
        now = self._clock()
        bucket = self._buckets.get(key.id)
        if bucket is None:
            bucket = self._buckets[key.id] = Bucket(self._settings.rate, _BURST * self._settings.rate, now)
        if wait := bucket.take(messages, now):
            detail = f"The API key may send {self._settings.rate:g} messages a second."
            raise Problem(429, "rate-limited", detail, {"Retry-After": str(int(wait) + 1)})

    async def _opened_by(self, written: str) -> ApiKey | None:
        digest, now = hashlib.sha256(written.encode()).digest(), self._clock()
        known = self._known.get(digest)
        if known is not None and now - known.asked_at < TRUSTED_SECONDS:
            return known.key
        if known is None and (wait := self._unknown.take(1, now)):
            raise Problem(
                429, "rate-limited", "Too many unknown API keys were tried.", {"Retry-After": str(int(wait) + 1)}
            )
        try:
            key = await run_in_threadpool(self._keys.opened_by, written)
        except StoreError:
            if known is not None and now - known.asked_at < _STALE_SECONDS:
                return known.key
            raise store_failed() from None
        self._known[digest] = _Known(key, now)
        self._known.move_to_end(digest)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return key


def _unauthorised(detail: str) -> Problem:
    return Problem(401, "unauthorised", detail, {"WWW-Authenticate": "Bearer"})


def _refuse_foreign_names(request: Request) -> None:
    host = request.headers.get("host", "")
    name = host[: host.rindex(":")] if ":" in host.rpartition("]")[2] else host
    if name.lower() not in _LOCAL:
        raise Problem(403, "forbidden", "Without API keys, only 'localhost', '127.0.0.1' and '[::1]' are answered.")
