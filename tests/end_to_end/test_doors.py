"""Each door once, from outside: the command as a process, the package as a program uses it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

import coinguard

Rows = list[dict[str, str]]


def run(*arguments: str, folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coinguard", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, text=True, timeout=300, check=False)


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def chat(checkout: Path) -> Rows:
    return read(checkout / "data/examples/live_chat.csv")


@pytest.fixture(scope="module")
def truth(checkout: Path) -> dict[str, dict[str, str]]:
    return {row["message_id"]: row for row in read(checkout / "data/examples/live_chat_truth.csv")}


@pytest.fixture(scope="module")
def scored(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("scan")
    done = run("scan", str(checkout / "data/examples/live_chat.csv"), "-o", "scored.csv", folder=folder)
    assert done.returncode == 1, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["scored.csv"]
    return read(folder / "scored.csv")


def test_a_scan_keeps_every_row_and_every_column(chat: Rows, scored: Rows) -> None:
    assert [{name: row[name] for name in chat[0]} for row in scored] == chat
    assert not any(row["cg_error"] for row in scored)


def test_reasons_sum_to_the_score_in_every_row(scored: Rows) -> None:
    for row in scored:
        points = sum(reason["points"] for reason in json.loads(row["cg_reasons"]))
        assert points == pytest.approx(float(row["cg_score"]), abs=1e-9)


def test_both_doors_give_the_same_verdicts(chat: Rows, scored: Rows) -> None:
    guard = coinguard.load()
    names = ("author_id", "author_name", "ts", "channel_id", "message_id", "text")
    messages = [coinguard.Message(**{name: row[name] for name in names}) for row in chat]
    for verdict, row in zip(guard.check_many(messages), scored, strict=True):
        assert (verdict.level, verdict.kind or "") == (row["cg_level"], row["cg_kind"])
        assert verdict.score == float(row["cg_score"])
        assert verdict.probability == float(row["cg_probability"])


def test_nobody_honest_in_the_example_is_marked_scam(scored: Rows, truth: dict[str, dict[str, str]]) -> None:
    wronged = [
        row["text"] for row in scored if row["cg_level"] == "scam" and truth[row["message_id"]]["label"] == "clear"
    ]
    assert wronged == []


def test_scams_of_the_example_are_found_in_many_languages(scored: Rows, truth: dict[str, dict[str, str]]) -> None:
    found = [truth[row["message_id"]] for row in scored if row["cg_level"] != "clear"]
    caught = [row for row in found if row["label"] == "scam"]
    assert len(caught) >= 25
    assert len({row["lang"] for row in caught}) >= 6
    assert len({row["kind"] for row in caught}) >= 6


def test_one_message_on_the_command_line(tmp_path: Path) -> None:
    done = run("check", "--json", "FREE 10,000 coins, log in at free-tt-coinz.top", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["level"] == "scam"


def test_a_list_of_links_on_standard_input(tmp_path: Path) -> None:
    links = "https://www.tiktok.com/coin\nfree-tiktok-coins-generator.top\n"
    done = run("scan", "--links", "-", "-o", "-", folder=tmp_path, stdin=links)
    levels = [json.loads(line)["cg_level"] for line in done.stdout.splitlines()]
    assert levels[0] == "clear"
    assert levels[1] != "clear"


def test_checking_imports_neither_scikit_learn_nor_pandas(tmp_path: Path) -> None:
    script = (
        "import sys, coinguard\n"
        "coinguard.load().check('free coins')\n"
        "print([name for name in ('sklearn', 'pandas') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"
