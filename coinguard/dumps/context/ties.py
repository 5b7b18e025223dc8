"""Which suspect messages belong together: by one rare indicator, or by two weak ones.

An indicator is rare when it is not found mostly in messages that are not suspect. Weak ones are a near-duplicate wording, a
time close by, and account names alike but for their digits; any two of them tie. Messages that are not suspect found no
tie, so no honest message can join two campaigns to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coinguard.dumps.context.database import Database
from coinguard.dumps.context.wordings import HONEST_SHARE, Wordings
from coinguard.dumps.sketches.alike import unite_groups

CLOSE: Final = 24 * 3600 * 1_000_000
"""Microseconds between two messages that are close in time."""
NO_TIME: Final = np.iinfo(np.int64).min
UNTIMED_WEIGHT: Final = 40
"""Letters from which a near-duplicate wording ties by itself where nobody wrote down times."""
_TYPICAL_SHARE: Final = 0.05
_FEW: Final = 5
_ALIKE_NAMES: Final = 3
"""Accounts whose names are alike from which that is no accident."""


@dataclass(frozen=True)
class Core:
    """The suspect messages of a dump, in order of their rows; every array has one element a message."""

    row: NDArray[np.int64]
    level: NDArray[np.int64]
    """Index into ``LEVELS``."""
    score: NDArray[np.float64]
    ts: NDArray[np.int64]
    """Microseconds, or :data:`NO_TIME`."""
    author: NDArray[np.uint64]
    """0 where nobody knows."""
    channel: NDArray[np.uint64]
    template: NDArray[np.uint64]
    weight: NDArray[np.int64]
    stem: NDArray[np.uint64]
    """The author's name without digits; 0 where it is too short."""

    @property
    def size(self) -> int:
        """How many messages."""
        return len(self.row)


def read_core(database: Database) -> Core:
    """Return the suspect messages."""
    table = database.table(f"""
        SELECT facts.row, level, score, coalesce(ts, {NO_TIME}) AS ts, coalesce(author, 0) AS author,
               coalesce(channel, 0) AS channel, template, weight, coalesce(stem, 0) AS stem
        FROM facts JOIN suspects USING (row) WHERE suspect ORDER BY facts.row""")
    arrays = {name: table[name].to_numpy() for name in table.column_names}
    return Core(
        **{name: array.astype(np.int64) if name in ("level", "weight") else array for name, array in arrays.items()}
    )


def find_usable_indicators(database: Database) -> None:
    """Leave the table ``usable(kind, value)`` of the indicators that say something: shared, and not mostly by honest people."""
    database.run(f"""
        CREATE OR REPLACE TABLE usable AS
        SELECT kind, value FROM indicators GROUP BY kind, value
        HAVING count(*) >= 2 AND count(*) FILTER (suspect) >= greatest(1, {HONEST_SHARE} * count(*))""")


def components(core: Core, wordings: Wordings, shared: pa.Table) -> NDArray[np.int64]:
    """Return the component of every suspect message: the place of its first member, ``int64[core.size]``.

    Parameters
    ----------
    core
        The messages.
    wordings
        Which wordings are one.
    shared
        The usable indicators of suspect messages: ``row`` and ``indicator``, a number.
    """
    parents = np.arange(core.size)
    cluster = wordings.cluster_of(core.template)
    nodes = np.searchsorted(core.row, shared["row"].to_numpy())
    unite_groups(parents, nodes, shared["indicator"].to_numpy())
    timed = (cluster >= 0) & ((core.ts != NO_TIME) | (core.weight >= UNTIMED_WEIGHT))
    members, groups = _typical(parents, *_sessions(cluster, core.ts, timed))
    named = _pairs(cluster, core.stem, (cluster >= 0) & (core.stem != 0))
    unite_groups(parents, members, groups)
    unite_groups(parents, *named)
    unite_groups(parents, *_alike_names(core))
    return parents


def _typical(
    parents: NDArray[np.int64], members: NDArray[np.int64], groups: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the messages and groups without those that are an exception among the messages they are tied to already.

    Senders copy phrases from each other, a warning or a greeting: one such message must not make two campaigns one.
    """
    label = parents[members]
    size = np.bincount(parents)[label]
    _, pair, inside = np.unique(np.stack([label, groups], axis=1), axis=0, return_inverse=True, return_counts=True)
    count = inside[pair.ravel()]
    typical = (count >= _TYPICAL_SHARE * size) & ((count >= 2) | (size < _FEW))
    return members[typical], groups[typical]


def _sessions(
    key: NDArray[Any], ts: NDArray[np.int64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the wanted messages and a group for each: the same key, and never longer than :data:`CLOSE` without one."""
    members = np.flatnonzero(wanted)
    order = members[np.lexsort((ts[members], key[members]))]
    starts = np.ones(len(order), np.int64)
    with np.errstate(over="ignore"):
        gap = ts[order][1:].astype(np.float64) - ts[order][:-1].astype(np.float64)
    starts[1:] = (key[order][1:] != key[order][:-1]) | (gap > CLOSE)
    return order, np.cumsum(starts)


def _pairs(
    first: NDArray[Any], second: NDArray[Any], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the wanted messages and a group for each: both keys the same."""
    members = np.flatnonzero(wanted)
    order = members[np.lexsort((second[members], first[members]))]
    starts = np.ones(len(order), np.int64)
    starts[1:] = (first[order][1:] != first[order][:-1]) | (second[order][1:] != second[order][:-1])
    return order, np.cumsum(starts)


def _alike_names(core: Core) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the messages of accounts named alike and close in time, where there are enough such accounts."""
    members, groups = _sessions(core.stem, core.ts, (core.stem != 0) & (core.ts != NO_TIME))
    pairs = np.unique(np.stack([groups.astype(np.uint64), core.author[members]], axis=1), axis=0)
    named, accounts = np.unique(pairs[:, 0], return_counts=True)
    alike = np.isin(groups, named[accounts >= _ALIKE_NAMES].astype(np.int64))
    return members[alike], groups[alike]
