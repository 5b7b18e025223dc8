"""Hostile text costs time in proportion to its length and never reaches outside the arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.limits import MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, _find, canon_capacity, code_points, find_links
from coinguard.links.suffixes import suffix_table
from tests.counted import measured
from tests.links.hostile import REPEATED, texts
from tests.links.pieces import TEXTS

GUARD = -7


def test_reads_grow_no_faster_than_the_text(checkout: Path) -> None:
    measures = measured(checkout, "tests.links.hostile", "steps", 600, NUMBA_DISABLE_JIT="1")
    assert isinstance(measures, dict)
    assert len(measures) > 100
    faster = {name: counts for name, counts in measures.items() if counts[1] > 2.2 * counts[0] + 3000}
    assert faster == {}


def test_no_index_leaves_its_array(checkout: Path, tmp_path: Path) -> None:
    read = measured(
        checkout, "tests.links.hostile", "bounds", 700, NUMBA_BOUNDSCHECK="1", COINGUARD_CACHE_DIR=str(tmp_path)
    )
    assert read == len(texts(10))


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(st.characters(), max_size=60), TEXTS, st.lists(st.sampled_from(REPEATED), max_size=20).map("".join)
    )
)
def test_nothing_is_written_outside_the_capacity_and_spans_are_ordered(text: str) -> None:
    view = code_points(text)
    capacity = canon_capacity(len(view))
    spans = np.full((MAX_LINKS_PER_TEXT + 1, SPAN_COLUMNS), GUARD, dtype=np.int32)
    canon = np.full(capacity + 8, GUARD, dtype=np.int32)
    count = _find(view, len(view), suffix_table(), spans[:-1], canon[:capacity])
    assert (canon[capacity:] == GUARD).all()
    assert (spans[count:] == GUARD).all()
    starts, ends, _, offsets, lengths = spans[:count].T
    assert (np.diff(starts) >= 0).all()
    assert ((starts < ends) & (ends <= len(view)) & (lengths > 0) & (lengths <= MAX_LINK_CODE_POINTS)).all()
    assert (offsets[1:] == np.cumsum(lengths)[:-1]).all()


@given(TEXTS, TEXTS)
def test_what_lies_behind_the_view_is_not_read(text: str, behind: str) -> None:
    length = len(code_points(text))
    results = []
    for view in (code_points(text), code_points(text + behind)):
        spans = np.zeros((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), dtype=np.int32)
        canon = np.zeros(canon_capacity(length), dtype=np.int32)
        count = _find(view, length, suffix_table(), spans, canon)
        used = int(spans[:count, 4].sum())
        results.append((spans[:count].tolist(), canon[:used].tolist()))
    assert results[0] == results[1]


@pytest.mark.parametrize("piece", [".", "a.", "(", "[", "](", "@", "\0", "\U0010ffff", "http://", "。", "a dot "])
def test_a_million_of_anything_is_no_link(piece: str) -> None:
    assert find_links(piece * (1_000_000 // len(piece))) == []


def test_ten_thousand_links_give_the_first_ones() -> None:
    found = find_links(" ".join(f"https://coins{number}.top/x" for number in range(10_000)))
    assert [link.url for link in found] == [f"coins{number}.top/x" for number in range(MAX_LINKS_PER_TEXT)]


def test_deep_parentheses_stay_in_their_link() -> None:
    depth = 100_000
    (link,) = find_links("https://coins.top/" + "(" * depth + "a" + ")" * depth + ") end")
    assert link.end == len("https://coins.top/") + 2 * depth + 1
    assert len(link.url) == MAX_LINK_CODE_POINTS
