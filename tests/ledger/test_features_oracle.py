"""The feature tables equal their plain twins on small and hostile ledgers, and on a simulated one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coinguard.ledger.features import build_features, feature_names
from coinguard.ledger.features.windowed import FAMILIES
from coinguard.ledger.read import read_ledger
from tests.ledger.oracle_features import Features
from tests.ledger.oracle_twins import TWINS
from tests.ledger.small_ledgers import Row, gift_ledgers, ledgers, load


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET threads = 1")
        yield connection


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    return con.sql(f"SELECT * FROM {table}").to_arrow_table().to_pylist()


def told(rows: list[Row]) -> Counter[tuple[tuple[str, Any], ...]]:
    """Return rows as a multiset, whatever the order of their columns and whether a number is written as a float."""
    return Counter(tuple(sorted(row.items())) for row in rows)


def test_every_feature_has_a_twin() -> None:
    assert set(feature_names()) == set(TWINS)


@settings(max_examples=100)
@given(ledger=ledgers())
def test_features_are_those_of_their_plain_twins(
    con: duckdb.DuckDBPyConnection, ledger: tuple[list[Row], list[Row]]
) -> None:
    events, accounts = ledger
    load(con, events, accounts)
    build_features(con, feature_names())
    twins = Features(events, accounts)
    for name in feature_names():
        assert told(rows_of(con, name)) == told(TWINS[name](twins)), name


PAST_ONLY = (
    *FAMILIES,
    "first_seen",
    "account_links",
    "amount_deviations",
    "pace_deviations",
    "balances",
    "entity_returns",
    "payouts",
)
"""Tables of what was known at an event; the others sum a whole ledger up."""


@settings(max_examples=40)
@given(ledger=ledgers(), data=st.data())
def test_what_was_known_at_an_event_does_not_change_with_what_comes_later(
    con: duckdb.DuckDBPyConnection, ledger: tuple[list[Row], list[Row]], data: st.DataObject
) -> None:
    events, accounts = ledger
    made = {row["event_id"]: row["k"] for row in events}
    # A refund that stands before its purchase is impossible, and told of while reconciling.
    assume(all(made.get(row["ref_event_id"], 0) <= row["k"] for row in events))
    upto = data.draw(st.integers(0, len(events)))
    known = []
    for part in (sorted(events, key=lambda row: int(row["k"]))[:upto], events):
        load(con, part, accounts)
        build_features(con, PAST_ONLY)
        known.append({name: told(list(filter(known_then, rows_of(con, name)))) for name in PAST_ONLY})
    for name in PAST_ONLY:
        assert known[0][name] <= known[1][name], name


def known_then(row: Row) -> bool:
    """Whether a row is of a moment: not of the ledger's end, and not of a creator's round, which is known when it is over."""
    return not row.get("final") and row.get("kind") != "creator"


@settings(max_examples=100)
@given(ledger=gift_ledgers())
def test_gift_paths_are_those_of_their_plain_twin(
    con: duckdb.DuckDBPyConnection, ledger: tuple[list[Row], list[Row]]
) -> None:
    load(con, *ledger)
    names = ["gift_legs", "gift_paths", "loop_legs", "loop_paths"]
    build_features(con, names)
    twins = Features(*ledger)
    for name in names:
        assert told(rows_of(con, name)) == told(TWINS[name](twins)), name


def test_features_of_the_example_ledger_are_those_of_their_plain_twins(checkout: Path) -> None:
    paths = [str(checkout / f"data/examples/ledger/{table}.csv") for table in ("events", "accounts", "streams")]
    with read_ledger(*paths) as (ledger, _):
        build_features(ledger.con, feature_names())
        events, accounts = (rows_of(ledger.con, table) for table in ("events", "accounts"))
        twins = Features(events, accounts)
        for name in feature_names():
            assert told(rows_of(ledger.con, name)) == told(TWINS[name](twins)), name
