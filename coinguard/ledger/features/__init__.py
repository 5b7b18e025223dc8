"""Feature tables: each is one SELECT in a file of this folder, or one window macro over such a table.

A file's name is its table's name. The SQL is what DuckDB and Spark both run; only how the result is kept is this module's
business. Every feature sees the past alone: a row's windows end at its own order key, a return is known from its own key on.
A table is made when a detector, triage or an analyst asks for it, never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from coinguard.ledger.features.windowed import FAMILIES
from coinguard.ledger.settings import Threshold, fill, shipped_features

if TYPE_CHECKING:
    import duckdb

_READS: Final[dict[str, tuple[str, ...]]] = {
    "purchases": (),
    "card_attempts": (),
    "card_declines": ("card_attempts",),
    "gifts": (),
    "gift_pairs": ("gifts",),
    "bonds": ("gift_pairs",),
    "gift_legs": ("gifts", "bonds"),
    "gift_paths": ("gift_legs",),
    "loop_legs": ("gift_legs",),
    "loop_paths": ("loop_legs",),
    "spending": ("purchases", "gifts"),
    "round_receivers": ("spending", "gift_pairs"),
    "rounds": ("round_receivers",),
    "returns": ("purchases",),
    "entity_returns": ("spending", "rounds", "returns"),
    "payouts": (),
    "logins": (),
    "promos": (),
    "account_devices": (),
    "device_crowds": ("account_devices",),
    "account_entities": ("gifts", "payouts"),
    "first_seen": ("account_entities", "gifts", "payouts"),
    "shared_links": ("account_entities",),
    "account_links": ("shared_links",),
    "amount_deviations": ("purchases", "gifts"),
    "balances": ("purchases", "promos", "gifts", "returns", "payouts"),
    **{name: family.reads for name, family in FAMILIES.items()},
    "pace_deviations": ("velocity_events",),
    "account_profile": (
        "purchases",
        "returns",
        "gift_pairs",
        "rounds",
        "payouts",
        "velocity_purchases",
        "distinct_cards",
        "amount_deviations",
        "shared_links",
    ),
}
"""Every feature table with the feature tables it reads."""

_LIKE: Final[dict[str, tuple[str, str, str]]] = {"loop_paths": ("gift_paths", "gift_legs", "loop_legs")}
"""Tables made by another table's file, reading one table in place of another."""


def feature_names() -> tuple[str, ...]:
    """Return the names of all feature tables, each after those it reads."""
    return tuple(_READS)


def feature_sql(name: str, values: Mapping[str, Threshold] | None = None) -> str:
    """Return the SELECT of one feature table.

    Parameters
    ----------
    name
        One of :func:`feature_names`.
    values
        What the tables are set to (``features.toml``); as shipped by default.
    """
    if name in FAMILIES:
        return FAMILIES[name].sql()
    return fill(_file(name), shipped_features() if values is None else values, "data/typologies/features.toml")


def feature_about(name: str) -> str:
    """Return what a feature table holds, in a sentence or a few."""
    if name in FAMILIES:
        return FAMILIES[name].about
    return " ".join(
        line.removeprefix("-- ") for line in takewhile(lambda line: line.startswith("--"), _file(name).splitlines())
    )


def in_order(wanted: Iterable[str]) -> list[str]:
    """Return the wanted features and all they read, each after those it reads."""
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _READS[name]
    return [name for name in _READS if name in needed]


def build_features(
    con: duckdb.DuckDBPyConnection, wanted: Iterable[str], values: Mapping[str, Threshold] | None = None
) -> None:
    """Make the wanted feature tables, and those they read, as temporary tables of the connection."""
    for name in in_order(wanted):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {feature_sql(name, values)}")


def _file(name: str) -> str:
    """Return a feature table's SELECT, its values still by name."""
    file, table, other = _LIKE.get(name, (name, "", ""))
    sql = files(__name__).joinpath(f"{file}.sql").read_text(encoding="utf-8")
    return sql.replace(table, other) if table else sql
