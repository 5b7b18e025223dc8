"""Group commit: whoever comes while a transaction is under way goes together into the next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")

_LARGEST_GROUP: Final = 256
"""Submissions in one transaction; more wait for the next."""


class GroupCommit(Generic[Work, Result]):
    """Runs submissions of many threads a group at a time, on the thread of one of them.

    Parameters
    ----------
    together
        Does a group of submissions in one transaction and returns their results in order; all or nothing.
    rejection
        What it raises where one submission is at fault. After anything else none of the group could be done alone either,
        and each would wait as long again to find that out.
    """

    def __init__(
        self,
        together: Callable[[Sequence[Work]], Sequence[Result]],
        rejection: type[Exception] | tuple[type[Exception], ...],
    ) -> None:
        self._together = together
        self._rejection = rejection
        self._turn = threading.Lock()
        self._waiting: deque[tuple[Work, Future[Result]]] = deque()

    def submit(self, work: Work) -> Result:
        """Do ``work`` in the next transaction; it is committed when this returns.

        Whatever ``together`` raises for it is raised here. Where one submission of a group is at fault, each is tried alone,
        so that it does not take the others down.
        """
        mine: Future[Result] = Future()
        self._waiting.append((work, mine))
        while not mine.done():
            with self._turn:
                if not mine.done():
                    self._lead()
        return mine.result()

    def _lead(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(len(self._waiting), _LARGEST_GROUP))]
        try:
            results = self._together([work for work, _ in group])
        except BaseException as failure:
            if len(group) > 1 and isinstance(failure, self._rejection):
                for work, future in group:
                    self._alone(work, future)
                return
            for _, future in group:
                future.set_exception(failure)
            if not isinstance(failure, Exception):  # this thread is to end; the others must not wait for it
                raise
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _alone(self, work: Work, future: Future[Result]) -> None:
        try:
            future.set_result(self._together([work])[0])
        except Exception as failure:
            future.set_exception(failure)
