"""From a ledger to its cases: the same through every door, and written as every kind of file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import coinguard
from coinguard.errors import InputError
from coinguard.ledger.cases import CASE_SCHEMA
from coinguard.ledger.check import LedgerCheck, check
from coinguard.ledger.output import FINDINGS_SUFFIX, table_format, write_tables

from .rows import event, texts

TABLES = ("events", "accounts", "streams")


@pytest.fixture(scope="module")
def example(checkout: Path) -> dict[str, Path]:
    return {name: checkout / f"data/examples/ledger/{name}.csv" for name in TABLES}


@pytest.fixture(scope="module")
def found(example: dict[str, Path]) -> LedgerCheck:
    return check(*(example[name] for name in TABLES))


def as_table(path: Path) -> pa.Table:
    header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    return pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True
        ),
    )


def test_the_example_has_cases_with_their_rows(found: LedgerCheck, example: dict[str, Path]) -> None:
    with example["events"].open(encoding="utf-8", newline="") as file:
        owners = {row["event_id"]: row["account_id"] for row in csv.DictReader(file)}
    assert len(found.cases) > 2
    assert found.accounts == len(set(owners.values()))
    for case in found.cases:
        assert set(case["event_ids"]) <= owners.keys()
        assert case["event_count"] == len(case["event_ids"])


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_frames_give_the_same_cases_in_a_frame_of_their_kind(
    found: LedgerCheck, example: dict[str, Path], kind: str
) -> None:
    tables = [as_table(example[name]) for name in TABLES]
    frames: list[Any] = {
        "pandas": [table.to_pandas() for table in tables],
        "polars": [pl.from_arrow(table) for table in tables],
        "arrow": tables,
    }[kind]
    events, accounts, streams = frames
    cases = coinguard.check_ledger(events, accounts=accounts, streams=streams)
    assert type(cases) is {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.Table}[kind]
    ids = cases["case_id"].to_pylist() if kind == "arrow" else list(cases["case_id"])
    assert ids == found.cases.table["case_id"].to_pylist()


def test_what_could_not_be_used_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="coinguard.ledger"):
        cases = coinguard.check_ledger(texts([event("a"), event("b", "soon")]))
    assert cases.num_rows == 0
    assert cases.schema == CASE_SCHEMA
    assert caplog.messages == [
        "not everything in the ledger could be used: 1 row lacks what every row needs, or holds it unreadably"
    ]


def test_detectors_that_lack_a_field_are_named_with_it(example: dict[str, Path]) -> None:
    table = as_table(example["events"]).drop_columns(["card_fp"])
    told = check(table)
    assert "card_fp" in told.missing
    assert told.cases.not_run["card_testing"] == ("card_fp",)


def test_a_budget_bounds_the_accounts_that_are_named(example: dict[str, Path]) -> None:
    told = check(example["events"], example["accounts"], budget="3/100")
    named = {account for case in told.cases for account in case["account_ids"]}
    assert 0 < len(named) <= 0.03 * told.reconciliation.rows["accounts"]
    with pytest.raises(InputError, match="'two' is no budget"):
        check(example["events"], budget="two")


@pytest.mark.parametrize("suffix", ["parquet", "csv", "json", "jsonl"])
def test_cases_are_written_whole_as_every_kind_of_file(found: LedgerCheck, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cases.{suffix}"
    write_tables([found.cases.table], str(path))
    if suffix == "parquet":
        assert pq.read_table(path).equals(found.cases.table)
        return
    text = path.read_text(encoding="utf-8")
    if suffix == "csv":
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text, newline="")))
        rows = [{name: json.loads(cell) if cell[:1] in "[{" else cell for name, cell in row.items()} for row in rows]
    else:
        rows = json.loads(text) if suffix == "json" else [json.loads(line) for line in text.splitlines()]
    for row, case in zip(rows, found.cases, strict=True):
        assert row.keys() == case.keys()
        assert row["case_id"] == case["case_id"]
        assert row["reasons"] == case["reasons"]
        assert row["event_ids"] == case["event_ids"]
        assert float(row["score"]) == case["score"]
        assert dt.datetime.fromisoformat(row["first_ts"]) == case["first_ts"]


def hostile_case(text: str) -> pa.Table:
    moment = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    row: dict[str, Any] = {
        "case_id": text, "typology": text, "typologies": [], "account_ids": [text], "score": -1.5, "severity": text,
        "amount_usd": 1.0, "first_ts": moment, "last_ts": moment, "event_ids": [text], "event_count": 1,
        "reasons": [{"typology": text, "points": -1.0, "text": text}], "supersedes": [], "not_run": [],
    }  # fmt: skip
    return pa.Table.from_pylist([row], schema=CASE_SCHEMA)


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", 'a"b', "a,b", "a\nb"])
def test_no_cell_starts_a_formula_and_none_breaks_its_row(tmp_path: Path, text: str) -> None:
    write_tables([hostile_case(text)], str(tmp_path / "cases.csv"))
    with (tmp_path / "cases.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    for name in ("case_id", "typology", "severity"):
        assert row[name].removeprefix("'") == text
        assert row[name][0] not in "=+-@\t\r＝"
    assert json.loads(row["account_ids"]) == [text]
    assert float(row["score"]) == -1.5


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("cases.xlsx", ".xlsx is no format for cases"),
        ("cases", "a name without a suffix"),
        ("no/cases.csv", "there is no folder no"),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_anything_is_read(output: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check("there-is-no-such.csv", output=output)


def test_an_output_never_takes_the_place_of_an_input(example: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(example["events"].read_bytes())
    with pytest.raises(InputError, match="this is an input as well as an output"):
        check(str(path), output=str(path))
    assert path.read_bytes() == example["events"].read_bytes()


def test_what_reconciling_found_lies_beside_the_cases_and_goes_when_nothing_is_found(tmp_path: Path) -> None:
    output = tmp_path / "cases.json"
    beside = Path(str(output) + FINDINGS_SUFFIX)
    told = check(texts([event("a"), event("b", "soon")]), output=str(output))
    [line] = [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()]
    assert (line["table"], line["row"], line["check"], line["action"]) == ("events", 2, "unusable_row", "set aside")
    assert line["note"] == "unreadable: ts=soon"
    assert "soon" in line["content"]
    assert told.outputs == (str(output), str(beside))
    assert json.loads(output.read_text(encoding="utf-8")) == []
    assert check(texts([event("a")]), output=str(output)).outputs == (str(output),)
    assert not beside.exists()


def test_standard_output_is_lines_of_json() -> None:
    assert table_format("-", "cases") == "jsonl"


def test_importing_coinguard_brings_no_engine_along() -> None:
    code = (
        "import sys, coinguard; coinguard.InputError\n"
        "assert not {'duckdb', 'pyarrow', 'numba', 'pandas'} & sys.modules.keys()\n"
        "assert callable(coinguard.check_ledger) and 'pyod' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_an_interrupt_ends_a_check_and_leaves_nothing_behind(tmp_path: Path) -> None:
    rows = "".join(f"e{number},2025-06-01T00:00:{number % 60:02},login,a{number % 997}\n" for number in range(600_000))
    (tmp_path / "events.csv").write_text("event_id,ts,type,account_id\n" + rows, encoding="utf-8")
    (tmp_path / "temp").mkdir()
    command = [sys.executable, "-m", "coinguard", "ledger", "check", str(tmp_path / "events.csv")]
    process = subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(tmp_path / "temp")}, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not any((tmp_path / "temp").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert list((tmp_path / "temp").iterdir()) == []
