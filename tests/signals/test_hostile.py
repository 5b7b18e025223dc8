"""Hostile text costs time in proportion to its length and never reaches outside the arrays."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.limits import MAX_CONTACTS_PER_TEXT
from coinguard.links.suffixes import suffix_table
from coinguard.signals.contacts import find_contacts
from coinguard.signals.contacts.find import _contacts
from coinguard.signals.contacts.kinds import COLUMNS, LENGTH, OFFSET
from coinguard.signals.contacts.lexicon import contact_tables
from coinguard.signals.contacts.state import CANON
from coinguard.text.views import fold
from tests.counted import measured
from tests.signals.hostile import REPEATED, texts
from tests.signals.pieces import TEXTS

GUARD = -7


def test_reads_grow_no_faster_than_the_text(checkout: Path) -> None:
    measures = measured(checkout, "tests.signals.hostile", "steps", 600, NUMBA_DISABLE_JIT="1")
    assert isinstance(measures, dict)
    assert len(measures) > 200
    faster = {name: counts for name, counts in measures.items() if counts[1] > 2.2 * counts[0] + 3000}
    assert faster == {}


def test_no_index_leaves_its_array(checkout: Path, tmp_path: Path) -> None:
    read = measured(
        checkout, "tests.signals.hostile", "bounds", 700, NUMBA_BOUNDSCHECK="1", COINGUARD_CACHE_DIR=str(tmp_path)
    )
    assert read == len(texts(10))


def test_a_megabyte_of_anything_takes_less_than_a_second() -> None:
    find_contacts("warm")
    slow = {}
    for name, text in texts(300_000).items():
        view = fold(text).readable
        start = time.process_time()
        _found(view.elements[0].copy())
        if time.process_time() - start > 1:
            slow[name] = time.process_time() - start
    assert slow == {}


def _found(view: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    canon = np.full(CANON + 8, GUARD, np.int32)
    out = np.full((MAX_CONTACTS_PER_TEXT + 1, COLUMNS), GUARD, np.int32)
    count = _contacts(view, suffix_table(), contact_tables(), canon[:CANON], out[:-1]) if len(view) else 0
    return count, canon, out


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), TEXTS, st.lists(st.sampled_from(REPEATED), max_size=20).map("".join)))
def test_nothing_is_written_outside_the_capacity(text: str) -> None:
    view = fold(text).readable.elements[0].copy()
    count, canon, out = _found(view)
    assert (canon[CANON:] == GUARD).all()
    assert (out[count:] == GUARD).all()
    assert ((out[:count, OFFSET] >= 0) & (out[:count, OFFSET] + out[:count, LENGTH] <= CANON)).all()


@given(st.one_of(st.text(max_size=60), TEXTS))
def test_spans_and_text_are_those_of_the_original(text: str) -> None:
    for contact in find_contacts(text):
        assert 0 <= contact.start < contact.end <= len(text)
        assert contact.text == text[contact.start : contact.end]
        assert contact.value


@pytest.mark.parametrize("piece", ["@a_b ", "tg: coin_1 ", "+14155550132 "])
def test_ten_thousand_contacts_give_the_first_ones(piece: str) -> None:
    found = find_contacts("tg " + piece * 10_000)
    assert len(found) <= MAX_CONTACTS_PER_TEXT
    assert all(contact.start < 4000 for contact in found)
