from __future__ import annotations

import json
import re

from coinguard.training.evaluate import Evaluation
from coinguard.training.metrics import Rate
from coinguard.training.report import headline, to_json, to_markdown
from coinguard.training.report_tables import TABLES, number, per_100_000, percent


def test_every_table_is_printed_with_as_many_cells_on_every_row(evaluation: Evaluation) -> None:
    text = to_markdown(evaluation)
    for table in TABLES:
        assert f"## {table.title}\n" in text
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(widths) == 1


def test_the_json_is_sorted_plain_and_says_what_was_judged(evaluation: Evaluation) -> None:
    document = to_json(evaluation)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert json.dumps(document) == json.dumps(document, sort_keys=True)
    assert document["bundles"]["guard"] == "word-counter"
    assert len(document["data"]["messages/messages.parquet"]["sha256"]) == 64
    assert document["data"]["links/links.parquet"]["held_out"] == 120


def test_figures_in_the_json_are_rounded(evaluation: Evaluation) -> None:
    for number_text in re.findall(r"-?\d+\.\d+", json.dumps(to_json(evaluation)["tables"])):
        assert len(number_text.split(".")[1]) <= 6


def test_the_headline_puts_false_alarms_first_and_its_limits_beneath(evaluation: Evaluation) -> None:
    rows = headline(evaluation).splitlines()
    assert rows[0] == "|  | coinguard | baseline |"
    assert rows[2].startswith("| ordinary chat marked scam, of 100,000 |")
    assert "24 coin lures of 6 campaigns" in rows[-1]
    assert "real chats are not measured" in rows[-1]


def test_rendering_twice_gives_the_same_bytes(evaluation: Evaluation) -> None:
    assert to_markdown(evaluation) == to_markdown(evaluation)


def test_figures_are_written_with_the_digits_they_need() -> None:
    assert percent(Rate(0.886, 0.793, 0.95, 124, 140)) == "88.6% (79.3% to 95.0%)"
    assert percent(Rate(0.00015, 0.0, 0.0024, 16, 110_000)) == "0.015% (0.0% to 0.24%)"
    assert per_100_000(Rate(0.00145, 0.00123, 0.0017, 160, 110_000)) == "145 (123 to 170)"
    assert [number(value) for value in (None, True, False, 1234, 1.5, "scam")] == [
        "–",
        "yes",
        "",
        "1,234",
        "1.50",
        "scam",
    ]


def test_what_was_not_counted_is_a_dash() -> None:
    nothing = Rate(None, None, None, 0, 0)
    assert percent(nothing) == per_100_000(nothing) == percent(None) == "–"
