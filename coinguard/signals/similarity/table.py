"""Phrases as the kernel reads them: their pieces by hash, and what must be found around one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.signals.similarity.bound import LONGEST_PHRASE, LONGEST_PIECE, bound, pieces
from coinguard.text import kernel as k
from coinguard.text.ngrams import emoji_among
from coinguard.text.table import hash_table
from coinguard.text.views import skeletons

OFFSET_BITS: Final = 6
"""Bits of a posting that say where in its phrase the piece begins."""
SLOT_BITS: Final = 6
"""A phrase has ``1 << SLOT_BITS`` masks. Letters that share one are one letter to the kernel, which can only let more through."""

LENGTH, EDITS, COMMON, SPOILT = range(4)
"""Columns of what is known of a phrase: its letters, and its :class:`~coinguard.signals.similarity.bound.Bound`."""
PAIR_WORDS: Final = 4
"""Words of the bit set that says which pairs of neighbouring letters there are."""

_FIRST: Final = 0x9E3779B1
_SECOND: Final = 0x85EBCA77
_LOW: Final = 0xFFFFFFFF
_PAIR_SHIFT: Final = 24
_FNV_OFFSET: Final = np.uint64(0xCBF29CE484222325)
_FNV_PRIME: Final = np.uint64(0x100000001B3)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_ONE: Final = np.uint64(1)
_FEWEST_BITS: Final = 10

TABLE_TYPE: Final = k.together(
    k.UINT64S, k.UINT64S, k.INT32S, k.INT32S, k.INT32S, k.INT32_TABLE, k.UINT64_TABLE, k.UINT64S, k.INT64S
)
"""The Numba type of :attr:`PhraseTable.arrays`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase to look for."""

    letters: str
    """The letters of its skeleton, without spaces."""
    threshold: float
    """The least similarity, 0 to 100, at which a text has it."""
    rule: int
    """The number of the rule it belongs to."""


class PhraseTable(NamedTuple):
    """Phrases and their pieces."""

    known: NDArray[np.uint64]
    """A bit for each piece, at the top bits of its mixed hash: most of a text's stretches are told by it to be no piece."""
    keys: NDArray[np.uint64]
    """Hashes of the pieces, laid out for :func:`coinguard.text.entities.lookup`."""
    values: NDArray[np.int32]
    """For each key one more than the number of the piece."""
    starts: NDArray[np.int32]
    """``[pieces + 1]``: where the postings of each piece begin."""
    postings: NDArray[np.int32]
    """``phrase << OFFSET_BITS | offset``, by piece."""
    bounds: NDArray[np.int32]
    """``[phrases, 4]``: what is known of each."""
    pairs: NDArray[np.uint64]
    """``[phrases, PAIR_WORDS]``: a bit for each pair of neighbouring letters, by its hash."""
    masks: NDArray[np.uint64]
    """``[phrases << SLOT_BITS]``: a bit for each place in the phrase that a letter stands at."""
    shape: NDArray[np.int64]
    """How far a mixed hash is shifted to find its bit in ``known``; which lengths of pieces there are, as bits."""
    phrases: tuple[Phrase, ...]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The table as kernels take it."""
        return tuple(self[:-1])


def letters_of_each(texts: Sequence[str]) -> list[str]:
    """Return the letters of the skeletons of some texts, as phrases and texts are compared.

    Examples
    --------
    >>> letters_of_each(["FR33 rоbux 💎 now!"])
    ['frerobuxnow']
    """
    codes, offsets = skeletons(texts)
    kept = (codes != ord(" ")) & ~emoji_among(codes)
    letters = codes[kept].astype("<u4").tobytes().decode("utf-32-le")
    bounds = np.concatenate([[0], np.cumsum(kept)])[offsets].tolist()
    return [letters[start:end] for start, end in pairwise(bounds)]


@k.expanded
def bit_of_pair(first: int, second: int) -> int:
    """Return which bit a pair of neighbouring letters has."""
    return ((int(first) * _FIRST + int(second) * _SECOND) & _LOW) >> _PAIR_SHIFT


class _Letters(NamedTuple):
    """The letters of all phrases, one after another."""

    codes: NDArray[np.int64]
    phrase: NDArray[np.int64]
    """The phrase of each."""
    place: NDArray[np.int64]
    """Where in it each stands."""
    first: NDArray[np.int64]
    """``[phrases]``: where each phrase begins."""


def _all_letters(phrases: Sequence[Phrase]) -> _Letters:
    whole = "".join(phrase.letters for phrase in phrases)
    lengths = np.array([len(phrase.letters) for phrase in phrases], np.int64)
    first = np.cumsum(lengths) - lengths
    phrase = np.repeat(np.arange(len(phrases)), lengths)
    codes = np.frombuffer(whole.encode("utf-32-le"), "<u4").astype(np.int64)
    return _Letters(codes, phrase, np.arange(len(codes)) - first[phrase], first)


def _masks(letters: _Letters) -> NDArray[np.uint64]:
    slots = (letters.codes ^ letters.codes >> SLOT_BITS) & ((1 << SLOT_BITS) - 1)
    masks = np.zeros(len(letters.first) << SLOT_BITS, np.uint64)
    np.bitwise_or.at(masks, letters.phrase << SLOT_BITS | slots, _ONE << letters.place.astype(np.uint64))
    return masks


def _pairs(letters: _Letters) -> NDArray[np.uint64]:
    inside = np.flatnonzero(letters.place[1:] > 0)
    bits = ((letters.codes[inside] * _FIRST + letters.codes[inside + 1] * _SECOND) & _LOW) >> _PAIR_SHIFT
    words = np.zeros(len(letters.first) * PAIR_WORDS, np.uint64)
    np.bitwise_or.at(words, letters.phrase[inside] * PAIR_WORDS + (bits >> 6), _ONE << (bits & 63).astype(np.uint64))
    return words.reshape(-1, PAIR_WORDS)


def _pieces(phrases: Sequence[Phrase]) -> NDArray[np.int64]:
    """Return every piece, ``int64[pieces, 3]``: its phrase, where in that it begins, and where it ends."""
    return np.array(
        [
            (number, start, end)
            for number, phrase in enumerate(phrases)
            for start, end in pieces(len(phrase.letters), phrase.threshold)
        ],
        np.int64,
    ).reshape(-1, 3)


def _hashes(letters: _Letters, found: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the 64-bit FNV-1a hash of each piece's code points (Fowler, Noll and Vo)."""
    value = np.full(len(found), _FNV_OFFSET)
    at = letters.first[found[:, 0]] + found[:, 1]
    for step in range(LONGEST_PIECE):
        inside = np.flatnonzero(found[:, 2] - found[:, 1] > step)
        value[inside] = (value[inside] ^ letters.codes[at[inside] + step].astype(np.uint64)) * _FNV_PRIME
    return value


