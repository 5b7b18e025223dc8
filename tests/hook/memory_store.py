"""A store in memory: what the contract asks for, and failures on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coinguard.hook.decision import AuditEntry, Decision, ListEntry
from coinguard.hook.store.base import Entry, MessageKey, StoreError, Tally


@dataclass
class MemoryStore:
    decisions: dict[tuple[MessageKey, int], Decision] = field(default_factory=dict)
    nameless: list[Decision] = field(default_factory=list)
    counts: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    entries: list[ListEntry] = field(default_factory=list)
    states: dict[str, bytes] = field(default_factory=dict)
    version: int = 0
    failing: bool = False
    records: int = 0
    before_record: Callable[[], None] | None = None
    """Called once before the next record: what another process does meanwhile."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def _check(self) -> None:
        if self.failing:
            raise StoreError("the disk is full")

    def latest(self, keys: Sequence[MessageKey]) -> list[Decision | None]:
        self._check()
        with self.lock:
            return [self._latest(key) for key in keys]

    def _latest(self, key: MessageKey) -> Decision | None:
        known = [one for (other, _), one in self.decisions.items() if other == key]
        return max(known, key=lambda one: one.revision, default=None)

    def record(self, entries: Sequence[Entry], tallies: Sequence[Tally], audit: Sequence[AuditEntry]) -> list[Decision]:
        if self.before_record is not None:
            meanwhile, self.before_record = self.before_record, None
            meanwhile()
        self._check()
        with self.lock:
            self.records += 1
            self.audit += audit
            for rule, hour, seen, acted in tallies:
                before = self.counts.get((rule, hour), (0, 0))
                self.counts[rule, hour] = (before[0] + seen, before[1] + acted)
            return [self._kept(entry.decision) for entry in entries]

    def _kept(self, decision: Decision) -> Decision:
        if decision.message_id is None:
            self.nameless.append(decision)
            return decision
        key = MessageKey(decision.channel_id or "", decision.message_id)
        return self.decisions.setdefault((key, decision.revision), decision)

    def tallies(self, since_hour: int) -> list[Tally]:
        self._check()
        return [Tally(rule, hour, *counts) for (rule, hour), counts in self.counts.items() if hour >= since_hour]

    def lists(self) -> tuple[str, Sequence[ListEntry]]:
        self._check()
        return str(self.version), tuple(self.entries)

    def lists_version(self) -> str:
        self._check()
        return str(self.version)

    def keep_state(self, name: str, data: bytes) -> None:
        self._check()
        self.states[name] = data

    def state(self, name: str) -> bytes | None:
        self._check()
        return self.states.get(name)
