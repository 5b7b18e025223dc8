"""All that is known of an event at that event, in one row: the windows and the other features beside each other.

The table is never made whole: its rows are joined stretch by stretch along the order key, so that memory stays bounded however
many columns and events there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from coinguard.ledger.features import build_features
from coinguard.ledger.features.windowed import FAMILIES
from coinguard.ledger.windows import WINDOWS_MS

if TYPE_CHECKING:
    import duckdb

STRETCH: Final = 100_000
"""Events whose rows are joined at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """The columns that one feature table adds to an event."""

    table: str
    columns: dict[str, str]
    """SQL by the name of the column."""
    where: str = "true"
    """Which of its rows are meant."""
    key: str = "k"
    """The column with the order key of the event."""


_FIRST_SEEN: Final = ("card", "device", "ip", "country", "receiver", "destination")
_RATED: Final = ("card", "device", "bundle", "creator")

PARTS: Final = (
    *(Part(name, {f"{name}_{window}": f"max(n_{window})" for window in WINDOWS_MS}) for name in FAMILIES),
    Part(
        "first_seen",
        {column: f"max({column})" for kind in _FIRST_SEEN for column in (f"new_{kind}", f"{kind}_ms")},
    ),
    Part("account_links", {"linked_accounts": "max(linked)"}),
    Part(
        "amount_deviations",
        {f"amount_{column}": f"max({column})" for column in ("times_own_mean", "times_peers_mean")},
    ),
    Part("pace_deviations", {column: f"max({column})" for column in ("times_own_day", "times_peers_day")}),
    Part("balances", {column: f"max({column})" for column in ("balance", "out_share", "since_gain_ms", "dwell_ms")}),
    *(
        Part(
            "entity_returns",
            {f"{kind}_{column}": f"max({column})" for column in ("matured", "chargeback_rate", "refund_rate")},
            f"kind = '{kind}' AND final = 0",
        )
        for kind in _RATED
    ),
    Part("gift_paths", {"closes_loop_of": "min(hops) + 1"}, key="home_k"),
)
"""Where each column comes from."""

COLUMNS: Final = ("event_id", "ts", "type", "account_id")
"""What an event is told by, before its features."""


def wide_tables() -> list[str]:
    """Return the feature tables that the wide table reads."""
    return list(dict.fromkeys(part.table for part in PARTS))


def build_wide(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of :func:`wide_tables`, each in the order of the events, so that a stretch of it lies together."""
    build_features(con, wide_tables())
    for table, key in {part.table: part.key for part in PARTS}.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {table} ORDER BY {key}")


def stretches(con: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    """Give the rows of the wide table as Arrow tables, in the order of the events.

    Parameters
    ----------
    con
        A connection with what :func:`build_wide` made.
    """
    starts = con.execute(
        f"SELECT k FROM (SELECT k, row_number() OVER (ORDER BY k) AS place FROM events) WHERE place % {STRETCH} = 1 ORDER BY k"
    ).fetchall()
    edges = [k for (k,) in starts]
    for low, high in pairwise([*edges, None]):
        yield con.sql(_sql(PARTS, low, high)).to_arrow_table()


def _sql(parts: Iterable[Part], low: int, high: int | None) -> str:
    """Return the SELECT of the events from an order key to another, the first included."""
    columns = [f"e.{name}" for name in COLUMNS]
    joins = []
    for number, part in enumerate(parts):
        names = ", ".join(f"{sql} AS {name}" for name, sql in part.columns.items())
        columns += [f"p{number}.{name}" for name in part.columns]
        joins.append(
            f"LEFT JOIN (SELECT {part.key} AS k, {names} FROM {part.table} WHERE {_between(part.key, low, high)} AND {part.where}"
            f" GROUP BY {part.key}) AS p{number} ON p{number}.k = e.k"
        )
    listed, joined = ", ".join(columns), "\n".join(joins)
    return f"SELECT {listed} FROM (SELECT * FROM events WHERE {_between('k', low, high)}) AS e\n{joined}\nORDER BY e.k"


def _between(key: str, low: int, high: int | None) -> str:
    return f"{key} >= {low}" + ("" if high is None else f" AND {key} < {high}")
