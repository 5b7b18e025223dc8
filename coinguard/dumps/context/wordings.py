"""Near-duplicates: wordings that are one, by their sketches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numba import types
from numpy.typing import NDArray

from coinguard.dumps.context.database import Database
from coinguard.dumps.context.sketch import BANDS
from coinguard.dumps.context.spool import BAND_NAMES
from coinguard.text import kernel as k

ALIKE: Final = 20
"""Equal bins, of 32, from which two wordings are one."""
SPECIFIC: Final = 24
"""Letters from which a wording is a wording of its own; shorter ones are said by everybody."""
HONEST_SHARE: Final = 0.2
"""What ties suspect messages must not be found mostly in others: the least share of suspects among all that have it."""
_COMPARED: Final = 48
"""Wordings of one band that each is compared with at most; they are in the order of their hashes."""

_BANDS_IN: Final = types.Array(types.uint32, 2, "C", readonly=True)
_ORDER_IN: Final = types.Array(types.int64, 2, "C", readonly=True)


@k.inlined
def _shared(first: Any, second: Any) -> int:
    """Return how many bins two sketches share."""
    shared = 0
    for band in range(BANDS):
        different = first[band] ^ second[band]
        shared += (different & 0xFFFF == 0) + (different >> 16 == 0)
    return shared


@k.inlined
def root_of(parents: Any, node: int) -> int:
    """Return the root of a node in a forest, shortening the way there."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@k.inlined
def unite(parents: Any, first: int, second: int) -> None:
    """Join two trees; the smaller number stays the root, so that no order of joining shows."""
    a = root_of(parents, first)
    b = root_of(parents, second)
    if a < b:
        parents[b] = a
    else:
        parents[a] = b


@k.kernel(_BANDS_IN, _ORDER_IN, k.INT, k.INT, k.OUT_INT64S)
def _cluster(bands: Any, order: Any, alike: int, compared: int, parents: Any) -> None:
    n = bands.shape[0]
    for band in range(BANDS):
        for place in range(n):
            one = order[band, place]
            for further in range(place + 1, min(n, place + 1 + compared)):
                other = order[band, further]
                if bands[other, band] != bands[one, band]:
                    break
                if _shared(bands[one], bands[other]) >= alike:
                    unite(parents, one, other)
    for node in range(n):
        parents[node] = root_of(parents, node)


@k.kernel(_BANDS_IN, _ORDER_IN, _BANDS_IN, k.INT, k.INT, k.OUT_INT64S)
def _nearest(bands: Any, order: Any, others: Any, alike: int, compared: int, found: Any) -> None:
    n = bands.shape[0]
    for other in range(others.shape[0]):
        best = alike - 1
        found[other] = -1
        for band in range(BANDS):
            wanted = others[other, band]
            low = 0
            high = n
            while low < high:
                middle = (low + high) // 2
                if bands[order[band, middle], band] < wanted:
                    low = middle + 1
                else:
                    high = middle
            for place in range(low, min(n, low + compared)):
                one = order[band, place]
                if bands[one, band] != wanted:
                    break
                shared = _shared(bands[one], others[other])
                if shared > best or (shared == best and found[other] >= 0 and one < found[other]):
                    best = shared
                    found[other] = one


@dataclass(frozen=True)
class Wordings:
    """The wordings that suspect messages have, and which of them are one."""

    templates: NDArray[np.uint64]
    """``[n]``, sorted."""
    clusters: NDArray[np.int64]
    """``[n]``: the number of the first wording that each is one with."""

    def cluster_of(self, templates: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the cluster of each template, -1 where it has none."""
        if not len(self.templates):
            return np.full(len(templates), -1)
        place = np.minimum(np.searchsorted(self.templates, templates), len(self.templates) - 1)
        return np.where(self.templates[place] == templates, self.clusters[place], -1)


_SKETCHES: Final = ", ".join(f"any_value({name}) AS {name}" for name in BAND_NAMES)
_NEAR_SUSPECTS: Final = " OR ".join(f"{name} IN (SELECT {name} FROM core_sketches)" for name in BAND_NAMES)


def find_wordings(database: Database) -> Wordings:
    """Cluster the wordings of suspect messages, and leave the table ``wording(template, cluster)`` of all that are near.

    A wording that is mostly said by people who are not suspect is left out altogether.
    """
    # Texts of one template have the same letters, and so the same sketch: any of them will do.
    database.run(f"""
        CREATE OR REPLACE TABLE core_sketches AS
        SELECT template, count(*) AS messages, {_SKETCHES} FROM facts
        WHERE suspect AND weight >= {SPECIFIC} GROUP BY template ORDER BY template""")
    core = database.table("SELECT * FROM core_sketches ORDER BY template")
    bands = _bands(core)
    order = np.argsort(bands.T, axis=1, kind="stable")
    parents = np.arange(core.num_rows)
    _cluster(bands, order, ALIKE, _COMPARED, parents)
    near = database.table(f"""
        SELECT template, count(*) AS messages, {_SKETCHES} FROM facts
        WHERE NOT suspect AND level IS NOT NULL AND weight >= {SPECIFIC} AND ({_NEAR_SUSPECTS})
        GROUP BY template ORDER BY template""")
    found = np.empty(near.num_rows, np.int64)
    _nearest(bands, order, _bands(near), ALIKE, _COMPARED, found)
    return _without_honest(database, core, parents, near, found)


def _without_honest(
    database: Database, core: pa.Table, parents: NDArray[np.int64], near: pa.Table, found: NDArray[np.int64]
) -> Wordings:
    suspects = np.bincount(parents, core["messages"].to_numpy(), minlength=len(parents))
    close = found >= 0
    cluster = parents[found[close]]
    others = np.bincount(cluster, near["messages"].to_numpy()[close], minlength=len(parents))
    usable = suspects >= HONEST_SHARE * (suspects + others)
    kept, kept_near = usable[parents], usable[cluster]
    database.keep(
        "wording",
        pa.table(
            {
                "template": np.concatenate(
                    [core["template"].to_numpy()[kept], near["template"].to_numpy()[close][kept_near]]
                ),
                "cluster": np.concatenate([parents[kept], cluster[kept_near]]),
            }
        ),
    )
    return Wordings(core["template"].to_numpy()[kept], parents[kept])


def _bands(table: pa.Table) -> NDArray[np.uint32]:
    columns = [table[name].to_numpy() for name in BAND_NAMES]
    return np.ascontiguousarray(np.stack(columns, axis=1)) if table.num_rows else np.empty((0, BANDS), np.uint32)
