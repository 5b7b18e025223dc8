from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Run

Cli = Callable[..., Run]

DUMP = "id,text\n1,good evening\n2,free coins at gems.top\n3,cheap coins\n"


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dump.csv").write_text(DUMP, encoding="utf-8")
    return "dump.csv"


def test_without_output_the_summary_is_all_there_is(cli: Cli, dump: str) -> None:
    run = cli("scan", dump)
    assert (run.code, run.err) == (1, "")
    assert [re.sub(r"in .*", "in ...", line) for line in run.lines] == [
        "3 rows in ...",
        "  scam                  1",
        "  review                1",
        "  clear                 1",
        "Kinds",
        "  free_generator        1",
        "  discount_reseller     1",
        "Strongest",
        "  row 2 +4.0 scam free_generator: free coins at gems[.]top",
        "  row 3 +0.5 review discount_reseller: cheap coins",
        "Model: tests/known-answers",
    ]
    assert sorted(path.name for path in Path().iterdir()) == ["dump.csv"]


def test_the_scored_table_keeps_every_row_and_column_in_order(cli: Cli, dump: str) -> None:
    run = cli("scan", dump, "-o", "scored.csv")
    assert run.code == 1
    assert "Written: scored.csv" in run.lines
    with Path("scored.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert [row["cg_level"] for row in rows] == ["clear", "scam", "review"]
    assert list(rows[0])[:3] == ["id", "text", "cg_probability"]


def test_a_table_on_stdout_leaves_the_summary_to_stderr(cli: Cli, dump: str) -> None:
    run = cli("scan", dump, "-o", "-", "--fail-on", "never")
    assert run.code == 0
    assert [json.loads(line)["cg_level"] for line in run.lines] == ["clear", "scam", "review"]
    assert run.err.startswith("3 rows in")


def test_json_gives_the_summary_as_one_object(cli: Cli, dump: str) -> None:
    run = cli("scan", dump, "--json")
    summary = json.loads(run.out)
    assert (summary["rows"], summary["levels"]["scam"], summary["exit_code"]) == (3, 1, 1)


@pytest.mark.parametrize(("level", "code"), [("scam", 1), ("review", 1), ("never", 0)])
def test_fail_on_sets_the_level_that_counts(cli: Cli, dump: str, level: str, code: int) -> None:
    assert cli("scan", dump, "--fail-on", level).code == code


def test_rows_that_cannot_be_scored_outrank_a_finding(cli: Cli, dump: str) -> None:
    Path("nulls.jsonl").write_text('{"text": null}\n{"text": "free coins"}\n', encoding="utf-8")
    run = cli("scan", "nulls.jsonl")
    assert run.code == 4
    assert "1 row could not be scored" in run.lines
    assert cli("scan", "nulls.jsonl", "--allow-bad").code == 1


def test_standard_input_is_a_dump_too(cli: Cli, dump: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(dump).open(encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        run = cli("scan", "-")
    assert run.code == 1
    assert run.lines[1].split() == ["scam", "1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.csv"], "coinguard: missing.csv: there is no such file.\n  Check the path.\n"),
        (
            ["dump.csv", "-o", "scored.xlsx"],
            "coinguard: scored.xlsx: .xlsx is no output format.\n  Name a file that ends in .csv, .tsv, .jsonl or "
            ".parquet, the first three also with .gz or .zst.\n",
        ),
        (
            ["dump.csv", "-o", "dump.csv"],
            "coinguard: dump.csv: this is an input as well as an output.\n  Name another output.\n",
        ),
        (
            ["dump.csv", "--base-rate", "2"],
            "coinguard: 2.0 is no base rate.\n  Name a share between 0 and 1, such as 0.02.\n",
        ),
        (
            ["dump.csv", "--format", "excel"],
            "coinguard: invalid value for '--format': 'excel' is not one of 'csv', 'tsv', 'jsonl', 'parquet', 'text', "
            "'chat-downloader', 'discord', 'mbox', 'reddit', 'slack', 'telegram', 'tiktok', 'twitch', 'whatsapp', 'youtube'.\n"
            "  See 'coinguard scan --help'.\n",
        ),
    ],
)
def test_wrong_input_exits_2_and_says_what_to_do(cli: Cli, dump: str, arguments: list[str], said: str) -> None:
    run = cli("scan", *arguments)
    assert (run.code, run.out, run.err) == (2, "", said)


def test_a_dump_without_a_text_column_lists_what_it_has(cli: Cli, dump: str) -> None:
    Path("other.csv").write_text("id,said\n1,hello\n", encoding="utf-8")
    run = cli("scan", "other.csv")
    assert run.code == 2
    assert "--text" in run.err
    assert "said" in run.err


def test_no_bar_is_drawn_off_a_terminal(cli: Cli, dump: str) -> None:
    assert cli("scan", dump, "-o", "scored.parquet").err == ""
