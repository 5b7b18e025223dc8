"""The example ledger is what its README says, and is what the simulator writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coinguard.ledger.check import check
from coinguard.ledger.simulate.example import write_example

Rows = list[dict[str, str]]
TABLES = ("events", "accounts", "streams", "truth")


@pytest.fixture(scope="module")
def example(checkout: Path) -> dict[str, Rows]:
    folder = checkout / "data/examples/ledger"
    tables = {}
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            tables[table] = list(csv.DictReader(file))
    return tables


def test_the_readme_counts_what_there_is(checkout: Path, example: dict[str, Rows]) -> None:
    page = (checkout / "data/examples/README.md").read_text(encoding="utf-8")
    assert f"{len(example['events'])} events" in page
    assert f"{len(example['accounts'])} accounts" in page
    assert len(example["truth"]) == 6
    assert "six planted cases" in page


def test_every_row_belongs_to_an_account_and_every_case_to_rows(example: dict[str, Rows]) -> None:
    accounts = {row["account_id"] for row in example["accounts"]}
    events = {row["event_id"]: row for row in example["events"]}
    assert len(events) == len(example["events"])
    assert {row["account_id"] for row in events.values()} <= accounts
    assert all(row["ref_event_id"] in events for row in events.values() if row["ref_event_id"])
    for case in example["truth"]:
        members = set(case["account_ids"].split())
        assert members <= accounts
        assert all(
            events[event]["account_id"] in members or events[event]["counterparty_id"] in members
            for event in case["event_ids"].split()
        )


def test_events_come_in_the_order_they_happened(example: dict[str, Rows]) -> None:
    times = [row["ts"] for row in example["events"]]
    assert times == sorted(times)


def test_its_cases_are_found_by_name(checkout: Path, example: dict[str, Rows]) -> None:
    paths = [str(checkout / f"data/examples/ledger/{table}.csv") for table in ("events", "accounts", "streams")]
    found = list(check(*paths).cases)
    for planted in example["truth"]:
        members = set(planted["account_ids"].split())
        covering = [case for case in found if 2 * len(members & set(case["account_ids"])) >= len(members)]
        assert planted["typology"] in {entry["typology"] for case in covering for entry in case["typologies"]}


def test_the_simulator_writes_it_again(tmp_path: Path, example: dict[str, Rows]) -> None:
    write_example(tmp_path)
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        again = list(csv.DictReader(file))
    assert [row["typology"] for row in again] == [row["typology"] for row in example["truth"]]
