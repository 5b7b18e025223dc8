"""Gathers what arrives while a batch is being worked on into the next batch.

Alone, a message waits for nobody. Under load, one look at the guard and one write to disk serve all that came meanwhile, so
that the rate rises with the load instead of the waiting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST: Final = 256
"""Items of one batch."""


class Gather(Generic[Item, Result]):
    """Calls a function for batches, in a thread, one batch at a time. Belongs to one event loop.

    Parameters
    ----------
    work
        Returns one result an item, in order; what it raises reaches everybody in the batch.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._work = work
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._running: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many wait for the next batch."""
        return len(self._waiting)

    async def __call__(self, item: Item) -> Result:
        """Return an item's result."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            try:
                results = await asyncio.to_thread(self._work, [item for item, _ in batch])
            except Exception as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), result in zip(batch, results, strict=True):
                    if not future.done():
                        future.set_result(result)
