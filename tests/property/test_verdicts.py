"""What holds of every verdict, whatever the text."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coinguard
from coinguard.text.views import fold, utf8
from tests.guards import guard
from tests.strategies import TEXTS


@given(TEXTS)
def test_reasons_sum_to_the_score(text: str) -> None:
    verdict = guard().check(text)
    assert sum(reason.points for reason in verdict.reasons) == verdict.score


@given(TEXTS)
def test_spans_point_into_the_original_text(text: str) -> None:
    for reason in guard().check(text).reasons:
        if reason.start is not None:
            assert reason.end is not None
            assert 0 <= reason.start < reason.end <= len(text)


@given(TEXTS)
def test_a_quoted_piece_of_evidence_is_what_its_span_points_at(text: str) -> None:
    valid = utf8(text).decode()
    for reason in guard().check(text).reasons:
        quoted = reason.text.partition("“")[2].rpartition("”")[0]
        if quoted and reason.start is not None:
            assert valid[reason.start : reason.end].startswith(quoted)


@settings(max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=30), st.integers(0, 1000), st.integers(1, 7))
def test_a_batch_of_one_equals_a_batch_of_many_in_any_order_and_split(texts: list[str], seed: int, size: int) -> None:
    alone = {text: guard().check(text) for text in texts}
    shuffled = random.Random(seed).sample(texts, len(texts))
    together = list(guard().check_many(shuffled))
    assert together == [alone[text] for text in shuffled]
    table = pa.table({"text": pa.array([utf8(text) for text in shuffled], pa.large_binary())})
    scores = []
    for first in range(0, len(shuffled), size):
        scores += guard().score_columns(table.slice(first, size)).column("cg_score").to_pylist()
    assert scores == [alone[text].score for text in shuffled]


@given(TEXTS)
def test_the_table_says_what_the_verdict_says(text: str) -> None:
    verdict = guard().check(text)
    row = guard().score_columns(pa.table({"text": [utf8(text)]})).to_pylist()[0]
    assert row["cg_level"] == verdict.level
    assert row["cg_probability"] == verdict.probability
    assert row["cg_kind"] == verdict.kind
    assert [reason["points"] for reason in row["cg_reasons"]] == [reason.points for reason in verdict.reasons]
    assert [reason["text"] for reason in row["cg_reasons"]] == [reason.text for reason in verdict.reasons]


@given(TEXTS)
def test_a_kind_is_named_exactly_when_it_is_not_clear(text: str) -> None:
    verdict = guard().check(text)
    assert (verdict.kind is None) == (verdict.level == "clear")
    assert verdict.kind is None or verdict.kind in coinguard.KINDS


@pytest.mark.parametrize("link", ["https://www.youtube.com/watch?v=abc", "https://example.org/", "tiktok.com/coin"])
def test_adding_a_quiet_link_gives_no_link_reason_that_speaks_for_innocence(link: str) -> None:
    reasons = guard().check(f"free robux generator, claim 10000 robux here {link}").reasons
    assert all(reason.points >= 0 for reason in reasons if reason.code == "link.host")


def test_disguised_evidence_is_quoted_as_it_was_written() -> None:
    text = "hello all, get 𝓯𝓻𝓮𝓮 rоbuх at the robux generator, click now"
    spans = [(r.start, r.end) for r in guard().check(text).reasons if r.code == "obfuscation.lookalike_letters"]
    assert [text[start:end] for start, end in spans] == ["rоbuх"]
    assert fold(text).readable.text.startswith("hello all, get free r")
