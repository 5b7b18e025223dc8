"""Campaigns within a window: found by the same code as in dumps, after each suspect message as long as that is cheap.

When it is not, as in a raid or a large window, messages are counted to the campaigns that are known by what they carry and
say, and new ones are found some seconds later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from coinguard.dumps.campaigns.campaign import campaign_id
from coinguard.dumps.campaigns.find import campaign_numbers
from coinguard.dumps.context.indicators import Indicator
from coinguard.dumps.context.ties import Core, components
from coinguard.dumps.context.wordings import HONEST_SHARE, Wordings
from coinguard.hook.window.budget import Budget
from coinguard.hook.window.observe import Observation
from coinguard.hook.window.wordings import WindowWordings
from coinguard.verdict import LEVELS

MOST_SUSPECTS: Final = 2_000
"""Suspect messages, the latest, that campaigns are looked for in."""
MOST_ATTACHED: Final = 2_000
"""Other messages, the latest, that are counted to campaigns."""


@dataclass
class WindowCampaign:
    """What is known of one campaign by now."""

    id: str
    levels: Counter[str] = field(default_factory=Counter)
    authors: set[str] = field(default_factory=set)

    @property
    def messages(self) -> int:
        """How many messages belong to it."""
        return self.levels.total()

    @property
    def accounts(self) -> int:
        """How many accounts they are from."""
        return len(self.authors)

    def add(self, observation: Observation) -> None:
        """Count a message."""
        self.levels[LEVELS[observation.level]] += 1
        if observation.author is not None:
            self.authors.add(observation.author)


class Carriers:
    """How many messages carry an indicator, and how many of them are suspect."""

    def __init__(self) -> None:
        self._counts: dict[Indicator, tuple[int, int]] = {}

    def count(self, observation: Observation, step: int) -> None:
        """Add a message's indicators, or take them away with a step of -1."""
        for one in observation.indicators:
            messages, suspects = self._counts.get(one, (0, 0))
            messages += step
            if messages:
                self._counts[one] = messages, suspects + step * observation.suspect
            else:
                del self._counts[one]

    def usable(self, indicator: Indicator) -> bool:
        """Tell whether an indicator says something: shared, and not mostly by people who are not suspect."""
        messages, suspects = self._counts.get(indicator, (0, 0))
        return messages >= 2 and suspects >= max(1, HONEST_SHARE * messages)


