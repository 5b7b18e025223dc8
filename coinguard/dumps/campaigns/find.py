"""From ties to campaigns: which groups of messages are one sender's, and who else belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.campaigns.describe import describe
from coinguard.dumps.context.database import Database
from coinguard.dumps.context.indicators import STRENGTH, Indicator
from coinguard.dumps.context.ties import (
    CLOSE,
    NO_TIME,
    UNTIMED_WEIGHT,
    Core,
    components,
    find_usable_indicators,
    read_core,
)
from coinguard.dumps.context.wordings import find_wordings
from coinguard.verdict import LEVELS

SMALLEST: Final = 3
"""Suspect messages of the smallest campaign."""
_FLAGGED: Final = 2
_FLAGGED_SHARE: Final = 0.3
"""What must be flagged by its own score, of the suspect messages of a campaign."""
_REVIEW: Final = LEVELS.index("review")


@dataclass(frozen=True)
class Found:
    """What the second pass found; the tables ``member(row, number)`` and ``wording`` of the database say where."""

    campaigns: tuple[Campaign, ...]
    """In the order of their numbers."""
    timed: bool
    """Whether any message has a time; without one, only long near-duplicates tie."""


def find_campaigns(database: Database) -> Found:
    """Find the campaigns of a dump; nothing depends on the order of its rows."""
    wordings = find_wordings(database)
    find_usable_indicators(database)
    core = read_core(database)
    names = database.table("SELECT kind, value FROM usable ORDER BY kind, value")
    database.keep("numbered", names.append_column("indicator", pa.array(np.arange(names.num_rows))))
    shared = database.table("""
        SELECT row, indicator, suspect FROM indicators JOIN numbered USING (kind, value) ORDER BY row, indicator""")
    carried = shared.filter(shared["suspect"])
    numbers = campaign_numbers(core, components(core, wordings, carried))
    cluster = wordings.cluster_of(core.template)
    strength = np.array([STRENGTH[kind] for kind in names["kind"].to_pylist()], np.int64)
    founders = _founders(database, core, numbers)
    database.keep(
        "own", pa.table({"row": core.row, "number": numbers, "cluster": cluster}).filter(pa.array(numbers >= 0))
    )
    database.keep("attached", _sharing(core, numbers, shared, strength))
    _keep_members(database)
    timed = bool((core.ts != NO_TIME).any())
    return Found(tuple(describe(database, founders)), timed)


def _distinct(numbers: NDArray[np.int64], values: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
    """Return how many different values, 0 left out, the messages of each number have."""
    known = values != 0
    pairs = np.unique(np.stack([numbers[known].astype(np.uint64), values[known]], axis=1), axis=0)
    return np.bincount(pairs[:, 0].astype(np.int64), minlength=count)


def campaign_numbers(core: Core, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each message's campaign, -1 where it is in none.

    A campaign is several messages, some of them flagged for what they say, from several accounts or in several channels: one
    account that says one thing in one place is a bot or a flood.
    """
    _, group = np.unique(labels, return_inverse=True)
    count = int(group.max()) + 1 if len(group) else 0
    size = np.bincount(group, minlength=count)
    flagged = np.bincount(group, core.level >= _REVIEW, minlength=count)
    accounts, channels = _distinct(group, core.author, count), _distinct(group, core.channel, count)
    spread = (accounts >= 2) | (channels >= 2) | (accounts == 0)
    kept = (size >= SMALLEST) & (flagged >= np.maximum(_FLAGGED, _FLAGGED_SHARE * size)) & spread
    renumbered = np.where(kept, np.cumsum(kept) - 1, -1)
    return renumbered[group] if count else np.empty(0, np.int64)


def _founders(database: Database, core: Core, numbers: NDArray[np.int64]) -> list[Indicator]:
    """Return each campaign's founder: the strongest indicator of its earliest message, by value among equals.

    An indicator that nobody else carries yet will do: whether others come to share it must not change an id.
    """
    count = int(numbers.max(initial=-1)) + 1
    time = np.where(core.ts == NO_TIME, np.iinfo(np.int64).max, core.ts)
    earliest = np.full(count, np.iinfo(np.int64).max)
    member = numbers >= 0
    np.minimum.at(earliest, numbers[member], time[member])
    first = np.zeros(core.size, bool)
    first[member] = time[member] == earliest[numbers[member]]
    database.keep("firsts", pa.table({"row": core.row[first], "number": numbers[first]}))
    database.keep("strengths", pa.table({"kind": list(STRENGTH), "weakness": [-one for one in STRENGTH.values()]}))
    strongest = database.table("""
        SELECT number, min({'weakness': weakness, 'kind': kind, 'value': value}) AS best
        FROM firsts JOIN indicators USING (row) JOIN strengths USING (kind) GROUP BY number""")
    founders = {row["number"]: Indicator(row["best"]["kind"], row["best"]["value"]) for row in strongest.to_pylist()}
    wordings = np.full(count, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(wordings, numbers[first], core.template[first])
    return [founders.get(number, Indicator("wording", f"{wordings[number]:016x}")) for number in range(count)]


def _sharing(core: Core, numbers: NDArray[np.int64], shared: pa.Table, strength: NDArray[np.int64]) -> pa.Table:
    """Return the messages that are not suspect but carry a campaign's indicator, by their strongest one."""
    indicator, row = shared["indicator"].to_numpy(), shared["row"].to_numpy()
    suspect = shared["suspect"].to_numpy(zero_copy_only=False)
    owner = np.full(len(strength), -1)
    # A usable indicator's suspect messages are all in one component, so whichever comes last says the same.
    owner[indicator[suspect]] = numbers[np.searchsorted(core.row, row[suspect])]
    others = np.flatnonzero(~suspect & (owner[indicator] >= 0))
    best = others[np.lexsort((indicator[others], -strength[indicator[others]], row[others]))]
    rows, first = np.unique(row[best], return_index=True)
    return pa.table({"row": rows, "number": owner[indicator[best[first]]]})


def _keep_members(database: Database) -> None:
    """Leave ``member(row, number, tie)``: suspect messages, and those that carry an indicator or are near in words and time."""
    database.run(f"""
        CREATE OR REPLACE TABLE session AS
        SELECT number, own.cluster, min(ts) - {CLOSE} AS earliest, max(ts) + {CLOSE} AS latest
        FROM own JOIN facts USING (row) WHERE own.cluster >= 0 GROUP BY number, own.cluster""")
    database.run(f"""
        CREATE OR REPLACE TABLE alike AS
        SELECT row, min({{'away': greatest(earliest - ts, ts - latest), 'number': number}}).number AS number
        FROM facts JOIN wording USING (template) JOIN session USING (cluster)
        WHERE NOT suspect AND level IS NOT NULL
          AND (ts BETWEEN earliest AND latest OR (ts IS NULL AND earliest IS NULL AND weight >= {UNTIMED_WEIGHT}))
        GROUP BY row""")
    database.run("""
        CREATE OR REPLACE TABLE member AS
        SELECT row, number, 'own' AS tie FROM own
        UNION ALL SELECT row, number, 'indicator' FROM attached
        UNION ALL SELECT row, number, 'wording' FROM alike WHERE row NOT IN (SELECT row FROM attached)""")
