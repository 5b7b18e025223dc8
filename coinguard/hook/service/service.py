"""What routes work with: the pipeline, the store and everything between them and the callers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from coinguard.errors import InputError
from coinguard.hook.checking import Checked, check_all
from coinguard.hook.decision import Decision, Versions
from coinguard.hook.gather import Gather
from coinguard.hook.intake import Submission
from coinguard.hook.policy import Policy
from coinguard.hook.service.access import Access
from coinguard.hook.service.metrics import Metrics
from coinguard.hook.service.problems import overloaded, store_failed
from coinguard.hook.service.settings import Settings
from coinguard.hook.store.base import StoreError
from coinguard.hook.store.retention import Forgotten
from coinguard.hook.store.sql import SqlStore
from coinguard.message import Message

if TYPE_CHECKING:
    from coinguard.guard import Guard
    from coinguard.hook.pipeline import Pipeline

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class InThread(Protocol):
    """Runs something in a thread."""

    def __call__(self, work: Callable[[], Result], /) -> Awaitable[Result]:
        """Return what it returns."""
        ...


@dataclass
class Service:
    """One service, of one process and one event loop."""

    pipeline: Pipeline
    store: SqlStore
    read_policy: Callable[[], Policy] | None = None
    """Reads the policy's file anew; null where there is none to read."""
    settings: Settings = field(default_factory=Settings)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.access = Access(self.store.keys, self.settings)
        self._checks: Gather[Message, Checked] = Gather(lambda messages: check_all(self.guard, messages))
        self._decides: Gather[Submission, Decision] = Gather(self.pipeline.decide_many)
        self._batches = asyncio.Semaphore(self.settings.batches)
        self.metrics.watch(self._gauges)

    @property
    def guard(self) -> Guard:
        """The guard in force."""
        return cast("Guard", self.pipeline.guard)

    async def check(self, message: Message) -> Checked:
        """Return a message's verdict, made together with those of whoever else is waiting."""
        self._make_room(self._checks, "checks")
        checked = await self._checks(message)
        self.metrics.checked(checked.verdict.level if checked.verdict is not None else None)
        return checked

    async def decide(self, submission: Submission) -> Decision:
        """Return the decision on a message; it is kept by then, or says that it is not."""
        self._make_room(self._decides, "decisions")
        decision = await self._decides(submission)
        self.metrics.decided([decision])
        return decision

    @contextlib.asynccontextmanager
    async def batch(self) -> AsyncIterator[InThread]:
        """Make room for a batch, and give what runs its parts in a thread, so that single messages get their turn between.

        Raises
        ------
        Problem
            There is no room; nothing of the body has been read by then.
        """
        if self._batches.locked():
            self.metrics.shed.labels("batches").inc()
            raise overloaded("batches")
        async with self._batches:
            yield run_in_threadpool

    async def stored(self, work: Callable[[], Result]) -> Result:
        """Do something with the store in a thread.

        Raises
        ------
        Problem
            The store could not do it.
        """
        try:
            return await run_in_threadpool(work)
        except StoreError as failure:
            self.metrics.errors.labels("store").inc()
            _log.warning("the store failed: %s", failure)
            raise store_failed() from None

    def change_lists(self, change: Callable[[], Result]) -> Result:
        """Change the owner's lists, and have the next decision follow them."""
        result = change()
        self.pipeline.refresh()
        return result

    def erase_author(self, author_id: str, by: str) -> Forgotten:
        """Erase everything that is kept or remembered of an author."""
        self.pipeline.forget_author(author_id)
        return self.store.forgetter.erase_author(author_id, by)

    def reload(self, by: str) -> Versions:
        """Put the policy's file in force as it is now, or leave everything as it was.

        Raises
        ------
        ConfigurationError
            Something in it is wrong.
        InputError
            There is no file.
        """
        if self.read_policy is None:
            raise InputError("the policy was not read from a file", hint="Restart the service with another")
        versions = self.pipeline.reload(policy=self.read_policy(), actor=by)
        _log.info("reloaded: policy %s", versions.policy)
        return versions

    def _make_room(self, gather: Gather[Message, Checked] | Gather[Submission, Decision], what: str) -> None:
        if gather.waiting >= self.settings.waiting:
            self.metrics.shed.labels(what).inc()
            raise overloaded(what)

    def _gauges(self) -> dict[str, tuple[str, float]]:
        found: dict[str, tuple[str, float]] = {
            "waiting_checks": ("Messages that wait for a verdict.", self._checks.waiting),
            "waiting_decisions": ("Messages that wait for a decision.", self._decides.waiting),
        }
        found["breakers_open"] = ("Rules whose actions go to review.", len(self.pipeline.breakers()))
        try:
            counts = self.store.outbox.counts()
            found["queue_open"] = ("Decisions that wait for a person.", self.store.review.depth())
            found["webhooks_waiting"] = ("Announcements still to be sent.", counts["waiting"])
            found["webhooks_dead"] = ("Announcements that were given up.", counts["dead"])
        except StoreError:
            self.metrics.errors.labels("store").inc()
        return found


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
