"""What an analyst gets of the features: one row an event, or any table, in any format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coinguard.errors import InputError
from coinguard.ledger.feature_table import WIDE, tables, write_features
from coinguard.ledger.features import build_features, feature_names, wide
from coinguard.ledger.features.windowed import FAMILIES
from coinguard.ledger.read import read_ledger
from coinguard.ledger.tables import Ledger
from tests.ledger.oracle_features import WINDOWS, Features, Row
from tests.ledger.oracle_twins import TWINS
from tests.ledger.story import Story, texts


@pytest.fixture(scope="module")
def paths(checkout: Path) -> list[str]:
    return [str(checkout / f"data/examples/ledger/{table}.csv") for table in ("events", "accounts", "streams")]


@pytest.fixture(scope="module")
def example(paths: list[str]) -> Iterator[Ledger]:
    with read_ledger(*paths) as (ledger, _):
        wide.build_wide(ledger.con)
        yield ledger


@pytest.fixture(scope="module")
def rows(example: Ledger) -> dict[str, Row]:
    """The wide table's rows by event."""
    return {row["event_id"]: row for table in wide.stretches(example.con) for row in table.to_pylist()}


@pytest.fixture(scope="module")
def twins(example: Ledger) -> Features:
    events, accounts = (example.con.sql(f"SELECT * FROM {name}").to_arrow_table() for name in ("events", "accounts"))
    return Features(events.to_pylist(), accounts.to_pylist())


def test_every_event_has_one_row_in_the_order_of_the_ledger(rows: dict[str, Row], twins: Features) -> None:
    assert list(rows) == [row["event_id"] for row in twins.events]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_windows_beside_an_event_are_those_of_their_table(
    rows: dict[str, Row], twins: Features, family: str
) -> None:
    told = {row["k"]: row for row in TWINS[family](twins)}
    for event in twins.events:
        for window in WINDOWS:
            expected = told[event["k"]][f"n_{window}"] if event["k"] in told else None
            assert rows[event["event_id"]][f"{family}_{window}"] == expected


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("first_seen", {"new_card": "new_card", "receiver_ms": "receiver_ms", "new_destination": "new_destination"}),
        ("account_links", {"linked_accounts": "linked"}),
        (
            "amount_deviations",
            {"amount_times_own_mean": "times_own_mean", "amount_times_peers_mean": "times_peers_mean"},
        ),
        ("pace_deviations", {"times_own_day": "times_own_day", "times_peers_day": "times_peers_day"}),
        ("balances", {"balance": "balance", "out_share": "out_share", "dwell_ms": "dwell_ms"}),
    ],
)
def test_what_else_is_known_of_an_event_is_beside_it(
    rows: dict[str, Row], twins: Features, table: str, columns: dict[str, str]
) -> None:
    told = {row["k"]: row for row in TWINS[table](twins)}
    assert told
    for event in twins.events:
        for name, column in columns.items():
            expected = told[event["k"]][column] if event["k"] in told else None
            assert rows[event["event_id"]][name] == expected, name


@pytest.mark.parametrize("kind", ["card", "device", "bundle", "creator"])
def test_delayed_rates_are_those_known_at_the_event(rows: dict[str, Row], twins: Features, kind: str) -> None:
    told = {row["k"]: row for row in TWINS["entity_returns"](twins) if row["kind"] == kind and not row["final"]}
    assert told
    for event in twins.events:
        expected = told.get(event["k"], {}).get("chargeback_rate")
        assert rows[event["event_id"]][f"{kind}_chargeback_rate"] == expected


def test_however_it_is_cut_the_table_is_the_same(
    example: Ledger, rows: dict[str, Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wide, "STRETCH", 97)
    again = [row for table in wide.stretches(example.con) for row in table.to_pylist()]
    assert again == list(rows.values())


@pytest.mark.parametrize("table", [WIDE, "shared_links", "gift_pairs", "balances"])
def test_a_table_is_written_in_plain_numbers(paths: list[str], tmp_path: Path, table: str) -> None:
    count, reconciliation = write_features(*paths, output=str(tmp_path / "x.parquet"), table=table)
    found = pq.read_table(tmp_path / "x.parquet")
    assert found.num_rows == count > 0
    assert not any(pa.types.is_decimal(field.type) for field in found.schema)
    assert not reconciliation.bad


def test_every_format_holds_the_same_rows(paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "STRETCH", 200)
    for suffix in ("parquet", "csv", "json", "jsonl"):
        write_features(*paths, output=str(tmp_path / f"x.{suffix}"))
    rows = pq.read_table(tmp_path / "x.parquet")
    assert [row["event_id"] for row in json.loads((tmp_path / "x.json").read_text())] == rows["event_id"].to_pylist()
    lines = (tmp_path / "x.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == json.loads((tmp_path / "x.json").read_text())
    assert len((tmp_path / "x.csv").read_text().splitlines()) == rows.num_rows + 1


def test_every_table_says_what_it_holds() -> None:
    told = tables()
    assert set(told) == {WIDE, *feature_names()}
    assert all(about.endswith(".") for about in told.values())


def test_an_unknown_table_and_an_input_as_output_are_refused(paths: list[str]) -> None:
    with pytest.raises(InputError, match="there is no table 'balance'"):
        write_features(*paths, output="x.csv", table="balance")
    with pytest.raises(InputError, match="an input as well as an output"):
        write_features(*paths, output=paths[0])


def links(people: int) -> list[dict[str, Any]]:
    story = Story()
    story.everyday()
    for number in range(people):
        story.login(f"guest{number:02d}", 3 + number, device_id="till", ip_hash=None)
    with read_ledger(texts(story.events), texts(list(story.accounts.values()))) as (ledger, _):
        build_features(ledger.con, ["shared_links"])
        found: list[dict[str, Any]] = ledger.con.sql("SELECT * FROM shared_links").to_arrow_table().to_pylist()
    return [row for row in found if row["account_id"].startswith("guest")]


def test_a_device_links_the_accounts_that_share_it_unless_it_is_a_hub() -> None:
    assert len(links(12)) == 12 * 11 / 2
    assert links(13) == []
