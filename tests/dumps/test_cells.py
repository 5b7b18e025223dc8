"""Cells that no spreadsheet reads as a formula, and values as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.cells import csv_cells, data_bytes, inert, json_text, plain_text, reasons_json, valid_text
from coinguard.dumps.rows import Batch
from coinguard.dumps.scored import REASON_TYPE, SCORED_SCHEMA
from coinguard.dumps.writers import CsvWriter

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
texts = st.text(st.characters(blacklist_categories=["Cs"]))


@pytest.mark.parametrize("start", STARTS)
def test_what_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    cells = inert(pa.array([f"{start}cmd()", f"a{start}", None, ""]))
    assert cells.to_pylist() == [f"'{start}cmd()", f"a{start}", None, ""]


@pytest.mark.parametrize("start", STARTS)
def test_added_cells_are_made_inert_and_numbers_and_own_cells_are_left_alone(start: str) -> None:
    hostile = f"{start}HYPERLINK()"
    row: dict[str, Any] = dict.fromkeys(SCORED_SCHEMA.names)
    reasons = [{"code": hostile, "points": -1.0, "text": hostile, "start": 0, "end": 1}]
    row |= {"cg_score": -2.5, "cg_error": hostile, "cg_model": hostile, "cg_reasons": reasons}
    out = io.BytesIO()
    writer = CsvWriter(out, ["text", *SCORED_SCHEMA.names], ",")
    writer.write(Batch(pa.table({"text": [hostile]})), pa.Table.from_pylist([row], schema=SCORED_SCHEMA))
    (read,) = csv.DictReader(io.StringIO(out.getvalue().decode(), newline=""))
    assert read["text"] == hostile
    assert float(read["cg_score"]) == -2.5
    assert read["cg_error"] == read["cg_model"] == f"'{hostile}"
    assert read["cg_reasons"].startswith("[{")
    assert json.loads(read["cg_reasons"]) == reasons


@given(st.lists(st.tuples(texts, texts), min_size=1))
def test_csv_cells_come_back_through_pythons_reader(rows: list[tuple[str, str]]) -> None:
    columns = [csv_cells(pa.array(column, pa.string()), ",").to_pylist() for column in zip(*rows, strict=True)]
    written = "".join(f"{first},{second}\r\n" for first, second in zip(*columns, strict=True))
    assert [tuple(row) for row in csv.reader(io.StringIO(written, newline=""))] == rows


@given(st.lists(st.none() | texts))
def test_json_strings_come_back_through_pythons_reader(values: list[str | None]) -> None:
    assert [json.loads(value) for value in json_text(pa.array(values, pa.string())).to_pylist()] == values


@given(st.lists(st.none() | st.floats() | st.integers(-(2**53), 2**53).map(float)))
def test_json_numbers_come_back_and_what_json_lacks_is_null(values: list[float | None]) -> None:
    expected = [None if value is None or value - value != 0 else value for value in values]
    assert [json.loads(value) for value in json_text(pa.array(values, pa.float64())).to_pylist()] == expected


reason = st.fixed_dictionaries(
    {
        "code": texts,
        "points": st.floats(allow_nan=False, allow_infinity=False),
        "text": texts,
        "start": st.none() | st.integers(0, 99),
        "end": st.none() | st.integers(0, 99),
    }
)


@given(st.lists(st.none() | st.lists(reason, max_size=3)), st.integers(0, 3))
def test_reasons_come_back_through_pythons_reader(rows: list[Any], first: int) -> None:
    column = pa.array(rows, pa.list_(REASON_TYPE)).slice(first)
    read = [None if value is None else json.loads(value) for value in reasons_json(column).to_pylist()]
    assert read == rows[first:]


@pytest.mark.parametrize(
    ("column", "plain", "as_json"),
    [
        (pa.array([7, None]), ["7", None], ["7", "null"]),
        (pa.array([True, None]), ["true", None], ["true", "null"]),
        (pa.array([Decimal("1.20")]), ["1.20"], ['"1.20"']),
        (pa.array([dt.date(2024, 5, 1)]), ["2024-05-01"], ['"2024-05-01"']),
        (pa.array([[1, None], None]), ["[1,null]", None], ["[1,null]", "null"]),
        (pa.array([{"a": b"x", "b": Decimal(1)}]), ['{"a":"x","b":"1"}'], ['{"a":"x","b":"1"}']),
        (pa.array(["x", None]).dictionary_encode(), ["x", None], ['"x"', "null"]),
        (pa.nulls(1), [None], ["null"]),
        (pa.array([b"\xff"]), ["\ufffd"], ['"\ufffd"']),
        (pa.array(["x"], pa.string_view()), ["x"], ['"x"']),
    ],
)
def test_every_type_has_a_plain_and_a_json_form(column: Any, plain: list[Any], as_json: list[str]) -> None:
    assert plain_text(column).to_pylist() == plain
    assert json_text(column).to_pylist() == as_json


def test_strings_that_arrow_never_checked_are_made_valid() -> None:
    unchecked = pa.Array.from_buffers(pa.string(), 1, pa.array([b"a\xff"]).buffers())
    assert valid_text(unchecked).to_pylist() == ["a\ufffd"]


@given(st.lists(st.none() | texts), st.integers(0, 5))
def test_the_bytes_of_a_column_are_its_values_in_a_row(values: list[str | None], first: int) -> None:
    for kind in (pa.string(), pa.large_string()):
        column = pa.array(values, kind).slice(first)
        assert bytes(data_bytes(column)) == "".join(value or "" for value in values[first:]).encode()
