"""A policy in force: its rules in order, the first that matches decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final, Literal

from coinguard.hook.decision import ALLOW, REVIEW, ListEntry, ShadowAction
from coinguard.verdict import Verdict

DEFAULT: Final = "default"
"""What decided where no rule matched."""
APPLY: Final = "apply"
"""What may be done when the store fails, instead of one action for all: what the policy says, though nothing is kept."""

Period = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform knows of a message's author."""

    created_at: str | None = None
    """ISO 8601; null where the platform does not know."""
    roles: tuple[str, ...] = ()
    """As the platform names them."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a condition is asked about."""

    verdict: Verdict
    channel: str | None = None
    roles: frozenset[str] = frozenset()
    age: float | None = None
    """Seconds since the account was made; null where nobody knows."""
    context: str | None = None
    """The level of its context; null without a window."""
    campaign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold of a message; what is null or empty is not asked for."""

    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    """Patterns as :func:`fnmatch.fnmatchcase` takes them."""
    roles: frozenset[str] = frozenset()
    """Any of them will do."""
    younger_than: float | None = None
    """Seconds."""
    probability: float | None = None
    """At least so sure."""
    signals: frozenset[str] = frozenset()
    """Any of them must speak for a scam."""
    contexts: frozenset[str] = frozenset()
    campaign: bool | None = None

    def matches(self, case: Case, *, unknown_is_new: bool) -> bool:
        """Tell whether all that is asked for holds."""
        verdict = case.verdict
        return (
            (not self.levels or verdict.level in self.levels)
            and (not self.kinds or verdict.kind in self.kinds)
            and (not self.roles or not self.roles.isdisjoint(case.roles))
            and (self.probability is None or verdict.probability >= self.probability)
            and (not self.contexts or case.context in self.contexts)
            and (self.campaign is None or case.campaign is self.campaign)
            and (not self.channels or _is_in(case.channel, self.channels))
            and (self.younger_than is None or _is_younger(case.age, self.younger_than, unknown_is_new))
            and (not self.signals or any(r.points > 0 and r.code in self.signals for r in verdict.reasons))
        )


def _is_in(channel: str | None, patterns: tuple[str, ...]) -> bool:
    return channel is not None and any(fnmatchcase(channel, pattern) for pattern in patterns)


def _is_younger(age: float | None, limit: float, unknown_is_new: bool) -> bool:
    return unknown_is_new if age is None else age < limit


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done about which messages."""

    name: str
    action: str
    when: Condition
    unless: tuple[Condition, ...] = ()
    """Any of these keeps the rule from matching."""
    shadow: bool = False
    """It only says what it would have done."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How often an action may be taken."""

    action: str
    most: int
    per: Period
    then: str
    """The action that is taken instead once it is used up."""


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """When a rule acts on far more than its past."""

    factor: float
    """Times the most that it acted on in any hour, or day, of its past."""
    least: int
    """It never opens for fewer messages than this."""
    past_days: int
    """How far its past goes back."""
    hold: float
    """Seconds for which a rule's actions go to review once it has opened."""


@dataclass(frozen=True, slots=True)
class Failures:
    """What is done when checking can't be; each was chosen by the owner."""

    unscorable: str
    """For a message that can't be scored: no text, or over a limit."""
    model: str
    """When the guard itself fails."""
    store: str
    """When nothing can be kept; :data:`APPLY` or an action for every message."""


@dataclass(frozen=True, slots=True)
class Window:
    """How much the hook remembers to see repeats and campaigns."""

    messages: int
    keep: float
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an owner wants done."""

    name: str
    shadow: bool
    """Everything is let through; what would have been done is kept and counted."""
    default: str
    """The action where no rule matches."""
    blocked: str
    """The action for what the owner's lists block."""
    failures: Failures
    rules: tuple[Rule, ...]
    actions: Mapping[str, bool]
    """Every action's name, and whether a message waits in the queue for it."""
    breaker: BreakerSettings | None
    quotas: tuple[Quota, ...] = ()
    window: Window | None = None
    lists: tuple[ListEntry, ...] = ()
    """The entries of the file; more are added while the hook runs."""
    unknown_is_new: bool = False
    """Whether an account of unknown age counts as younger than any limit."""
    version: str
    """The name and a hash of the file."""
    where: str = field(default="policy", compare=False)
    """The file it was read from."""

    def decide(self, case: Case) -> tuple[str, str, tuple[ShadowAction, ...]]:
        """Return the action, the rule that decided, and what rules in shadow before it would have done.

        The first rule that matches decides; one in shadow says what it would have done and the next is asked.
        """
        shadowed: list[ShadowAction] = []
        for rule in self.rules:
            if not self._matches(rule, case):
                continue
            if not rule.shadow:
                return rule.action, rule.name, tuple(shadowed)
            shadowed.append(ShadowAction(rule.name, rule.action))
        return self.default, DEFAULT, tuple(shadowed)

    def _matches(self, rule: Rule, case: Case) -> bool:
        unknown = self.unknown_is_new
        return rule.when.matches(case, unknown_is_new=unknown) and not any(
            condition.matches(case, unknown_is_new=unknown) for condition in rule.unless
        )


def acts(action: str) -> bool:
    """Tell whether an action does something to a message without a person having looked: what the breaker watches."""
    return action not in (ALLOW, REVIEW)
