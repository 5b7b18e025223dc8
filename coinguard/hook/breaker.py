"""The circuit breaker: a rule, or everything together, that suddenly acts on far more than its past goes to review.

A rule that is new, or that was in error, or a list that names a site everybody links to, would otherwise act on thousands of
messages before anybody looks. What a rule would do while it is in shadow is its past as well, so that one that was watched
first is not stopped on its first day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import orjson

from coinguard.hook.decision import timestamp
from coinguard.hook.policy.model import BreakerSettings, Period
from coinguard.hook.tallies import HOUR, Tallies

EVERYTHING: Final = "*"
"""The scope of all rules together."""
STATE: Final = "breaker"
"""The name that its state is kept under."""
ACCEPTED: Final = 24 * 3600
"""Seconds for which the breaker leaves a rule alone once somebody said that it is right; by then its past knows."""

_PERIODS: Final[tuple[Period, ...]] = ("hour", "day")


@dataclass(frozen=True, slots=True)
class Opening:
    """Why a rule's actions go to review."""

    rule: str
    """:data:`EVERYTHING` for all of them."""
    until: float
    """In steady time."""
    text: str
    """The sentence for a reader."""


class Breaker:
    """Watches what rules do. Not for several threads at once."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies
        self._open: dict[str, Opening] = {}
        self._accepted: dict[str, float] = {}
        self._bounds: dict[tuple[str, float], float] = {}
        self._most: dict[tuple[str, Period, int, int], int] = {}

    def stops(self, rule: str, settings: BreakerSettings, now: float) -> tuple[Opening | None, bool]:
        """Return why one more action of a rule must go to review, null if it need not; and whether that is new."""
        for scope in (rule, EVERYTHING):
            found = self._open.get(scope)
            if found is not None and found.until > now:
                return found, False
        for scope in (rule, EVERYTHING):
            if self._accepted.get(scope, 0) > now:
                continue
            for period in _PERIODS:
                opening = self._compared(scope, period, settings, now)
                if opening is not None:
                    self._open[scope] = opening
                    return opening, True
        return None, False

    def _compared(self, scope: str, period: Period, settings: BreakerSettings, now: float) -> Opening | None:
        count = self._tallies.lately(tally_of(scope), period, now) + 1
        if count <= settings.least:
            return None
        usual = self._usual(scope, period, settings.past_days, now)
        if count <= settings.factor * usual:
            return None
        until = now + settings.hold
        who = "All rules together" if scope == EVERYTHING else f"The rule {scope!r}"
        text = (
            f"{who} acted on {count:,.0f} messages within one {period}; the most in any {period} of the past "
            f"{settings.past_days} days was {usual:,}. What it would do goes to review until "
            f"{timestamp(dt.datetime.fromtimestamp(until, dt.UTC))}."
        )
        return Opening(scope, until, text)

    def _usual(self, scope: str, period: Period, days: int, now: float) -> int:
        """Return the most of a scope's past; it changes once an hour."""
        key = (scope, period, days, int(now // HOUR))
        if key not in self._most:
            if len(self._most) > 1_000:
                self._most.clear()
            self._most[key] = self._tallies.most(tally_of(scope), period, now, days)
        return self._most[key]

    def accept(self, rule: str, now: float) -> None:
        """Close it for a rule and leave that alone for a day."""
        self._open.pop(rule, None)
        self._accepted[rule] = now + ACCEPTED

    def opened(self, now: float) -> list[Opening]:
        """Return what is open, by rule."""
        return sorted((one for one in self._open.values() if one.until > now), key=lambda one: one.rule)

    def state(self) -> bytes:
        """Return what must outlive the process."""
        return orjson.dumps({"open": list(self._open.values()), "accepted": self._accepted})

    def restore(self, state: bytes | None, now: float, longest: float) -> None:
        """Take in a state, of this process or another one; nothing in it lasts longer than it could have from now on.

        A clock that was set back between two starts must not hold a rule for a year.
        """
        if state is None:
            return
        try:
            kept: Any = orjson.loads(state)
            found = [
                Opening(one["rule"], self._bounded(one["rule"], one["until"], now + longest), one["text"])
                for one in kept["open"]
            ]
            accepted = {r: self._bounded(r, until, now + ACCEPTED) for r, until in kept["accepted"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # a state of another version: without it the breaker starts anew, which errs towards review
        self._accepted |= accepted
        both = self._open | {one.rule: one for one in found}
        self._open = {rule: one for rule, one in both.items() if self._accepted.get(rule, 0) <= now}

    def _bounded(self, rule: str, until: float, latest: float) -> float:
        """Return the earlier of two times; the same state read again later gains nothing by it."""
        return self._bounds.setdefault((rule, until), min(until, latest))


def tally_of(scope: str) -> str:
    """Return the name of a rule's tallies."""
    return scope if scope == EVERYTHING else f"rule:{scope}"
