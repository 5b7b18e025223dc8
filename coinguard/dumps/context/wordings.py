"""Near-duplicates: wordings that are one, by their sketches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coinguard.dumps.context.database import Database
from coinguard.dumps.context.spool import BAND_NAMES
from coinguard.dumps.sketches.alike import clustered, nearest
from coinguard.dumps.sketches.sketch import BANDS

ALIKE: Final = 20
"""Equal bins, of 32, from which two wordings are one."""
SPECIFIC: Final = 24
"""Letters from which a wording is a wording of its own; shorter ones are said by everybody."""
_STRETCH: Final = 1_000_000
"""Messages looked at at a time."""
HONEST_SHARE: Final = 0.2
"""What ties suspect messages must not be found mostly in others: the least share of suspects among all that have it."""


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
    parents = clustered(bands, ALIKE)
    return _without_honest(database, core, parents, *_near(database, bands))


def _near(
    database: Database, bands: NDArray[np.uint32]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the wordings of messages that are not suspect but near one that is: template, how many messages, the nearest.

    A stretch of the dump at a time: very many may share a band with some suspect message, and few of them are near.
    """
    parts = []
    last = database.table("SELECT coalesce(max(row), -1) AS last FROM facts")["last"][0].as_py()
    for first in range(0, last + 1, _STRETCH):
        shared = database.table(f"""
            SELECT template, count(*) AS messages, {_SKETCHES} FROM facts
            WHERE row >= {first} AND row < {first + _STRETCH} AND NOT suspect AND level IS NOT NULL
              AND weight >= {SPECIFIC} AND ({_NEAR_SUSPECTS})
            GROUP BY template""")
        found = nearest(bands, _bands(shared), ALIKE)
        close = found >= 0
        parts.append((shared["template"].to_numpy()[close], shared["messages"].to_numpy()[close], found[close]))
    if not parts:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    templates, place, back = np.unique(columns[0], return_index=True, return_inverse=True)
    return templates, np.bincount(back, columns[1]).astype(np.int64), columns[2][place]


def _without_honest(
    database: Database,
    core: pa.Table,
    parents: NDArray[np.int64],
    further: NDArray[np.uint64],
    messages: NDArray[np.int64],
    found: NDArray[np.int64],
) -> Wordings:
    suspects = np.bincount(parents, core["messages"].to_numpy(), minlength=len(parents))
    cluster = parents[found]
    others = np.bincount(cluster, messages, minlength=len(parents))
    usable = suspects >= HONEST_SHARE * (suspects + others)
    templates = core["template"].to_numpy()
    kept, kept_further = usable[parents], usable[cluster] & ~np.isin(further, templates)
    columns = {
        "template": np.concatenate([templates[kept], further[kept_further]]),
        "cluster": np.concatenate([parents[kept], cluster[kept_further]]),
    }
    database.keep("wording", pa.table(columns))
    return Wordings(templates[kept], parents[kept])


def _bands(table: pa.Table) -> NDArray[np.uint32]:
    columns = [table[name].to_numpy() for name in BAND_NAMES]
    return np.ascontiguousarray(np.stack(columns, axis=1)) if table.num_rows else np.empty((0, BANDS), np.uint32)
