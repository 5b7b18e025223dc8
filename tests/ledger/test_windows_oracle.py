"""The window macros equal their plain twin on small and hostile ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coinguard.ledger.windows import windowed_count, windowed_distinct
from tests.ledger import oracle_windows as oracle
from tests.ledger.oracle_windows import Row

WINDOW = 1_000
"""Small, so that rows fall on and beside its edge often."""
START = 1_700_000_000_000

keys = st.sampled_from(["a", "b", None])
values = st.sampled_from(["x", "y", "z", "", None])
edges = st.sampled_from([0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW, 2 * WINDOW - 1]) | st.integers(0, 4 * WINDOW)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    drawn = draw(st.lists(st.tuples(edges, keys, values), max_size=14))
    names = draw(st.permutations([f"e{place}" for place in range(len(drawn))]))
    moments = [(START + ms, name) for (ms, _, _), name in zip(drawn, names, strict=True)]
    return [Row(k, key, value) for k, (_, key, value) in zip(oracle.order_keys(moments), drawn, strict=True)]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def answer(con: duckdb.DuckDBPyConnection, rows: list[Row], sql: str) -> list[tuple[Any, ...]]:
    columns = {
        "owner": pa.array([row.key for row in rows], pa.string()),
        "thing": pa.array([row.value for row in rows], pa.string()),
        "k": pa.array([row.k for row in rows], pa.int64()),
    }
    con.register("rows_in", pa.table(columns))
    return con.execute(sql).fetchall()


@given(rows=ledgers(), window=st.sampled_from([1, 2, WINDOW, 3 * WINDOW]))
@example(rows=[], window=WINDOW)
def test_counts_are_those_of_the_plain_twin(con: duckdb.DuckDBPyConnection, rows: list[Row], window: int) -> None:
    found = answer(con, rows, windowed_count("rows_in", "owner", {"w": window}))
    assert set(found) == oracle.windowed_count(rows, window)
    assert len(found) == len(set(found))


@given(rows=ledgers(), window=st.sampled_from([1, 2, WINDOW, 3 * WINDOW]))
@example(rows=[], window=WINDOW)
def test_distinct_counts_are_those_of_the_plain_twin(
    con: duckdb.DuckDBPyConnection, rows: list[Row], window: int
) -> None:
    found = answer(con, rows, windowed_distinct("rows_in", "owner", "thing", {"w": window}))
    assert set(found) == oracle.windowed_distinct(rows, window)
    assert len(found) == len(set(found))


@given(rows=ledgers())
def test_windows_counted_in_one_go_are_those_counted_one_by_one(
    con: duckdb.DuckDBPyConnection, rows: list[Row]
) -> None:
    several = {"a": 1, "b": WINDOW, "c": 3 * WINDOW}
    for sql, twin in (
        (windowed_count("rows_in", "owner", several), oracle.windowed_count),
        (windowed_distinct("rows_in", "owner", "thing", several), oracle.windowed_distinct),
    ):
        found = answer(con, rows, sql)
        for place, window in enumerate(several.values()):
            assert {(row[0], row[1], row[2 + place]) for row in found} == twin(rows, window)


@given(rows=ledgers(), data=st.data())
def test_rows_do_not_see_the_future(con: duckdb.DuckDBPyConnection, rows: list[Row], data: st.DataObject) -> None:
    upto = data.draw(st.integers(0, len(rows)))
    early = sorted(rows, key=lambda row: row.k)[:upto]
    for sql in (
        windowed_count("rows_in", "owner", {"w": WINDOW}),
        windowed_distinct("rows_in", "owner", "thing", {"w": WINDOW}),
    ):
        assert set(answer(con, early, sql)) <= set(answer(con, rows, sql))


def test_an_event_exactly_a_window_ago_no_longer_counts(con: duckdb.DuckDBPyConnection) -> None:
    moments = [(START, "e1"), (START + WINDOW - 1, "e2"), (START + WINDOW, "e3")]
    rows = [Row(k, "a", "x") for k in oracle.order_keys(moments)]
    found = sorted(answer(con, rows, windowed_count("rows_in", "owner", {"w": WINDOW})))
    assert [n for _, _, n in found] == [1, 2, 2]


def test_events_of_one_millisecond_count_one_after_the_other(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        Row(k, "a", name) for name, k in zip("xyz", oracle.order_keys([(START, name) for name in "xyz"]), strict=True)
    ]
    for sql in (
        windowed_count("rows_in", "owner", {"w": WINDOW}),
        windowed_distinct("rows_in", "owner", "thing", {"w": WINDOW}),
    ):
        assert [n for _, _, n in sorted(answer(con, rows, sql))] == [1, 2, 3]
