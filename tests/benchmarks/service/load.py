"""Load at a fixed rate: requests are due by the clock, and one that has to wait for its turn waits on the service's account.

A client that sends the next request when the last has been answered slows down with the service and never sees its queue;
this one does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import uvloop


@dataclass
class Measured:
    """What came of one level of load."""

    offered: float
    """Requests a second."""
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    """0 stands for a connection that broke."""
    waits: list[float] = field(default_factory=list)
    """Seconds from when a request was due to its answer, of those answered with success."""

    @property
    def rate(self) -> float:
        """Successes a second."""
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the wait that a share of successes did not exceed."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class _Connection(asyncio.Protocol):
    """One connection, with at most one request under way."""

    def __init__(self, done: Callable[[_Connection, int, float], None]) -> None:
        self._done = done
        self._buffer = b""
        self._due = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def send(self, request: bytes, due: float) -> None:
        assert self.transport is not None
        self._due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        if len(rest) >= length:
            self._buffer = rest[length:]
            due, self._due = self._due, 0.0
            self._done(self, int(head[9:12]), due)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.transport = None
        if self._due:
            self._done(self, 0, self._due)


class Load:
    """Sends requests to a port.

    Parameters
    ----------
    port
        Of this machine.
    request
        Returns the bytes of the request of a number.
    connections
        How many at most are under way.
    """

    def __init__(self, port: int, request: Callable[[int], bytes], connections: int = 1024) -> None:
        self._port = port
        self._request = request
        self._connections = connections
        self._numbers = count()

    def at(self, rate: float, seconds: float) -> Measured:
        """Return what comes of so many requests a second, for some seconds."""
        return uvloop.run(self._run(rate, seconds))

    def as_fast_as_can_be(self, seconds: float) -> Measured:
        """Return what comes of sending the next request on each connection when the last has been answered."""
        return uvloop.run(self._run(float("inf"), seconds))

    async def _run(self, rate: float, seconds: float) -> Measured:
        loop = asyncio.get_running_loop()
        measured = Measured(rate)
        idle: deque[_Connection] = deque()
        waiting: deque[float] = deque()
        under_way = 0

        def done(connection: _Connection, status: int, due: float) -> None:
            nonlocal under_way
            under_way -= 1
            measured.statuses[status] += 1
            if 200 <= status < 300:
                measured.waits.append(time.perf_counter() - due)
            if status:
                idle.append(connection)
            send()

        def send() -> None:
            nonlocal under_way
            while idle and waiting:
                under_way += 1
                idle.popleft().send(self._request(next(self._numbers)), waiting.popleft())

        for _ in range(self._connections):
            _, connection = await loop.create_connection(lambda: _Connection(done), "127.0.0.1", self._port)
            idle.append(connection)
        start = time.perf_counter()
        sent = 0
        while (now := time.perf_counter()) - start < seconds:
            if rate == float("inf"):
                waiting.extend([now] * len(idle))
            else:
                wanted = int((now - start) * rate)
                waiting.extend(start + number / rate for number in range(sent, wanted))
                sent = wanted
            send()
            await asyncio.sleep(0.001)
        waiting.clear()
        measured.seconds = time.perf_counter() - start
        for _ in range(2000):
            if not under_way:
                break
            await asyncio.sleep(0.005)
        for connection in idle:
            assert connection.transport is not None
            connection.transport.close()
        return measured
