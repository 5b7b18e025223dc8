"""How much of its time the window may spend on looking at itself as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SHARE: Final = 0.005
"""Of all time. While the window looks at itself nobody gets a decision, so fewer than one message in a hundred may notice."""
MOST: Final = 0.1
"""Seconds that may be saved up: as long as there is little to look at, it is looked at after every suspect message."""


class Budget:
    """Processor time that grows with the time that passes, and shrinks with what is spent."""

    def __init__(self) -> None:
        self._left = MOST
        self._since = 0.0
        self._warm = False

    def allows(self, now: float) -> bool:
        """Tell whether there is any left; ``now`` is in steady time."""
        self._left = min(MOST, self._left + SHARE * max(0.0, now - self._since))
        self._since = now
        return self._left > 0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Count what a block takes of this thread, but for the first, which loads what later ones run on."""
        begun = time.thread_time()
        try:
            yield
        finally:
            if self._warm:
                self._left -= time.thread_time() - begun
            self._warm = True
