"""What is in force: a guard, a policy and lists, together. Never changed, only replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from coinguard.hook.decision import ListEntry, Versions
from coinguard.hook.lists import Lists
from coinguard.hook.policy import Policy
from coinguard.message import Message
from coinguard.verdict import Verdict


class Checker(Protocol):
    """What the hook needs of a :class:`coinguard.Guard`."""

    @property
    def bundle_id(self) -> str:
        """The id of everything a verdict depends on."""
        ...

    @property
    def thresholds(self) -> dict[str, float]:
        """The least log-odds of ``review`` and ``scam``."""
        ...

    def check_many(self, messages: Iterable[str | Message]) -> Iterable[Verdict]:
        """Return the verdicts of messages."""
        ...


@dataclass(frozen=True)
class Snapshot:
    """What one decision is made with, from its beginning to its end."""

    guard: Checker
    policy: Policy
    lists: Lists

    @classmethod
    def of(cls, guard: Checker, policy: Policy, version: str, entries: Sequence[ListEntry]) -> Snapshot:
        """Return a guard, a policy and lists; entries of the policy go before those added later."""
        return cls(guard, policy, Lists.of([*policy.lists, *entries], version))

    @property
    def versions(self) -> Versions:
        """What decisions say they were made with."""
        return Versions(self.policy.version, self.lists.version, self.guard.bundle_id)
