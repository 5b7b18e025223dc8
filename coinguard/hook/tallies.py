"""How often rules matched and acted, hour by hour: what quotas and the breaker compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from coinguard.hook.policy.model import Period
from coinguard.hook.store.base import Tally

HOUR: Final = 3600
_DAY: Final = 24
"""Hours."""


class Tallies:
    """The tallies of the hours that still matter. Not for several threads at once.

    A window slides: what happened in the hour that is only partly inside it counts in that part.
    """

    def __init__(self) -> None:
        self._counts: defaultdict[str, dict[int, tuple[int, int]]] = defaultdict(dict)

    def merge(self, tallies: Iterable[Tally]) -> None:
        """Take in what the store knows. Counts only grow, so of two the larger is the later."""
        for rule, hour, seen, acted in tallies:
            known = self._counts[rule].get(hour, (0, 0))
            self._counts[rule][hour] = (max(known[0], seen), max(known[1], acted))

    def add(self, rule: str, now: float, acted: bool) -> Tally:
        """Count one decision, and return it as an increment for the store."""
        hour = int(now // HOUR)
        known = self._counts[rule].get(hour, (0, 0))
        self._counts[rule][hour] = (known[0] + 1, known[1] + acted)
        return Tally(rule, hour, 1, int(acted))

    def lately(self, rule: str, period: Period, now: float) -> float:
        """Return how often a rule acted within the hour or day up to now."""
        counts = self._counts.get(rule, {})
        hour, width = int(now // HOUR), _width(period)
        inside = sum(counts.get(one, (0, 0))[1] for one in range(hour - width + 1, hour + 1))
        return inside + counts.get(hour - width, (0, 0))[1] * (1 - now % HOUR / HOUR)

    def most(self, rule: str, period: Period, now: float, days: int) -> int:
        """Return the most that a rule acted on in any hour, or day, of the days before the one that is running."""
        counts = self._counts.get(rule, {})
        width = _width(period)
        last = int(now // HOUR) - width  # partly within the window that is running: no past yet
        first = last - days * _DAY
        ends = range(last, first, -width)
        return max((sum(counts.get(end - back, (0, 0))[1] for back in range(1, width + 1)) for end in ends), default=0)

    def forget_before(self, hour: int) -> None:
        """Drop what is too old to matter."""
        for rule, counts in list(self._counts.items()):
            for old in [one for one in counts if one < hour]:
                del counts[old]
            if not counts:
                del self._counts[rule]


def _width(period: Period) -> int:
    return 1 if period == "hour" else _DAY
