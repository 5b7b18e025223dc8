from __future__ import annotations

from pathlib import Path

import pytest

from coinguard.cli.outcome import FailOn, Outcome, outcome
from coinguard.errors import InputError
from coinguard.report.markers import replace_between


@pytest.mark.parametrize("fail_on", list(FailOn))
def test_rows_that_could_not_be_scored_outrank_a_finding(fail_on: FailOn) -> None:
    assert outcome(scams=3, reviews=1, bad=1, fail_on=fail_on, allow_bad=False) == Outcome.BAD_ROWS


def test_bad_rows_can_be_allowed() -> None:
    assert outcome(scams=0, reviews=0, bad=9, fail_on=FailOn.SCAM, allow_bad=True) == Outcome.CLEAR
    assert outcome(scams=1, reviews=0, bad=9, fail_on=FailOn.SCAM, allow_bad=True) == Outcome.FOUND


@pytest.mark.parametrize(
    ("fail_on", "scams", "reviews", "expected"),
    [
        (FailOn.SCAM, 1, 0, Outcome.FOUND),
        (FailOn.SCAM, 0, 5, Outcome.CLEAR),
        (FailOn.REVIEW, 0, 1, Outcome.FOUND),
        (FailOn.NEVER, 7, 7, Outcome.CLEAR),
    ],
)
def test_only_levels_at_or_above_fail_on_count(fail_on: FailOn, scams: int, reviews: int, expected: Outcome) -> None:
    assert outcome(scams=scams, reviews=reviews, bad=0, fail_on=fail_on, allow_bad=False) == expected


def test_no_two_outcomes_share_a_code() -> None:
    assert [int(code) for code in Outcome] == [0, 1, 2, 3, 4, 70, 130, 141]


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- x:begin -->\nold\n<!-- x:end -->\nafter\n", encoding="utf-8")
    replace_between(page, "x", "\nnew\n\n")
    assert page.read_text(encoding="utf-8") == "before\n<!-- x:begin -->\nnew\n<!-- x:end -->\nafter\n"


@pytest.mark.parametrize("content", ["", "<!-- x:end --><!-- x:begin -->", "<!-- x:begin -->"])
def test_a_page_without_its_markers_is_left_alone(tmp_path: Path, content: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="the markers of the x part are missing"):
        replace_between(page, "x", "new")
    assert page.read_text(encoding="utf-8") == content
