"""Time, twice: the machine's clock for stamps, and one that never jumps for everything that is measured."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """What the hook reads the time from; tests have their own."""

    def wall(self) -> dt.datetime:
        """Return the machine's time, in UTC: for stamps that people read."""
        ...

    def steady(self) -> float:
        """Return seconds since 1970 that only ever grow, at one pace: for windows, holds and ages."""
        ...


class SystemClock:
    """The machine's clock, read once; from then on the steady time goes its own way, however the machine's is set."""

    def __init__(self) -> None:
        self._origin = time.time() - time.monotonic()

    def wall(self) -> dt.datetime:
        """Return the machine's time, in UTC."""
        return dt.datetime.now(dt.UTC)

    def steady(self) -> float:
        """Return seconds since 1970 by the machine's clock as it was set when this one was made."""
        return self._origin + time.monotonic()
