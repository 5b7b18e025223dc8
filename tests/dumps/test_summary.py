"""Counts, exit codes, and a summary that is safe to print."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.rendering import summary_lines
from coinguard.dumps.rows import Reject
from coinguard.dumps.summary import BrokenInput, Example, ScanSummary, Tally
from coinguard.report.safe import defang, printable
from tests.dumps.fake_guard import FakeGuard


def summary_of(texts: list[str | None], *, rejects: int = 0, broken: bool = False, **options: Any) -> ScanSummary:
    tally = Tally()
    column = pa.array(texts, pa.string())
    tally.add_rows(0, "in.csv", 0, column, FakeGuard().score_columns(pa.table({"text": column})))
    tally.add_rejects("in.csv", [Reject(number, "bad", "x") for number in range(rejects)])
    if broken:
        tally.broken.append(BrokenInput("in.csv", "its gzip data breaks off"))
    chosen: dict[str, Any] = {"fail_on": "scam", "allow_bad": False} | options
    return tally.summary(inputs=["in.csv"], outputs=[], side_files=[], model="fake-1", **chosen)


@pytest.mark.parametrize(
    ("texts", "options", "code"),
    [
        (["hello"], {}, 0),
        (["free coins"], {}, 1),
        (["cheap coins"], {}, 0),
        (["cheap coins"], {"fail_on": "review"}, 1),
        (["free coins"], {"fail_on": "review"}, 1),
        (["free coins"], {"fail_on": "never"}, 0),
        (["free coins", None], {}, 4),
        (["free coins", None], {"allow_bad": True}, 1),
        (["hello", None], {"allow_bad": True}, 0),
        (["hello", None], {"fail_on": "never"}, 4),
        (["hello"], {"rejects": 1}, 4),
        (["hello"], {"broken": True}, 4),
        ([], {}, 0),
    ],
)
def test_the_exit_code_says_what_was_found(texts: list[str | None], options: dict[str, Any], code: int) -> None:
    assert summary_of(texts, **options).exit_code == code


def test_the_counts_add_up() -> None:
    summary = summary_of(["free coins", "cheap coins", "hello", None, "free coins!"])
    assert (summary.rows, summary.errors) == (5, 1)
    assert summary.levels == {"clear": 1, "review": 1, "scam": 2}
    assert summary.kinds == {"free_generator": 2, "discount_reseller": 1}
    assert sum(summary.levels.values()) + summary.errors == summary.rows


def test_the_strongest_rows_are_the_highest_scores_that_are_not_clear_and_the_first_of_equals() -> None:
    texts: list[str | None] = ["hello", "free coins!!", "cheap coins", None, *["free coins"] * 20]
    examples = summary_of(texts).examples
    assert [(one.row, one.level) for one in examples] == [(2, "scam"), *((row, "scam") for row in range(5, 14))]
    assert summary_of(["hello"]).examples == ()


def test_the_summary_is_plain_values() -> None:
    summary = summary_of(["free coins", None], rejects=2, broken=True)
    plain = json.loads(json.dumps(summary.as_dict()))
    assert plain["exit_code"] == 4
    assert plain["levels"]["scam"] == 1
    assert plain["examples"][0]["text"] == "free coins"
    assert plain["rejected_lines"][0]["problem"] == "bad"


def test_the_lines_say_everything_that_was_counted() -> None:
    lines = summary_lines(summary_of(["free coins at http://x.example/a", "hello", None], rejects=1, broken=True))
    assert lines[0].startswith("3 rows in ")
    assert lines[1:] == [
        "  scam                  1",
        "  review                0",
        "  clear                 1",
        "Kinds",
        "  free_generator        1",
        "Strongest",
        "  row 1 +4.3 scam free_generator: free coins at hxxp://x[.]example/a",
        "1 row could not be scored",
        "  1: there is no text",
        "1 line could not be parsed",
        "  in.csv:0 bad: x",
        "Broken off: in.csv: its gzip data breaks off",
        "Model: fake-1",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("go to HTTPS://Sub.Example.com/a.b?c=1", "go to HXXPS://Sub[.]Example[.]com/a[.]b?c=1"),
        ("t.me/coins and 例え。テスト", "t[.]me/coins and 例え[.]テスト"),
        ("a\x1b[31mred\x07\u202eevil\u200b", "a[31mredevil"),
        ("two\r\nlines\tand tabs", "two lines and tabs"),
        ("I said... ok. Bye.", "I said... ok. Bye."),
    ],
)
def test_texts_cannot_be_clicked_and_steer_no_terminal(text: str, shown: str) -> None:
    assert defang(printable(text)) == shown


@given(st.text())
def test_no_line_is_wider_than_eighty_columns_or_steers_a_terminal(text: str) -> None:
    tally = Tally()
    example = Example(text, 1, 4.0, "scam", text, text)
    summary = tally.summary(inputs=[text], outputs=[text], side_files=[], model=text, fail_on="scam", allow_bad=False)
    summary = ScanSummary(**{name: getattr(summary, name) for name in summary.__slots__} | {"examples": (example,)})
    for line in summary_lines(summary):
        assert sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) <= 80
        assert not any(unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp") for one in line)
