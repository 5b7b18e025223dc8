"""What the whole dump says of a message, and that it never touches the message's own score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from coinguard.dumps import ScanOptions, scan
from coinguard.dumps.scored import SCORED_SCHEMA
from coinguard.errors import InputError
from tests.campaigns.chat import look_at, message
from tests.dumps.fake_guard import FakeGuard
from tests.dumps.files import read_scored

OFFER = "cheap coins for everybody who writes to me today"


def codes(row: dict[str, Any]) -> set[str]:
    return {reason["code"].removeprefix("context.") for reason in row["cg_context_reasons"]}


def test_one_text_from_many_accounts_is_told_with_their_number(tmp_path: Path) -> None:
    scored, _ = look_at(tmp_path, [message(OFFER, f"a{n}", 60 * n) for n in range(6)])
    assert all("many_accounts" in codes(row) for row in scored)
    assert any("6 accounts" in reason["text"] for reason in scored[0]["cg_context_reasons"])


def test_one_account_that_floods_is_told_and_reviewed(tmp_path: Path) -> None:
    scored, _ = look_at(tmp_path, [message(f"{OFFER} {n}", "bot", n) for n in range(6)])
    assert all("flood" in codes(row) for row in scored)
    assert {row["cg_context_level"] for row in scored} == {"review"}


def test_one_account_that_types_faster_than_people_do_is_told(tmp_path: Path) -> None:
    scored, _ = look_at(tmp_path, [message(f"{n} {'abcdefg'[n % 7]}", "bot", n / 60) for n in range(40)])
    assert all("haste" in codes(row) for row in scored)
    assert {row["cg_context_level"] for row in scored} == {"clear"}


def test_a_burst_is_told(tmp_path: Path) -> None:
    burst, _ = look_at(tmp_path, [message(OFFER, f"a{n % 4}", n / 2) for n in range(12)])
    slow, _ = look_at(tmp_path / "slow", [message(OFFER, f"a{n % 4}", 30 * n) for n in range(12)])
    assert all("burst" in codes(row) for row in burst)
    assert not any("burst" in codes(row) for row in slow)


def test_a_first_message_that_is_a_lure_is_told(tmp_path: Path) -> None:
    rows = [
        message("hello all", "ann", 0),
        message("free coins over there", "ann", 5),
        message("free coins now", "bob", 6),
    ]
    scored, _ = look_at(tmp_path, rows)
    assert ["first_message" in codes(row) for row in scored] == [False, False, True]


def test_repeating_something_honest_is_told_and_stays_clear(tmp_path: Path) -> None:
    scored, _ = look_at(
        tmp_path, [message("good luck to everybody in the finals tonight", f"a{n}", n) for n in range(9)]
    )
    assert all("many_accounts" in codes(row) for row in scored)
    assert {row["cg_context_level"] for row in scored} == {"clear"}


def test_the_own_columns_of_a_message_are_those_of_a_plain_scan(tmp_path: Path) -> None:
    rows = [message(f"{OFFER} {n} at shop-{n % 2}.top", f"a{n % 3}", n) for n in range(20)] + [message("hi", "bob")] * 5
    scored, _ = look_at(tmp_path, rows)
    scan([str(tmp_path / "chat.parquet")], str(tmp_path / "plain.parquet"), FakeGuard(), ScanOptions())
    plain = pq.read_table(tmp_path / "plain.parquet").to_pylist()
    assert [{name: row[name] for name in SCORED_SCHEMA.names} for row in scored] == [
        {name: row[name] for name in SCORED_SCHEMA.names} for row in plain
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.jsonl", "out.parquet", "out.csv.gz", "out.jsonl.zst"])
def test_every_output_format_has_the_columns(tmp_path: Path, name: str) -> None:
    look_at(tmp_path, [message(f"{OFFER} {n} at shop.top", f"a{n}", n) for n in range(8)])
    scan([str(tmp_path / "chat.parquet")], str(tmp_path / name), FakeGuard(), ScanOptions(context=True, batch_rows=3))
    rows = read_scored(tmp_path / name)
    assert list(rows[0])[-3:] == ["cg_campaign", "cg_context_level", "cg_context_reasons"]
    assert len(rows) == 8
    assert len({row["cg_campaign"] for row in rows}) == 1
    assert "context.campaign" in str(rows[0]["cg_context_reasons"])


def test_json_lines_keep_their_own_text(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "free coins", "n": 1.50, "x": [1,  2]}\n', "utf-8")
    scan([str(tmp_path / "in.jsonl")], str(tmp_path / "out.jsonl"), FakeGuard(), ScanOptions(context=True))
    assert (tmp_path / "out.jsonl").read_text("utf-8").startswith('{"text": "free coins", "n": 1.50, "x": [1,  2],')


def test_rows_that_could_not_be_scored_have_no_context(tmp_path: Path) -> None:
    scored, _ = look_at(tmp_path, [message("hello", "ann"), message("x", "bob") | {"text": None}])
    assert [row["cg_context_level"] for row in scored] == ["clear", None]
    assert scored[1]["cg_context_reasons"] is None


def test_several_inputs_are_looked_at_as_one_dump(tmp_path: Path) -> None:
    for name in ("one", "two"):
        rows = "".join(f'{{"text":"{OFFER} {n} shop.top","author_id":"{name}{n}"}}\n' for n in range(2))
        (tmp_path / f"{name}.jsonl").write_text(rows, "utf-8")
    inputs = [str(tmp_path / f"{name}.jsonl") for name in ("one", "two")]
    summary = scan(inputs, str(tmp_path / "out"), FakeGuard(), ScanOptions(context=True))
    assert summary.campaigns == 1
    rows = [row for name in ("one", "two") for row in read_scored(tmp_path / "out" / f"{name}.jsonl")]
    assert len({row["cg_campaign"] for row in rows}) == 1


def test_lures_in_embeds_and_forwards_tie_as_well(tmp_path: Path) -> None:
    rows = [message("free coins", f"a{n}", 5_000 * n) | {"embeds": f"Claim {n} https://win.top/{n}"} for n in range(3)]
    assert len({row["cg_campaign"] for row in look_at(tmp_path, rows)[0]} - {None}) == 1


def test_bare_links_have_no_second_pass() -> None:
    with pytest.raises(InputError, match="bare links"):
        ScanOptions(links=True, context=True)


def test_an_empty_dump_has_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n", "utf-8")
    options = ScanOptions(report=tmp_path / "page.html", campaigns=tmp_path / "found")
    summary = scan([str(tmp_path / "in.csv")], str(tmp_path / "out.csv"), FakeGuard(), options)
    assert summary.campaigns == 0
    assert (tmp_path / "page.html").exists()
