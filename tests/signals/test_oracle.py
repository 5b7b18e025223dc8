"""The compiled scan equals a slow reading with regular expressions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.signals.contacts import find_contacts
from coinguard.text.views import fold
from tests.signals import oracle
from tests.signals.pieces import LETTERS, MARKS, PIECES, SENTENCES, TEXTS

Row = tuple[str, str, str, int, int]


def found(text: str) -> list[Row]:
    return sorted((c.kind, c.service, c.value, c.start, c.end) for c in find_contacts(text))


def expected(text: str) -> list[Row]:
    view = fold(text).readable
    return sorted((c.kind, c.service, c.value, *view.span(c.start, c.end)) for c in oracle.contacts(view.text))


@settings(max_examples=1500)
@given(TEXTS)
def test_kernel_equals_oracle_on_pieces_in_any_order(text: str) -> None:
    assert found(text) == expected(text)


@settings(max_examples=1500)
@given(SENTENCES)
def test_kernel_equals_oracle_on_words_beside_contacts(text: str) -> None:
    assert found(text) == expected(text)


@settings(max_examples=600)
@given(st.lists(PIECES, min_size=1, max_size=6), st.sampled_from(["", *MARKS]))
def test_kernel_equals_oracle_between_marks(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert found(text) == expected(text)


@settings(max_examples=600)
@given(LETTERS)
def test_kernel_equals_oracle_on_random_letters(text: str) -> None:
    assert found(text) == expected(text)
