"""Sending what the outbox holds: in order, with back-off, until it has arrived or is given up."""

from __future__ import annotations

import http.client
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import orjson

from coinguard.hook.store.base import StoreError
from coinguard.hook.store.outbox import LONGEST_WAIT, Announcement, Outbox
from coinguard.hook.webhooks.signing import sign
from coinguard.hook.webhooks.target import Target

_log = logging.getLogger(__name__)

ATTEMPTS: Final = 14
"""How often one is tried, over about two days, before it is given up."""
_FIRST_WAIT: Final = 5.0
_GROWTH: Final = 3.0
_LONGEST_PAUSE: Final = 300.0
"""Seconds at most between two tries of a target that does not answer at all."""
_TIMEOUT: Final = 10.0
_AT_ONCE: Final = 20
_LEASE: Final = _TIMEOUT * (_AT_ONCE + 2)
IDLE: Final = 1.0
"""Seconds until the next look where nothing was due."""
_LONGEST_ANSWER: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Outcome:
    problem: str | None
    """Null where it has arrived."""
    reached: bool = True
    """Whether the target takes requests at all; if not, others need not be tried now."""


class Deliverer:
    """Tells a target what the outbox holds. One thread's.

    Parameters
    ----------
    outbox
        What is to be told.
    target
        Whom.
    now
        The wall time in seconds since 1970: it stamps requests, and says whose turn it is.
    """

    def __init__(self, outbox: Outbox, target: Target, now: Callable[[], float] = time.time) -> None:
        self._outbox = outbox
        self._target = target
        self._now = now
        self._failures = 0
        self._connection: http.client.HTTPConnection | None = None

    def round(self) -> float:
        """Send what is due, and return how many seconds to wait before the next round.

        Raises
        ------
        StoreError
            The outbox can't be read or written. What was sent meanwhile will be sent again: a receiver tells by its id.
        """
        due = self._outbox.take(self._now(), limit=_AT_ONCE, lease=_LEASE)
        for place, announcement in enumerate(due):
            outcome = self._send(announcement)
            if outcome.problem is None:
                self._failures = 0
                self._outbox.delivered(announcement.id)
                continue
            self._failed(announcement, outcome.problem)
            if not outcome.reached:
                self._failures += 1
                pause = _spread(min(_LONGEST_PAUSE, _FIRST_WAIT * 2 ** min(self._failures - 1, 10)))
                for other in due[place + 1 :]:
                    self._outbox.put_off(other.id, self._now() + pause)
                return pause
        return 0.0 if due else IDLE

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _failed(self, announcement: Announcement, problem: str) -> None:
        attempts = announcement.attempts + 1
        if attempts >= ATTEMPTS:
            _log.error("a webhook was given up after %d attempts: %s", attempts, problem)
            self._outbox.failed(announcement.id, problem, None)
            return
        wait = _spread(min(LONGEST_WAIT, _FIRST_WAIT * _GROWTH ** (attempts - 1)))
        self._outbox.failed(announcement.id, problem, self._now() + wait)

    def _send(self, announcement: Announcement) -> _Outcome:
        body = orjson.dumps(
            {"type": announcement.event, "timestamp": announcement.made_at, "data": announcement.decision}
        )
        headers = sign(self._target.secret, announcement.id, int(self._now()), body)
        headers |= {"Content-Type": "application/json", "User-Agent": "coinguard"}
        try:
            connection = self._connected()
            connection.request("POST", self._target.path, body, headers)
            response = connection.getresponse()
            status = response.status
            # A receiver has nothing to say but its status; a connection with an answer left in it can't be used again.
            if len(response.read(_LONGEST_ANSWER + 1)) > _LONGEST_ANSWER or response.will_close:
                self.close()
        except (OSError, http.client.HTTPException) as failure:
            self.close()
            return _Outcome(type(failure).__name__, reached=False)
        if 200 <= status < 300:
            return _Outcome(None)
        # Redirects are refused like any other answer: only the configured address is ever sent to.
        return _Outcome(f"answered {status}", reached=status < 500 and status not in (408, 429))

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._target.secure else http.client.HTTPConnection
            self._connection = kind(self._target.host, self._target.port, timeout=_TIMEOUT)
        return self._connection


@contextmanager
def telling(outbox: Outbox, target: Target | None) -> Iterator[None]:
    """Send in a thread of its own for as long as the block runs; nothing is sent where there is no target."""
    if target is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=_tell, args=(Deliverer(outbox, target), stop), name="coinguard-webhooks", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_TIMEOUT)


def _tell(deliverer: Deliverer, stop: threading.Event) -> None:
    wait = 0.0
    while not stop.wait(wait):
        try:
            wait = deliverer.round()
        except StoreError as failure:
            _log.warning("webhooks wait for the store: %s", failure)
            wait = _FIRST_WAIT
        except Exception as failure:  # the thread must not end while the service runs
            _log.error("webhooks failed with %s", type(failure).__name__)
            wait = _FIRST_WAIT
    deliverer.close()


def _spread(seconds: float) -> float:
    """Return a wait a little off, so that many senders do not come at once."""
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - nothing secret hangs on it
