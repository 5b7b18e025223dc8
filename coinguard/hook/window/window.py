"""The window itself: messages enter with their time, and leave when it is over or there are too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any, Final, cast

from coinguard.dumps.context.behaviour import REPEATED
from coinguard.dumps.context.columns import context_level, context_reasons
from coinguard.hook.decision import Context, Note
from coinguard.hook.policy.model import Window
from coinguard.hook.window.campaigns import WindowCampaigns
from coinguard.hook.window.observe import Observation
from coinguard.hook.window.wordings import WindowWordings

_MINUTE: Final = 60
_SEEN_IN: Final = "window"


class ContextWindow:
    """What was said lately. Not for several threads at once.

    Parameters
    ----------
    settings
        How much is remembered.
    began
        When it started to, in steady time.
    """

    def __init__(self, settings: Window, began: float) -> None:
        self.settings = settings
        self._began = began
        self._observations: dict[Hashable, Observation] = {}
        """In the order they came."""
        self._wordings = WindowWordings()
        self._campaigns = WindowCampaigns(self._wordings)
        self._authors: Counter[str] = Counter()
        self._minute = 0
        self._hasty: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._observations)

    def add(self, key: Hashable, observation: Observation) -> Context:
        """Count a message and return what its company says of it.

        Parameters
        ----------
        key
            Names the message; one that is there already is replaced, so that an edit is no repeat of what it was before.
        observation
            The message.
        """
        edited = key in self._observations
        if edited:
            self._forget(key)
        while self._observations and self._is_over(next(iter(self._observations.values())), observation.at):
            self._forget(next(iter(self._observations)))
        self._observations[key] = observation
        said = self._wordings.add(observation)
        campaign, tie = self._campaigns.add(observation)
        repeated = said is not None and said.messages >= REPEATED
        found: dict[str, Any] = {
            "messages": said.messages if said and repeated else 0,
            "accounts": len(said.authors) if said and repeated else 0,
            "burst": said.burst if said and repeated else 0,
            "flood": said.flood(observation.author) if said and repeated else 0,
            "haste": self._haste(observation, edited),
            "first": self._is_first(observation),
            "suspect": observation.suspect,
            "tie": tie,
        }
        reasons = tuple(Note(code, text) for code, text in context_reasons(found, campaign, _SEEN_IN))
        level = cast("Any", context_level(found, campaign))
        return Context(level, campaign.id if campaign is not None else None, reasons)

    def _is_over(self, oldest: Observation, now: float) -> bool:
        return len(self._observations) >= self.settings.messages or oldest.at < now - self.settings.keep

    def _forget(self, key: Hashable) -> None:
        observation = self._observations.pop(key)
        self._wordings.remove(observation)
        self._campaigns.remove(observation)
        if observation.author is not None:
            self._authors[observation.author] -= 1
            if not self._authors[observation.author]:
                del self._authors[observation.author]

    def forget_author(self, author: str) -> int:
        """Forget every message of an author, and return how many there were."""
        keys = [key for key, one in self._observations.items() if one.author == author]
        for key in keys:
            self._forget(key)
        self._hasty.pop(author, None)
        return len(keys)

    def _haste(self, observation: Observation, edited: bool) -> int:
        """Return how many messages the author sent within this minute, edits not counted."""
        minute = int(observation.at // _MINUTE)
        if minute != self._minute:
            self._minute = minute
            self._hasty.clear()
        if observation.author is None:
            return 0
        self._hasty[observation.author] += not edited
        return self._hasty[observation.author]

    def _is_first(self, observation: Observation) -> bool:
        """Tell whether a flagged message is its account's first; nobody's is before the window has been open for its time."""
        if observation.author is None:
            return False
        self._authors[observation.author] += 1
        open_long_enough = observation.at - self._began >= self.settings.keep
        return open_long_enough and observation.level > 0 and self._authors[observation.author] == 1