class WindowCampaigns:
    """The campaigns of a window. Not for several threads at once."""

    def __init__(self, wordings: WindowWordings) -> None:
        self._wordings = wordings
        self._carriers = Carriers()
        self._suspects: dict[Observation, None] = {}
        self._attached: dict[Observation, None] = {}
        self._changed = False
        self._budget = Budget()
        self._by_indicator: dict[Indicator, WindowCampaign] = {}
        self._by_cluster: dict[int, WindowCampaign] = {}
        self._own: dict[Observation, WindowCampaign] = {}

    def add(self, observation: Observation) -> tuple[WindowCampaign | None, str | None]:
        """Count a message; return the campaign it belongs to and what ties it: ``own``, ``indicator`` or ``wording``."""
        self._carriers.count(observation, 1)
        if observation.suspect:
            self._suspects[observation] = None
            while len(self._suspects) > MOST_SUSPECTS:
                del self._suspects[next(iter(self._suspects))]
            self._changed = True
        if self._changed and self._budget.allows(observation.at):
            with self._budget.spending():
                self.rebuild()
            if observation.suspect:
                found = self._own.get(observation)
                return found, None if found is None else "own"
        return self._attach(observation)

    def _attach(self, observation: Observation) -> tuple[WindowCampaign | None, str | None]:
        carried = [one for one in observation.indicators if one in self._by_indicator and self._carriers.usable(one)]
        tie = "indicator"
        if carried:
            found = self._by_indicator[max(carried, key=lambda one: (one.strength, one.value))]
        else:
            cluster = self._wordings.cluster(observation)
            if cluster is None or cluster not in self._by_cluster:
                return None, None
            found, tie = self._by_cluster[cluster], "wording"
        found.add(observation)
        if observation.suspect:
            self._own[observation] = found
            return found, "own"
        self._attached[observation] = None
        while len(self._attached) > MOST_ATTACHED:
            del self._attached[next(iter(self._attached))]
        return found, tie

    def remove(self, observation: Observation) -> None:
        """Forget a message."""
        self._carriers.count(observation, -1)
        self._attached.pop(observation, None)
        if observation in self._suspects:
            del self._suspects[observation]
            self._changed = True

    def rebuild(self) -> None:
        """Find the campaigns of what is in the window now."""
        self._changed = False
        self._wordings.rebuild()
        before, self._own = self._own, {}
        self._by_indicator, self._by_cluster = {}, {}
        suspects = list(self._suspects)
        given: set[str] = set()
        for group in _grouped(suspects, self._numbers(suspects)):
            campaign = _named(group, before, given)
            given.add(campaign.id)
            for one in group:
                campaign.add(one)
                self._own[one] = campaign
                self._by_indicator |= dict.fromkeys(filter(self._carriers.usable, one.indicators), campaign)
                cluster = self._wordings.cluster(one)
                if cluster is not None:
                    self._by_cluster.setdefault(cluster, campaign)
        attached, self._attached = self._attached, {}
        for one in attached:
            self._attach(one)

    def _numbers(self, suspects: Sequence[Observation]) -> Sequence[int]:
        core = _core(suspects)
        clusters = {one.template: c for one in suspects if (c := self._wordings.cluster(one)) is not None}
        templates = np.array(sorted(clusters), np.uint64)
        names = {root: number for number, root in enumerate(sorted(set(clusters.values())))}
        numbers = np.array([names[clusters[one]] for one in sorted(clusters)], np.int64)
        usable: dict[Indicator, int] = {}
        rows, indicators = [], []
        for row, one in enumerate(suspects):
            for indicator in filter(self._carriers.usable, one.indicators):
                rows.append(row)
                indicators.append(usable.setdefault(indicator, len(usable)))
        shared = pa.table({"row": pa.array(rows, pa.int64()), "indicator": pa.array(indicators, pa.int64())})
        found: list[int] = campaign_numbers(core, components(core, Wordings(templates, numbers), shared)).tolist()
        return found


def _named(group: Sequence[Observation], before: dict[Observation, WindowCampaign], given: set[str]) -> WindowCampaign:
    """Return a campaign under the id that its earliest message was known by, else under that of its founder.

    Where what was one campaign turns out to be several, the one with the earliest message keeps the id.
    """
    founder = min(group[0].indicators, key=lambda one: (-one.strength, one.kind, one.value), default=None)
    founder = founder or Indicator("wording", f"{group[0].template:016x}")
    known = next((before[one].id for one in group if one in before), None)
    return WindowCampaign(known if known is not None and known not in given else campaign_id(founder))


def _grouped(suspects: Sequence[Observation], numbers: Sequence[int]) -> Iterable[list[Observation]]:
    groups: dict[int, list[Observation]] = {}
    for one, number in zip(suspects, numbers, strict=True):
        if number >= 0:
            groups.setdefault(number, []).append(one)
    return groups.values()


def _core(suspects: Sequence[Observation]) -> Core:
    authors = {name: place for place, name in enumerate(dict.fromkeys(one.author for one in suspects if one.author), 1)}
    channels = {name: place for place, name in enumerate(dict.fromkeys(o.channel for o in suspects if o.channel), 1)}
    return Core(
        row=np.arange(len(suspects)),
        level=np.array([one.level for one in suspects], np.int64),
        score=np.zeros(len(suspects)),
        ts=np.array([int(one.at * 1_000_000) for one in suspects], np.int64),
        author=np.array([authors.get(one.author or "", 0) for one in suspects], np.uint64),
        channel=np.array([channels.get(one.channel or "", 0) for one in suspects], np.uint64),
        template=np.array([one.template for one in suspects], np.uint64),
        weight=np.array([one.weight for one in suspects], np.int64),
        stem=np.array([one.stem for one in suspects], np.uint64),
    )
