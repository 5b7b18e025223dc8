"""Phrases as the kernel reads them: their pieces by hash, and what must be found around one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.signals.similarity.bound import LONGEST_PHRASE, bound, pieces
from coinguard.text import kernel as k
from coinguard.text.ngrams import emoji_among
from coinguard.text.table import hash_table, name_hash
from coinguard.text.views import fold

OFFSET_BITS: Final = 6
"""Bits of a posting that say where in its phrase the piece begins."""
SLOT_BITS: Final = 6
"""A phrase has ``1 << SLOT_BITS`` masks. Letters that share one are one letter to the kernel, which can only let more through."""

LENGTH, EDITS, COMMON, SPOILT = range(4)
"""Columns of what is known of a phrase: its letters, and its :class:`~coinguard.signals.similarity.bound.Bound`."""
PAIR_WORDS: Final = 4
"""Words of the bit set that says which pairs of neighbouring letters there are."""
PAIR_SHIFT: Final = 24
"""How far the hash of a pair is shifted to be a bit of those."""

_GOLDEN: Final = 0x9E3779B97F4A7C15
_WORD: Final = (1 << 64) - 1
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


def letters_of(text: str) -> str:
    """Return the letters of a text's skeleton, as phrases and texts are compared.

    Examples
    --------
    >>> letters_of("FR33 rоbux 💎 now!")
    'frerobuxnow'
    """
    codes = fold(text).skeleton.elements[0]
    return "".join(map(chr, codes[(codes != ord(" ")) & ~emoji_among(codes)].tolist()))


def slot_of(code: int) -> int:
    """Return which of a phrase's masks a letter has."""
    return (code ^ code >> SLOT_BITS) & ((1 << SLOT_BITS) - 1)


def pair_bit(first: int, second: int) -> int:
    """Return which bit a pair of neighbouring letters has, without compiling anything."""
    return ((first * 0x9E3779B1 + second * 0x85EBCA77) & 0xFFFFFFFF) >> PAIR_SHIFT


@k.expanded
def bit_of_pair(first: int, second: int) -> int:
    """Return the same in a kernel."""
    return ((int(first) * 0x9E3779B1 + int(second) * 0x85EBCA77) & 0xFFFFFFFF) >> PAIR_SHIFT


def _known(hashes: Sequence[int]) -> tuple[NDArray[np.uint64], int]:
    """Return a bit set of mixed hashes, 16 bits or more for each, and the shift that finds a hash's bit."""
    bits = max(_FEWEST_BITS, (16 * len(hashes)).bit_length())
    known = np.zeros(1 << (bits - 6), np.uint64)
    for value in hashes:
        place = (value * _GOLDEN & _WORD) >> (64 - bits)
        known[place >> 6] |= np.uint64(1 << (place & 63))
    return known, 64 - bits


def _masks(phrases: Sequence[Phrase]) -> NDArray[np.uint64]:
    masks = [0] * (len(phrases) << SLOT_BITS)
    for number, phrase in enumerate(phrases):
        for place, letter in enumerate(phrase.letters):
            masks[number << SLOT_BITS | slot_of(ord(letter))] |= 1 << place
    return np.array(masks, np.uint64)


def _pairs(phrases: Sequence[Phrase]) -> NDArray[np.uint64]:
    words = [[0] * PAIR_WORDS for _ in phrases]
    for of_phrase, phrase in zip(words, phrases, strict=True):
        for first, second in pairwise(phrase.letters):
            bit = pair_bit(ord(first), ord(second))
            of_phrase[bit >> 6] |= 1 << (bit & 63)
    return np.array(words, np.uint64).reshape(-1, PAIR_WORDS)


def phrase_table(phrases: Sequence[Phrase]) -> PhraseTable:
    """Return the table of phrases.

    Each has at most :data:`~coinguard.signals.similarity.bound.LONGEST_PHRASE` letters, and a threshold of at least
    :func:`~coinguard.signals.similarity.bound.lowest_threshold`.
    """
    by_piece: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases):
        if len(phrase.letters) > LONGEST_PHRASE:
            raise ValueError(f"a phrase of {len(phrase.letters)} letters is too long")
        for start, end in pieces(len(phrase.letters), phrase.threshold):
            by_piece.setdefault(phrase.letters[start:end], []).append(number << OFFSET_BITS | start)
    hashes = [name_hash(piece) for piece in by_piece]
    keys, values = hash_table((value, number + 1) for number, value in enumerate(hashes))
    known, shift = _known(hashes)
    return PhraseTable(
        known=known,
        keys=keys,
        values=values,
        starts=np.cumsum([0, *map(len, by_piece.values())]).astype(np.int32),
        postings=np.array([posting for listed in by_piece.values() for posting in listed], np.int32),
        bounds=np.array([(len(p.letters), *bound(len(p.letters), p.threshold)) for p in phrases], np.int32).reshape(
            -1, 4
        ),
        pairs=_pairs(phrases),
        masks=_masks(phrases),
        shape=np.array([shift, sum({1 << len(piece) for piece in by_piece})], np.int64),
        phrases=tuple(phrases),
    )
