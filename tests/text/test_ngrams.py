"""N-grams, windows and the features that fitting reads equal their slow twins."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.text.features import ngrams, window_features
from coinguard.text.ngrams import BUCKETS, PER_CODE_POINT, joined_words
from coinguard.text.views import fold, utf8
from coinguard.text.windows import BLOCK, WINDOW, strongest_window, strongest_words
from tests.text import oracle_ngrams as slow
from tests.text.samples import ORDINARY, texts

WEIGHTS = np.random.default_rng(7).integers(-2000, 2000, BUCKETS, dtype=np.int16)

long_texts = st.lists(texts, min_size=1, max_size=12).map(" ".join)


def test_a_window_holds_a_lure_of_96_code_points_whole_wherever_it_lies() -> None:
    for start in range(3 * WINDOW):
        lure = [slow.Gram(end, end) for end in range(start, start + WINDOW - BLOCK)]
        assert any(len(held) == len(lure) for held in slow.windows(lure, 4 * WINDOW))


def _pack(rows: list[str]) -> tuple[np.ndarray, np.ndarray]:
    data = [utf8(row) for row in rows]
    offsets = np.zeros(len(data) + 1, np.int64)
    offsets[1:] = np.cumsum([len(row) for row in data])
    return np.frombuffer(b"".join(data), np.uint8), offsets


@given(long_texts)
def test_the_kernel_takes_the_n_grams_that_the_oracle_does(text: str) -> None:
    skeleton = fold(text).skeleton
    found = ngrams(skeleton.elements)
    grams, words = slow.ngrams(skeleton.text)
    assert list(zip(found.ends.tolist(), found.buckets.tolist(), strict=True)) == grams
    assert found.words.tolist() == words
    assert len(grams) <= PER_CODE_POINT * len(skeleton.text)


@given(st.lists(long_texts, max_size=4))
def test_fitting_reads_the_windows_that_the_oracle_cuts(rows: list[str]) -> None:
    features = window_features(*_pack(rows))
    expected = []
    for place, row in enumerate(rows):
        skeleton = fold(row).skeleton.text
        expected += [(place, held) for held in slow.windows(slow.ngrams(skeleton)[0], len(skeleton))]
    starts = features.starts.tolist()
    found = [features.buckets[a:b].tolist() for a, b in pairwise(starts)]
    assert list(zip(features.rows.tolist(), found, strict=True)) == expected


@given(long_texts)
@settings(max_examples=50)
def test_the_strongest_window_is_the_oracles(text: str) -> None:
    skeleton = fold(text).skeleton
    n = len(skeleton.text)
    found = ngrams(skeleton.elements)
    sums, counts = np.empty(n // BLOCK + 1, np.int64), np.empty(n // BLOCK + 1, np.int64)
    margin, first, windows = strongest_window(WEIGHTS, found.buckets, found.ends, len(found.ends), n, sums, counts)
    assert (margin, first, windows) == slow.strongest(slow.ngrams(skeleton.text)[0], n, WEIGHTS.tolist())


@given(long_texts)
@settings(max_examples=50)
def test_the_strongest_words_are_whole_words_of_their_window(text: str) -> None:
    skeleton = fold(text).skeleton
    n = len(skeleton.text)
    found = ngrams(skeleton.elements)
    for first in range(len(slow.windows([], n))):
        start, end = strongest_words(WEIGHTS, found.buckets, found.ends, len(found.ends), first, skeleton.elements, n)
        assert 0 <= start <= end <= n
        assert start == 0 or skeleton.text[start - 1] == " "
        assert end == n or skeleton.text[end] == " "


@pytest.mark.parametrize("language", ORDINARY)
def test_a_space_more_or_less_keeps_every_n_gram_of_letters(language: str) -> None:
    skeleton = fold(ORDINARY[language]).skeleton.text
    together = skeleton.replace(" ", "")
    letters = {g.bucket for g in slow.ngrams(together)[0][:-1]}
    assert len(letters & {g.bucket for g in slow.ngrams(skeleton)[0]}) >= len(letters) - 1


def test_a_pair_of_words_has_the_hash_that_serving_looks_up() -> None:
    first, second = slow.word_hash("fre"), slow.word_hash("coins")
    found = ngrams(fold("free coins").skeleton.elements)
    assert slow.bucket(joined_words(first, second)) == found.buckets[-1]
