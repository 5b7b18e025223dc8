"""Wordings that are one: near-duplicates of what suspect messages say, as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.dumps.context.wordings import ALIKE, HONEST_SHARE, SPECIFIC
from coinguard.dumps.sketches.alike import clustered, nearest
from coinguard.dumps.sketches.sketch import BANDS, SHORTEST, shared_bins
from coinguard.hook.window.observe import Observation
from coinguard.hook.window.said import Said

MOST: Final = 1_500
"""Wordings of suspect messages, the latest, that are clustered."""
_COMPARED: Final = 8
"""Wordings of each band, the latest, that a new one is compared with; more share it only where all are nearly the same."""


class WindowWordings:
    """Counts what is said in a window, near-duplicates together. Not for several threads at once."""

    def __init__(self) -> None:
        self._said: dict[int, Said] = {}
        self._once: dict[int, Observation] = {}
        """The only message of each wording that was said once."""
        self._bands: dict[int, bytes] = {}
        """The sketch of each wording that is long enough to be near another."""
        self._suspect: dict[int, None] = {}
        """Those of them that a suspect message has, the latest last: what others are compared with."""
        self._root: dict[int, int] = {}
        """The cluster of each wording that is in one."""
        self._members: dict[int, set[int]] = {}
        self._whole: dict[int, Said] = {}
        self._index: defaultdict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, observation: Observation) -> Said | None:
        """Count a message and return its wording's counts; null for one too short to be a wording, or said for the first time."""
        if observation.weight < SHORTEST:
            return None
        template = observation.template
        root = None
        if observation.weight >= SPECIFIC:
            self._bands[template] = observation.bands
            root = self._joined(observation)
        if root is None and template not in self._said and template not in self._once:
            self._once[template] = observation
            return None
        said = self._counts(template)
        said.add(observation)
        if root is None:
            return said
        whole = self._whole[root]
        if whole is not said:
            whole.add(observation)
        return whole if self.usable(root) else said

    def _counts(self, template: int) -> Said:
        """Return a wording's own counts, made where there are none yet: most are said once, and need none."""
        said = self._said.get(template)
        if said is None:
            said = self._said[template] = Said()
            first = self._once.pop(template, None)
            if first is not None:
                said.add(first)
        return said

    def remove(self, observation: Observation) -> None:
        """Forget a message."""
        template = observation.template
        self._once.pop(template, None)
        said = self._said.get(template)
        if said is not None:
            said.remove(observation)
            root = self._root.get(template)
            if root is not None and self._whole[root] is not said:
                self._whole[root].remove(observation)
            if said.messages:
                return
            del self._said[template]
        if template not in self._suspect:  # others are compared with those until the next rebuild
            self._bands.pop(template, None)
            root = self._root.pop(template, None)
            if root is not None:
                self._members[root].discard(template)

    def cluster(self, observation: Observation) -> int | None:
        """Return the cluster of a message's wording, null where it has none that says something."""
        root = self._root.get(observation.template)
        return root if root is not None and self.usable(root) else None

    def usable(self, root: int) -> bool:
        """Tell whether a cluster is not mostly said by people who are not suspect."""
        whole = self._whole[root]
        return whole.suspects >= HONEST_SHARE * whole.messages

    def _joined(self, observation: Observation) -> int | None:
        """Return the cluster that a wording is in, found or founded now."""
        template = observation.template
        if template in self._root:
            if observation.suspect:
                if self._suspect.pop(template, self) is self:
                    self._list(template)
                self._suspect[template] = None
            return self._root[template]
        root = self._nearest(observation.bands)
        if root is None and not observation.suspect:
            return None
        if root is None:
            self._root[template], self._members[template] = template, {template}
            self._whole[template] = self._counts(template)
        else:
            self._root[template] = root
            self._members[root].add(template)
            whole = self._whole[root]
            if whole is self._said.get(root):  # until now the wording stood alone, with one count for both
                whole = self._whole[root] = Said.of([whole])
            whole.absorb(self._counts(template))
        if observation.suspect:
            self._list(template)
        return self._root[template]

    def _list(self, template: int) -> None:
        """Let others be compared with a wording."""
        self._suspect[template] = None
        for band, value in enumerate(_numbers(self._bands[template])):
            self._index[band, value].append(template)

    def _nearest(self, bands: bytes) -> int | None:
        """Return the cluster of the most alike wording, null where none is alike enough."""
        shared: dict[int, None] = {}
        for key in enumerate(_numbers(bands)):
            if key in self._index:
                shared |= dict.fromkeys(self._index[key][-_COMPARED:])
        if not shared:
            return None
        others = list(shared)
        found = shared_bins(self._stacked(others), np.frombuffer(bands, np.uint32))
        best = int(found.argmax())
        return self._root[others[best]] if found[best] >= ALIKE else None

    def rebuild(self) -> None:
        """Cluster anew what is still in the window.

        Joins what only a later wording is near to, parts what lost its link, and finds what honest people had said before:
        what they say more often than others ties nothing.
        """
        suspect = [one for one in self._suspect if one in self._said and self._said[one].suspects]
        live = sorted(suspect[-MOST:])
        among = set(live)
        further = [one for one in self._bands if one not in among and (one in self._said or one in self._once)]
        bands = self._stacked(live)
        parents = clustered(bands, ALIKE) if live else np.empty(0, np.int64)
        root = {template: live[parent] for template, parent in zip(live, parents.tolist(), strict=True)}
        if live and further:
            found = nearest(bands, self._stacked(further), ALIKE)
            for place in np.flatnonzero(found >= 0).tolist():
                root[further[place]] = root[live[found[place]]]
        members: defaultdict[int, set[int]] = defaultdict(set)
        for template, one in root.items():
            members[one].add(template)
        self._whole = {
            one: self._whole[one] if self._members.get(one) == inside and len(inside) > 1 else self._together(inside)
            for one, inside in members.items()
        }
        self._root, self._members = root, dict(members)
        self._bands = {template: self._bands[template] for template in (*further, *live)}
        self._suspect, self._index = {}, defaultdict(list)
        for template in suspect[-MOST:]:
            self._list(template)

    def _together(self, templates: Iterable[int]) -> Said:
        parts = [self._counts(one) for one in sorted(templates)]
        return parts[0] if len(parts) == 1 else Said.of(parts)

    def _stacked(self, templates: Iterable[int]) -> NDArray[np.uint32]:
        found = b"".join([self._bands[one] for one in templates])
        return np.frombuffer(found, np.uint32).reshape(-1, BANDS)


def _numbers(bands: bytes) -> list[int]:
    found: list[int] = np.frombuffer(bands, np.uint32).tolist()
    return found
