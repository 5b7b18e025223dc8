"""One at a time: two callers that bring the same message at once get the same decision, made once."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from coinguard.hook.store.base import MessageKey


class Claims:
    """The messages that are being decided now, within this process."""

    def __init__(self) -> None:
        self._taken: set[MessageKey] = set()
        self._changed = threading.Condition()

    @contextmanager
    def of(self, keys: Collection[MessageKey]) -> Iterator[None]:
        """Hold messages for the length of a block; wait while another thread has one. All at once, so nobody waits in a ring."""
        wanted = set(keys)
        with self._changed:
            self._changed.wait_for(lambda: self._taken.isdisjoint(wanted))
            self._taken |= wanted
        try:
            yield
        finally:
            with self._changed:
                self._taken -= wanted
                self._changed.notify_all()
