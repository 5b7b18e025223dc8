"""Reading, scoring and writing at the same time, with a bounded number of batches between them."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_READ_AHEAD: Final = 1
"""Batches that wait between reader and workers."""

_LOOK_SECONDS: Final = 0.1
"""How often a reader that waits for room looks whether anybody still wants it."""

_STOP_SECONDS: Final = 2.0
"""How long a reader may take to let go."""


@dataclass(frozen=True, slots=True)
class _End:
    """The reader's last word: it is through, or it failed."""

    error: BaseException | None = None


class _ReadAhead(Generic[_Item]):
    """Runs an iterator in a thread of its own, a bounded number of items ahead."""

    def __init__(self, items: Iterator[_Item]) -> None:
        self._items = items
        self._queue: queue.Queue[_Item | _End] = queue.Queue(_READ_AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coinguard-reader", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[_Item]:
        while True:
            item = self._queue.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item

    def stop(self) -> None:
        """Let the reader go; what it read is dropped. One that waits for a silent pipe is not waited for."""
        self._stopped.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        end = _End()
        try:
            for item in self._items:
                if not self._put(item):
                    return
        except BaseException as error:
            end = _End(error)
        self._put(end)

    def _put(self, item: _Item | _End) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return True
        return False


def overlapped(
    items: Iterator[_Item], work: Callable[[_Item], _Result], workers: int
) -> Iterator[tuple[_Item, _Result]]:
    """Yield each item with its result, in order, while later ones are read and worked on.

    At most ``workers + 5`` items exist at a time: one being read, one read, those in work or finished early, and the
    one the caller holds.

    Parameters
    ----------
    items
        Read in a thread of its own. What it raises is raised here, behind the items before.
    work
        Called in worker threads.
    workers
        Items worked on at a time.
    """
    ahead = _ReadAhead(items)
    pending: deque[tuple[_Item, Future[_Result]]] = deque()
    with ThreadPoolExecutor(workers, "coinguard-scorer") as pool:
        try:
            failure: Exception | None = None
            source = iter(ahead)
            while True:
                try:
                    item = next(source)
                except StopIteration:
                    break
                except Exception as error:
                    failure = error
                    break
                pending.append((item, pool.submit(work, item)))
                if len(pending) > workers + 1:
                    yield _done(pending.popleft())
            while pending:
                yield _done(pending.popleft())
            if failure is not None:
                raise failure
        finally:
            for _, future in pending:
                future.cancel()
            ahead.stop()


def _done(pair: tuple[_Item, Future[_Result]]) -> tuple[_Item, _Result]:
    item, future = pair
    return item, future.result()
