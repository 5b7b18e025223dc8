"""How often something was said, by whom, and how fast."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from heapq import merge
from typing import Final

from coinguard.dumps.context.behaviour import WINDOW
from coinguard.hook.window.observe import Observation

RECENT: Final = WINDOW / 1_000_000
"""Seconds that bursts and floods are looked for in."""


class Said:
    """The messages of one wording, or of several that are one."""

    def __init__(self) -> None:
        self.messages = 0
        self.suspects = 0
        self.authors: Counter[str] = Counter()
        self._recent: deque[float] = deque()
        self._own: dict[str, deque[float]] = {}

    @classmethod
    def of(cls, parts: Iterable[Said]) -> Said:
        """Return several wordings as one."""
        whole = cls()
        recent: list[float] = []
        own: defaultdict[str, list[float]] = defaultdict(list)
        for part in parts:
            whole.messages += part.messages
            whole.suspects += part.suspects
            recent += part._recent
            for author, messages in part.authors.items():
                whole.authors[author] += messages
                own[author] += part._own[author]
        whole._recent = deque(sorted(recent))
        whole._own = {author: deque(sorted(times)) for author, times in own.items()}
        return whole

    def absorb(self, part: Said) -> None:
        """Count what was said in a wording that is rarer than these as well; the other stays as it is."""
        self.messages += part.messages
        self.suspects += part.suspects
        self._recent = deque(merge(self._recent, part._recent)) if part._recent else self._recent
        for author, messages in part.authors.items():
            self.authors[author] += messages
            self._own[author] = deque(merge(self._own.get(author, ()), part._own[author]))

    def add(self, observation: Observation) -> None:
        """Count a message; it is later than all before."""
        self.messages += 1
        self.suspects += observation.suspect
        self._recent.append(observation.at)
        _drop_before(self._recent, observation.at - RECENT)
        if observation.author is not None:
            self.authors[observation.author] += 1
            own = self._own.setdefault(observation.author, deque())
            own.append(observation.at)
            _drop_before(own, observation.at - RECENT)

    def remove(self, observation: Observation) -> None:
        """Forget a message that was counted."""
        self.messages -= 1
        self.suspects -= observation.suspect
        _discard(self._recent, observation.at)
        author = observation.author
        if author is not None:
            self.authors[author] -= 1
            _discard(self._own[author], observation.at)
            if not self.authors[author]:
                del self.authors[author], self._own[author]

    @property
    def burst(self) -> int:
        """How many came within ten minutes up to the last one."""
        return len(self._recent)

    def flood(self, author: str | None) -> int:
        """How many of these an author sent within ten minutes up to the author's last one."""
        return len(self._own.get(author, ())) if author is not None else 0


def _drop_before(times: deque[float], earliest: float) -> None:
    while times[0] < earliest:
        times.popleft()


def _discard(times: deque[float], at: float) -> None:
    """Drop one time, if it is still there; when the window moves on it is the first."""
    if times and times[0] <= at <= times[-1] and at in times:
        times.remove(at)
