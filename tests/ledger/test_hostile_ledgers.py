"""Detection on small ledgers in which everything collides: no crash, and the same cases whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.ledger.cases import CASE_SCHEMA, find_cases
from coinguard.ledger.settings import Settings
from coinguard.ledger.tables import Ledger
from tests.ledger.small_ledgers import Row, ledgers, load


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def cases(con: duckdb.DuckDBPyConnection, events: list[Row], accounts: list[Row]) -> list[dict[str, Any]]:
    load(con, events, accounts)
    found = find_cases(Ledger(con, frozenset()), Settings.load()).table
    assert found.schema == CASE_SCHEMA
    return found.to_pylist()


@settings(max_examples=25)
@given(ledger=ledgers(most=40), data=st.data())
def test_the_order_of_rows_changes_nothing(
    con: duckdb.DuckDBPyConnection, ledger: tuple[list[Row], list[Row]], data: st.DataObject
) -> None:
    events, accounts = ledger
    found = cases(con, events, accounts)
    names = {event["event_id"] for event in events}
    assert all(set(case["event_ids"]) <= names for case in found)
    assert cases(con, data.draw(st.permutations(events)), data.draw(st.permutations(accounts))) == found


def test_an_empty_ledger_has_no_cases(con: duckdb.DuckDBPyConnection) -> None:
    assert cases(con, [], []) == []
