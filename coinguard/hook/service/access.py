"""Who may do what, and how much of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from coinguard.hook.service.problems import Problem, store_failed
from coinguard.hook.service.settings import Settings
from coinguard.hook.store.base import StoreError
from coinguard.hook.store.keys import ApiKey, ApiKeys, digest_of

TRUSTED_SECONDS: Final = 2.0
"""How long keys that were looked up are taken to be as they were: so long may a revoked one still open."""
LOOKED_UP_AGAIN: Final = 0.25
"""Seconds between two looks for a key that is unknown, which may be new. Its caller waits, and guessing costs the store no
more than that."""
_STALE_SECONDS: Final = 3600.0
"""How long keys open that can't be looked up because the store is out of order. Verdicts need no store."""
_BURST: Final = 3.0
"""Seconds' worth of a key's rate that it may use up at once."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})

_ANYBODY: Final = ApiKey(
    id="anybody", name="anybody on this machine", scopes=frozenset(), made_at="", expires_at=None, revoked=False
)


class Bucket:
    """A token bucket: so much a second on average, so much at once; what is larger still passes once it is full."""

    __slots__ = ("_burst", "_filled", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled = burst, now

    def take(self, amount: float, now: float) -> float:
        """Take tokens; return 0, or if there are too few the seconds until there are enough, taking none."""
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        needed = min(amount, self._burst)
        if needed <= self._tokens:
            self._tokens -= amount
            return 0.0
        return (needed - self._tokens) / self._rate


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
        self._known: dict[bytes, ApiKey] = {}
        self._looked_up_at = float("-inf")
        self._looking_up = asyncio.Lock()
        self._buckets: dict[str, Bucket] = {}

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
        digest = digest_of(written)
        if digest not in self._known:
            await asyncio.sleep(max(0.0, LOOKED_UP_AGAIN - self._age()))
            await self._look_up(digest)
        elif self._age() >= TRUSTED_SECONDS:
            await self._look_up(digest)
        key = self._known.get(digest)
        return key if key is not None and key.holds(dt.datetime.now(dt.UTC)) else None

    def _age(self) -> float:
        return self._clock() - self._looked_up_at

    async def _look_up(self, digest: bytes) -> None:
        """Read all keys anew, once for all who wait for it."""
        asked = self._clock()
        async with self._looking_up:
            if self._looked_up_at > asked:
                return
            try:
                self._known = await run_in_threadpool(self._keys.by_digest)
                self._looked_up_at = self._clock()
            except StoreError:
                if digest not in self._known or self._age() >= _STALE_SECONDS:
                    raise store_failed() from None


def _unauthorised(detail: str) -> Problem:
    return Problem(401, "unauthorised", detail, {"WWW-Authenticate": "Bearer"})


def _refuse_foreign_names(request: Request) -> None:
    host = request.headers.get("host", "")
    name = host[: host.rindex(":")] if ":" in host.rpartition("]")[2] else host
    if name.lower() not in _LOCAL:
        raise Problem(403, "forbidden", "Without API keys, only 'localhost', '127.0.0.1' and '[::1]' are answered.")
