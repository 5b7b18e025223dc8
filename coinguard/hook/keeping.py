"""Keeping decisions: what is written with them, and what becomes of them when nothing can be written."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from coinguard.hook.breaker import STATE
from coinguard.hook.clock import Clock
from coinguard.hook.decision import AuditEntry, Decision, timestamp
from coinguard.hook.intake import Submission
from coinguard.hook.outcome import trail_of, unkept
from coinguard.hook.policy import Policy
from coinguard.hook.store.base import Entry, Store, StoreError, Tally

OPENED: Final = "breaker_opened"
"""The event of an opening in the audit trail."""
_log = logging.getLogger(__name__)


class Keeper:
    """Writes decisions, and with them whatever of the audit trail could not be written before. Threads may share one.

    Parameters
    ----------
    store
        Where to.
    clock
        Where the time comes from.
    breaker_state
        Takes the state that the store has, and returns the breaker's own with it: another process may have written since.
    """

    def __init__(self, store: Store, clock: Clock, breaker_state: Callable[[bytes | None], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._breaker_state = breaker_state
        self._lock = threading.Lock()
        self._untold: list[AuditEntry] = []

    def note(self, event: str, actor: str, subject: str | None, detail: dict[str, object]) -> None:
        """Remember something for the audit trail; it is written with the next decisions, or by :meth:`tell`."""
        entry = AuditEntry(event=event, actor=actor, at=timestamp(self._clock.wall()), subject=subject, detail=detail)
        with self._lock:
            self._untold.append(entry)

    def tell(self) -> None:
        """Write what is remembered, if the store lets it be written; it is not lost if not."""
        try:
            self._record((), (), ())
        except StoreError as error:
            _log.error("the audit trail waits: the store failed (%s)", error)

    def keep(
        self, batch: Sequence[Submission], made: Sequence[Decision], tallies: Sequence[Tally], policy: Policy
    ) -> list[Decision]:
        """Keep decisions, and return those that stand: the same, another process's, or what the policy wants if none is kept."""
        entries = [Entry(decision, one.message) for decision, one in zip(made, batch, strict=True)]
        try:
            return self._record(entries, tallies, [trail_of(one) for one in made])
        except StoreError as error:
            return self.lost(made, policy, error)

    def lost(self, made: Sequence[Decision], policy: Policy, error: StoreError) -> list[Decision]:
        """Return decisions as the policy wants them where the store failed."""
        _log.error("%d decisions could not be kept: the store failed (%s)", len(made), error)
        return [unkept(one, policy) for one in made]

    def _record(
        self, entries: Sequence[Entry], tallies: Sequence[Tally], audit: Sequence[AuditEntry]
    ) -> list[Decision]:
        with self._lock:
            untold, self._untold = self._untold, []
        try:
            kept = self._store.record(entries, tallies, [*untold, *audit])
        except StoreError:
            with self._lock:
                self._untold = untold + self._untold
            raise
        if any(entry.event == OPENED for entry in untold):
            self._keep_breaker()
        return kept

    def _keep_breaker(self) -> None:
        try:
            self.keep_breaker()
        except StoreError as error:
            # It is open in this process all the same; one that starts now would have to find out anew.
            _log.error("the breaker's state could not be kept: the store failed (%s)", error)

    def keep_breaker(self) -> None:
        """Write the breaker's state.

        Raises
        ------
        StoreError
            It could not be written.
        """
        self._store.keep_state(STATE, self._breaker_state(self._store.state(STATE)))
