"""Sketches: the kernel against plain Python, and what does and does not change them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.sketches.alike import clustered, nearest
from coinguard.dumps.sketches.sketch import BINS, GRAM, SHORTEST, Sketches, hashes, shared_bins, sketch
from coinguard.links.find import find_links
from coinguard.text.ngrams import is_emoji
from coinguard.text.views import fold, utf8
from tests.strategies import TEXTS

_MASK = (1 << 64) - 1
_PRIME, _SEED, _GOLDEN = 0x100000001B3, 0xCBF29CE484222325, 0x9E3779B97F4A7C15


def sketches(*texts: str) -> Sketches:
    data = [utf8(text) for text in texts]
    offsets = np.cumsum([0, *map(len, data)])
    return sketch(np.frombuffer(b"".join(data), np.uint8), offsets)


def mixed(value: int) -> int:
    for _ in range(2):
        value = ((value ^ (value >> 29)) * _GOLDEN) & _MASK
    return value ^ (value >> 29)


def hashed(codes: list[int]) -> int:
    value = _SEED
    for code in codes:
        value = ((value ^ code) * _PRIME) & _MASK
    return mixed(value)


def letters_of(text: str) -> list[int]:
    """Return the letters of a text without links and handles, which the caller leaves out of it."""
    return [ord(letter) for letter in fold(text).skeleton.text if ord(letter) > 0x60 and not is_emoji(ord(letter))]


def bins_of(letters: list[int]) -> list[int]:
    """Return the least hash of every bin, those of empty ones borrowed."""
    least: dict[int, int] = {}
    for first in range(len(letters) - GRAM + 1):
        value = hashed(letters[first : first + GRAM])
        least[value >> 59] = min(least.get(value >> 59, 1 << 16), (value >> 43) & 0xFFFF)
    bins = []
    for place in range(BINS):
        lenders = [place, *(mixed(place * 64 + attempt) >> 59 for attempt in range(1, 64))]
        bins.append(next((least[lender] for lender in lenders if lender in least), 0xFFFF))
    return bins


@given(TEXTS.filter(lambda text: "@" not in text and not find_links(fold(text).readable.text)))
def test_the_kernel_does_what_plain_python_does(text: str) -> None:
    found = sketches(text)
    letters = letters_of(text)
    assert found.weights[0] == sum(2 if letter >= 0x2E80 else 1 for letter in letters)
    assert int(found.templates[0]) == hashed(letters)
    if found.weights[0] >= SHORTEST and len(letters) >= GRAM:
        bands = [int(band) for band in found.bands[0]]
        assert [half for band in bands for half in (band >> 16, band & 0xFFFF)] == bins_of(letters)


@given(st.lists(TEXTS, max_size=6))
def test_a_sketch_depends_on_its_own_text_alone(texts: list[str]) -> None:
    together = sketches(*texts)
    for place, text in enumerate(texts):
        alone = sketches(text)
        assert together.templates[place] == alone.templates[0]
        assert (together.bands[place] == alone.bands[0]).all()
        assert [
            link for row, link in zip(together.link_rows, together.links, strict=True) if row == place
        ] == alone.links


def test_slots_numbers_and_disguise_leave_the_template() -> None:
    plain = "get your free coins before midnight at {} ok"
    found = sketches(
        plain.format("win.top"),
        plain.format("https://other-host.xyz/claim?id=3 500"),
        plain.format("@somebody 🎁"),
        "GET your frее c0ins before m i d n i g h t at ok",
        plain.format("me@mail.example 1,000"),
    )
    assert len(set(found.templates.tolist())) == 1


def test_a_changed_word_and_padding_leave_most_bins_and_another_text_few() -> None:
    found = sketches(
        "everybody who joins the summer party of our server this weekend gets free coins",
        "everybody who joins the winter party of our server this weekend gets free coins",
        "lol hi chat everybody who joins the summer party of our server this weekend gets free coins",
        "my cat knocked the flowers off the window again and looked very pleased about it",
    ).bands
    shared = [int(shared_bins(found[:1], found[place : place + 1])[0]) for place in range(4)]
    assert shared[0] == BINS
    assert min(shared[1:3]) >= 20
    assert shared[3] <= 6


def test_clusters_and_neighbours_do_not_depend_on_order() -> None:
    texts = [
        f"{word} joins the summer party of our server this weekend gets free coins"
        for word in ("whoever", "everybody", "anyone")
    ]
    bands = sketches(*texts, "my cat knocked the flowers off the window again and looked pleased").bands
    assert clustered(bands, 20).tolist() == [0, 0, 0, 3]
    backwards = np.ascontiguousarray(bands[::-1])
    assert clustered(backwards, 20).tolist() == [0, 1, 1, 1]
    assert nearest(bands[:3].copy(), bands, 20).tolist() == [0, 1, 2, -1]
    assert nearest(bands[:0].copy(), bands, 20).tolist() == [-1] * 4


def test_hashes_are_the_same_on_every_machine() -> None:
    data = b"ann"
    assert hashes(np.frombuffer(data, np.uint8), np.array([0, 3])).tolist() == [hashed(list(data))]
