"""From a verdict to an action: lists, rules, shadow, breaker and quotas, in this order, and what each had to say."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from coinguard.hook.breaker import EVERYTHING, Breaker, Opening, tally_of
from coinguard.hook.checking import Checked, failed
from coinguard.hook.decision import ALLOW, REVIEW, Context, ListEntry, Note, ShadowAction
from coinguard.hook.policy import Case, Policy
from coinguard.hook.policy.model import acts
from coinguard.hook.store.base import Tally
from coinguard.hook.tallies import HOUR, Tallies
from coinguard.hook.window import ContextWindow, Observation


@dataclass(frozen=True, slots=True)
class Matter:
    """What one message comes to before the policy is asked."""

    key: Hashable
    """Names it in the window."""
    checked: Checked
    observation: Observation | None
    channel: str | None
    roles: frozenset[str]
    age: float | None
    listed: tuple[ListEntry, ...]
    """The entries of the owner's lists that it is on: its author's, then its links'."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be done, and how that came about."""

    action: str
    wanted: str
    rule: str
    context: Context | None
    notes: tuple[Note, ...]
    shadow: tuple[ShadowAction, ...]
    tallies: tuple[Tally, ...]
    opened: Opening | None
    """A breaker that this message opened."""


class Judge:
    """Asks the policy, and holds what it has to remember between messages. Threads may share one."""

    def __init__(self, policy: Policy, now: float) -> None:
        self._lock = threading.Lock()
        self._tallies = Tallies()
        self._breaker = Breaker(self._tallies)
        self._window = _window(policy, None, now)

    def adopt(self, policy: Policy, now: float) -> None:
        """Take over a new policy's window; what is remembered stays, as far as it has room."""
        with self._lock:
            self._window = _window(policy, self._window, now)

    def merge(self, tallies: Iterable[Tally], breaker: bytes | None, policy: Policy, now: float) -> None:
        """Take in what the store knows, of this process or others."""
        with self._lock:
            self._tallies.merge(tallies)
            days = policy.breaker.past_days if policy.breaker else 1
            self._tallies.forget_before(int(now // HOUR) - (days + 2) * 24)
            self._breaker.restore(breaker, now, _hold(policy))

    def accept(self, rule: str, now: float) -> None:
        """Close the breaker of a rule and leave that alone for a day."""
        with self._lock:
            self._breaker.accept(rule, now)

    def opened(self, now: float) -> list[Opening]:
        """Return the breakers that are open."""
        with self._lock:
            return self._breaker.opened(now)

    def breaker_state(self, known: bytes | None, policy: Policy, now: float) -> bytes:
        """Return the breaker's state, to be kept in place of the one that is known there."""
        with self._lock:
            self._breaker.restore(known, now, _hold(policy))
            return self._breaker.state()

    def forget_author(self, author: str) -> int:
        """Drop an author's messages from the window, and return how many there were."""
        with self._lock:
            return self._window.forget_author(author) if self._window is not None else 0

    def judge(self, policy: Policy, matters: Sequence[Matter], now: float) -> list[Judgement]:
        """Return the judgement on each message, in their order."""
        with self._lock:
            return [self._judge(policy, matter, now) for matter in matters]

    def _judge(self, policy: Policy, matter: Matter, now: float) -> Judgement:
        context, checked = self._context(matter, now)
        wanted, rule, shadow, notes = _wanted(policy, matter, checked, context)
        tallies = [self._tallies.add(tally_of(one.rule), now, acts(one.action)) for one in shadow]
        opening, fresh = None, False
        if acts(wanted) and policy.breaker is not None:
            opening, fresh = self._breaker.stops(rule, policy.breaker, now)
        # What it would do while it is stopped is no past: it would come to seem usual.
        acted = acts(wanted) and opening is None
        tallies += [self._tallies.add(tally_of(scope), now, acted) for scope in (rule, EVERYTHING)]
        action = wanted
        if policy.shadow:
            action = ALLOW
            if wanted != ALLOW:
                notes.append(Note("shadow", f"The policy only watches; it would have been {wanted!r}."))
        elif opening is not None:
            action = REVIEW
            notes.append(Note("breaker", opening.text))
        action = self._within_quotas(policy, action, now, notes)
        tallies.append(self._tallies.add(_taken(action), now, True))
        return Judgement(
            action, wanted, rule, context, tuple(notes), shadow, tuple(tallies), opening if fresh else None
        )

    def _context(self, matter: Matter, now: float) -> tuple[Context | None, Checked]:
        """Return what a message's company says of it, and its verdict; none where that can't be seen."""
        if self._window is None or matter.observation is None:
            return None, matter.checked
        try:
            return self._window.add(matter.key, matter.observation), matter.checked
        except Exception as error:
            # What is remembered may be half of something now; rules that ask for a context would not match by accident.
            self._window = ContextWindow(self._window.settings, now)
            return None, failed(error)

    def _within_quotas(self, policy: Policy, action: str, now: float, notes: list[Note]) -> str:
        used_up = True
        while used_up:
            used_up = False
            for quota in policy.quotas:
                if quota.action == action and self._tallies.lately(_taken(action), quota.per, now) >= quota.most:
                    text = (
                        f"{action!r} was taken {quota.most:,} times within one {quota.per} already; so {quota.then!r}."
                    )
                    notes.append(Note("quota", text))
                    action, used_up = quota.then, True
                    break
        return action


def _hold(policy: Policy) -> float:
    return policy.breaker.hold if policy.breaker is not None else 0.0


def _taken(action: str) -> str:
    return f"action:{action}"


def _window(policy: Policy, before: ContextWindow | None, now: float) -> ContextWindow | None:
    if policy.window is None:
        return None
    if before is None:
        return ContextWindow(policy.window, now)
    before.settings = policy.window
    return before


def _wanted(
    policy: Policy, matter: Matter, checked: Checked, context: Context | None
) -> tuple[str, str, tuple[ShadowAction, ...], list[Note]]:
    """Return the action that lists and rules come to, which decided, what shadow rules would have done, and the notes."""
    notes = [Note(f"list.{entry.list}", _told(entry)) for entry in matter.listed]
    author = next((entry for entry in matter.listed if entry.kind == "author" and entry.list == "allow"), None)
    blocked = any(entry.list == "block" for entry in matter.listed)
    if author is not None:
        return ALLOW, "list.allow", (), notes
    if blocked:
        return policy.blocked, "list.block", (), notes
    if checked.verdict is None:
        failure = checked.failure or "model"
        action = policy.failures.unscorable if failure == "unscorable" else policy.failures.model
        return (
            action,
            f"failure.{failure}",
            (),
            [*notes, Note(f"failure.{failure}", f"It was not scored: {checked.error}.")],
        )
    case = Case(
        verdict=checked.verdict,
        channel=matter.channel,
        roles=matter.roles,
        age=matter.age,
        context=context.level if context is not None else None,
        campaign=context is not None and context.campaign is not None,
    )
    action, rule, shadow = policy.decide(case)
    return action, rule, shadow, notes


def _told(entry: ListEntry) -> str:
    by = f", added by {entry.added_by}" if entry.added_by else ""
    thing = "Its author" if entry.kind == "author" else "A link"
    effect = {
        ("author", "allow"): "its messages go through",
        ("author", "block"): "its messages do not",
    }.get((entry.kind, entry.list), "it was not counted" if entry.list == "allow" else "it is refused")
    return f"{thing} is on the {entry.list}-list as {entry.kind} {entry.value!r}{by}: {effect}."
