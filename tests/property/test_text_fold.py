"""The fold equals its slow twin on any text, and its spans lead back to the original."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from coinguard.text.fold import capacity
from coinguard.text.undone import UNDONE
from coinguard.text.views import View, fold, utf8
from tests.text.oracle import fold as slow_fold
from tests.text.oracle_rows import Element
from tests.text.samples import texts


def _elements(view: View) -> list[Element]:
    return [Element(chr(code), start, end) for code, start, end in view.elements.T.tolist()]


@given(texts)
def test_the_kernel_folds_as_the_oracle_does(text: str) -> None:
    text = utf8(text).decode()
    folded, slow = fold(text), slow_fold(text)
    assert _elements(folded.readable) == slow.readable
    assert _elements(folded.skeleton) == slow.skeleton
    assert folded.undone == slow.undone


@given(texts)
def test_every_element_stands_for_a_stretch_of_the_original_in_order(text: str) -> None:
    folded = fold(text)
    for view in (folded.readable, folded.skeleton):
        spans = [(start, end) for char, start, end in _elements(view) if char != " "]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@given(texts)
def test_a_view_leaves_out_only_what_is_dropped(text: str) -> None:
    folded = fold(text)
    covered = {place for _, start, end in _elements(folded.readable) for place in range(start, end)}
    dropped = "".join(char for place, char in enumerate(text) if place not in covered)
    assert not any(char.isalnum() for char in fold(dropped).readable.text)


@given(texts)
def test_what_was_undone_lies_in_the_text(text: str) -> None:
    undone = fold(text).undone
    assert list(undone) == [name for name in UNDONE if name in undone]
    assert all(count > 0 and 0 <= start < end <= len(text) for count, start, end in undone.values())


@given(texts)
def test_views_fit_their_capacity(text: str) -> None:
    folded = fold(text)
    room = capacity(len(utf8(text)))
    assert max(folded.readable.elements.shape[1], folded.skeleton.elements.shape[1]) <= room


@given(texts)
def test_a_skeleton_has_single_spaces_and_no_letter_twice(text: str) -> None:
    skeleton = fold(text).skeleton.text
    assert skeleton == skeleton.strip(" ")
    assert "  " not in skeleton
    assert not any(a == b for word in skeleton.split(" ") for a, b in pairwise(word))


@given(texts)
def test_folding_twice_gives_the_same(text: str) -> None:
    first, second = fold(text), fold(text)
    assert (first.readable.elements == second.readable.elements).all()
    assert (first.skeleton.elements == second.skeleton.elements).all()
    assert first.undone == second.undone
