"""The shipped examples are what their README says."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from coinguard.verdict import KINDS

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def chat(checkout: Path) -> Rows:
    return read(checkout / "data/examples/live_chat.csv")


@pytest.fixture(scope="module")
def truth(checkout: Path) -> Rows:
    return read(checkout / "data/examples/live_chat_truth.csv")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_message_has_its_truth(chat: Rows, truth: Rows) -> None:
    assert [row["message_id"] for row in chat] == [row["message_id"] for row in truth]
    assert len({row["message_id"] for row in chat}) == len(chat) > 300


def test_every_scam_has_a_kind_and_nothing_else_has(truth: Rows) -> None:
    assert {row["label"] for row in truth} == {"scam", "clear"}
    assert all((row["kind"] in KINDS) == (row["label"] == "scam") for row in truth)
    assert {row["kind"] for row in truth if row["kind"]} == set(KINDS)


def test_an_eighth_are_scams_in_a_dozen_languages_and_more(truth: Rows) -> None:
    scams = [row for row in truth if row["label"] == "scam"]
    assert 0.10 < len(scams) / len(truth) < 0.15
    assert len({row["lang"] for row in scams}) >= 12


def test_messages_come_in_the_order_they_were_sent(chat: Rows) -> None:
    times = [datetime.fromisoformat(row["ts"]) for row in chat]
    assert times == sorted(times)


def test_an_author_has_one_name_and_one_identifier(chat: Rows) -> None:
    pairs = {(row["author_id"], row["author_name"]) for row in chat}
    assert len(pairs) == len({author for author, _ in pairs}) == len({name for _, name in pairs})


def test_the_readme_counts_what_there_is(checkout: Path, chat: Rows, truth: Rows) -> None:
    scams = [row for row in truth if row["label"] == "scam"]
    page = (checkout / "data/examples/README.md").read_text(encoding="utf-8")
    assert f"{len(chat)} messages" in page
    assert f"{len(scams)} scams ({len(scams) / len(chat):.0%})" in page
    assert f"in {len({row['lang'] for row in scams})} languages" in page
