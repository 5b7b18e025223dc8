"""Feature tables: each is one SELECT in a file of this folder, or one window macro over such a table.

A file's name is its table's name. The SQL is what DuckDB and Spark both run; only how the result is kept is this module's
business. Every feature sees the past alone: a row's windows end at its own order key, a return is known from its own key on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coinguard.ledger.windows import WINDOWS_MS, windowed_count, windowed_distinct

if TYPE_CHECKING:
    import duckdb

_READS: Final[dict[str, tuple[str, ...]]] = {
    "purchases": (),
    "card_attempts": (),
    "card_declines": ("card_attempts",),
    "gifts": (),
    "gift_pairs": ("gifts",),
    "bonds": ("gift_pairs",),
    "spending": ("purchases", "gifts"),
    "round_receivers": ("spending", "gift_pairs"),
    "rounds": ("round_receivers",),
    "returns": ("purchases",),
    "entity_returns": ("spending", "rounds", "returns"),
    "payouts": (),
    "account_devices": (),
    "device_crowds": ("account_devices",),
    "account_profile": ("purchases", "returns", "gift_pairs", "rounds", "payouts"),
    "declines_10m": ("card_declines",),
    "cards_7d": ("purchases",),
    "buys_1h": ("purchases",),
    "buys_24h": ("purchases",),
    "buys_7d": ("purchases",),
}
"""Every feature table with the feature tables it reads."""

_MACROS: Final[dict[str, Callable[[], str]]] = {
    "declines_10m": partial(windowed_count, "card_declines", "account_id", WINDOWS_MS["10m"]),
    "cards_7d": partial(windowed_distinct, "purchases", "account_id", "card_fp", WINDOWS_MS["7d"]),
    "buys_1h": partial(windowed_count, "purchases", "account_id", WINDOWS_MS["1h"]),
    "buys_24h": partial(windowed_count, "purchases", "account_id", WINDOWS_MS["24h"]),
    "buys_7d": partial(windowed_count, "purchases", "account_id", WINDOWS_MS["7d"]),
}


def feature_names() -> tuple[str, ...]:
    """Return the names of all feature tables, each after those it reads."""
    return tuple(_READS)


def feature_sql(name: str) -> str:
    """Return the SELECT of one feature table."""
    if name in _MACROS:
        return _MACROS[name]()
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


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


def build_features(con: duckdb.DuckDBPyConnection, wanted: Iterable[str]) -> None:
    """Make the wanted feature tables, and those they read, as temporary tables of the connection."""
    for name in in_order(wanted):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {feature_sql(name)}")