def _known(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], int]:
    """Return a bit set of mixed hashes, 16 bits or more for each, and the shift that finds a hash's bit."""
    bits = max(_FEWEST_BITS, (16 * len(keys)).bit_length())
    known = np.zeros(1 << (bits - 6), np.uint64)
    places = keys * _GOLDEN >> np.uint64(64 - bits)
    np.bitwise_or.at(known, places >> np.uint64(6), _ONE << (places & np.uint64(63)))
    return known, 64 - bits


def phrase_table(phrases: Sequence[Phrase]) -> PhraseTable:
    """Return the table of phrases.

    Each has at most :data:`~coinguard.signals.similarity.bound.LONGEST_PHRASE` letters, and a threshold of at least
    :func:`~coinguard.signals.similarity.bound.lowest_threshold`.
    """
    if too_long := [phrase.letters for phrase in phrases if len(phrase.letters) > LONGEST_PHRASE]:
        raise ValueError(f"{too_long[0]!r} has more than {LONGEST_PHRASE} letters")
    letters, found = _all_letters(phrases), _pieces(phrases)
    hashes, of_piece = np.unique(_hashes(letters, found), return_inverse=True)
    keys, values = hash_table(zip(hashes.tolist(), range(1, len(hashes) + 1), strict=True))
    known, shift = _known(hashes)
    sizes = np.unique(found[:, 2] - found[:, 1])
    return PhraseTable(
        known=known,
        keys=keys,
        values=values,
        starts=np.cumsum([0, *np.bincount(of_piece, minlength=len(hashes))]).astype(np.int32),
        postings=(found[:, 0] << OFFSET_BITS | found[:, 1])[np.argsort(of_piece, kind="stable")].astype(np.int32),
        bounds=np.array([(len(p.letters), *bound(len(p.letters), p.threshold)) for p in phrases], np.int32).reshape(
            -1, 4
        ),
        pairs=_pairs(letters),
        masks=_masks(letters),
        shape=np.array([shift, sum(1 << size for size in sizes.tolist())], np.int64),
        phrases=tuple(phrases),
    )
