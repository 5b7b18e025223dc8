"""Which phrases a text may come close to: one pass over its letters, which skips only what cannot reach its threshold.

At each letter the stretches that begin there are looked up among the pieces of all phrases. Where one is found, the text around
it must have enough of the phrase's pairs of neighbouring letters, which a few words of bits tell; then the longest common
subsequence of both must be long enough, a few operations a letter (Hyyrö, "Bit-parallel LCS-length computation revisited",
2004). Only then is the phrase compared in full.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import types

from coinguard.limits import MAX_RULE_COMPARISONS
from coinguard.signals.similarity.bound import LONGEST_PHRASE, LONGEST_PIECE, SHORTEST_PHRASE, SHORTEST_PIECE
from coinguard.signals.similarity.table import (
    COMMON,
    EDITS,
    LENGTH,
    OFFSET_BITS,
    PAIR_WORDS,
    SLOT_BITS,
    SPOILT,
    bit_of_pair,
)
from coinguard.text.entities import lookup
from coinguard.text.kernel import expanded, inlined
from coinguard.text.ngrams import is_emoji

PAIR_ROW, PAIR_PHRASE, PAIR_FIRST, PAIR_LETTERS, PAIR_BEFORE, PAIR_BEHIND = range(6)
"""Columns of a pair: the text; the phrase; where among the kept letters the compared ones begin, and how many they are; how many
letters the text has before and behind them."""
PAIR_COLUMNS: Final = 6
LETTER_CODE, LETTER_START, LETTER_END = range(3)
"""Rows of the kept letters: code points, and the span of the original text that each stands for."""

PAIRS: Final = types.Array(types.int64, 2, "C")
LETTERS: Final = types.Array(types.int32, 2, "C")

STRETCH_BITS: Final = 5
"""The pairs of a text's letters are noted by stretches of ``1 << STRETCH_BITS`` letters."""

_FNV_OFFSET: Final = np.uint64(0xCBF29CE484222325)
_FNV_PRIME: Final = np.uint64(0x100000001B3)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_LOW_SIX: Final = np.uint64(63)
_SIX: Final = np.uint64(6)
_ROOM: Final = 16


@inlined
def new_similar_scratch(phrases: int, room: int) -> Any:
    """Return what the scan remembers, for texts whose skeletons have up to ``room`` elements.

    A text's letters and their places in the skeleton, ``int32[2, room]``; for each phrase which text it was last tried on, and
    where; the pairs of neighbouring letters that begin in each stretch of the text.
    """
    return (
        np.empty((2, room), np.int32), np.full((phrases, 2), -1, np.int64),
        np.empty(((room >> STRETCH_BITS) + 1, PAIR_WORDS), np.uint64),
    )  # fmt: skip


@inlined
def new_pairs() -> Any:
    """Return an empty table of pairs and empty letters."""
    return np.empty((_ROOM, PAIR_COLUMNS), np.int64), np.empty((3, _ROOM * LONGEST_PHRASE), np.int32)


@expanded
def _letters_of(skeleton: Any, n: int, letters: Any) -> int:
    """Write the letters of a skeleton and their places in it; return how many there are."""
    kept = 0
    for at in range(n):
        code = skeleton[0, at]
        if code != 0x20 and not is_emoji(code):
            letters[0, kept] = code
            letters[1, kept] = at
            kept += 1
    return kept


@expanded
def _bits(value: Any) -> int:
    """Return how many bits of a word are set."""
    count = 0
    while value != _NONE:
        value &= value - _ONE
        count += 1
    return count


@expanded
def _note_pairs(letters: Any, n: int, noted: Any) -> None:
    """Note the pairs of neighbouring letters that begin in each stretch of a text."""
    noted[: (n >> STRETCH_BITS) + 1] = 0
    for at in range(n - 1):
        bit = bit_of_pair(letters[0, at], letters[0, at + 1])
        noted[at >> STRETCH_BITS, bit >> 6] |= _ONE << np.uint64(bit & 63)


@expanded
def _lacking(first: int, last: int, phrase: int, pairs: Any, noted: Any) -> int:
    """Return how many of a phrase's pairs are in no stretch that ``[first, last)`` has a part of."""
    count = 0
    for word in range(PAIR_WORDS):
        missing = pairs[phrase, word]
        for stretch in range(first >> STRETCH_BITS, (last - 1 >> STRETCH_BITS) + 1):
            missing &= ~noted[stretch, word]
        count += _bits(missing)
    return count


@expanded
def _common(letters: Any, first: int, last: int, phrase: int, length: int, masks: Any) -> int:
    """Return how many letters a phrase and ``[first, last)`` have in common, in order."""
    rest = _ALL
    base = phrase << SLOT_BITS
    for at in range(first, last):
        code = int(letters[0, at])
        match = masks[base + ((code ^ code >> SLOT_BITS) & ((1 << SLOT_BITS) - 1))]
        taken = rest & match
        rest = (rest + taken) | (rest - taken)
    if length < LONGEST_PHRASE:
        rest |= _ALL << np.uint64(length)
    return _bits(~rest)


@inlined
def _keep(skeleton: Any, letters: Any, first: int, last: int, kept: Any, n_kept: int) -> Any:
    """Keep the letters ``[first, last)`` behind the ``n_kept`` kept before; return the table, another where it had to grow."""
    if n_kept + last - first > kept.shape[1]:
        larger = np.empty((3, 2 * kept.shape[1]), np.int32)
        larger[:, :n_kept] = kept[:, :n_kept]
        kept = larger
    for at in range(first, last):
        place = letters[1, at]
        kept[LETTER_CODE, n_kept + at - first] = letters[0, at]
        kept[LETTER_START, n_kept + at - first] = skeleton[1, place]
        kept[LETTER_END, n_kept + at - first] = skeleton[2, place]
    return kept


@inlined
def _add_pair(pairs: Any, n_pairs: int, row: int, phrase: int, kept_at: int, first: int, last: int, n: int) -> Any:
    """Write pair ``n_pairs``; return the table, another where it had to grow."""
    if n_pairs == pairs.shape[0]:
        larger = np.empty((2 * n_pairs, PAIR_COLUMNS), np.int64)
        larger[:n_pairs] = pairs
        pairs = larger
    pairs[n_pairs, PAIR_ROW] = row
    pairs[n_pairs, PAIR_PHRASE] = phrase
    pairs[n_pairs, PAIR_FIRST] = kept_at
    pairs[n_pairs, PAIR_LETTERS] = last - first
    pairs[n_pairs, PAIR_BEFORE] = first
    pairs[n_pairs, PAIR_BEHIND] = n - last
    return pairs


@inlined
def similar_pairs(
    skeleton: Any, n_skeleton: int, row: int, table: Any, scratch: Any, pairs: Any, n_pairs: int, kept: Any, n_kept: int
) -> tuple[Any, int, Any, int]:
    """Write what of one text is to be compared with which phrase; return both tables and how much each holds.

    Parameters
    ----------
    skeleton
        ``int32[3, >= n_skeleton]``.
    row
        The text's number; no two texts of one scratch have the same.
    table
        :attr:`coinguard.signals.similarity.table.PhraseTable.arrays`.
    pairs, kept
        As :func:`new_pairs` makes them; they hold ``n_pairs`` pairs and ``n_kept`` letters.
    """
    known, keys, values, starts, postings, bounds, phrase_pairs, masks, shape = table
    letters, tried, noted = scratch
    if len(bounds) == 0 or n_skeleton < SHORTEST_PHRASE:
        return pairs, n_pairs, kept, n_kept
    n = _letters_of(skeleton, n_skeleton, letters)
    shift, sizes = np.uint64(shape[0]), shape[1]
    before = n_pairs
    ready = False
    for at in range(n - SHORTEST_PIECE + 1):
        value = _FNV_OFFSET
        for length in range(1, min(LONGEST_PIECE, n - at) + 1):
            value = (value ^ np.uint64(letters[0, at + length - 1])) * _FNV_PRIME
            if sizes >> length & 1 == 0:
                continue
            bit = value * _GOLDEN >> shift
            if known[bit >> _SIX] >> (bit & _LOW_SIX) & _ONE == _NONE:
                continue
            piece = lookup(keys, values, value)
            if piece == 0:
                continue
            for posting in range(starts[piece - 1], starts[piece]):
                phrase = postings[posting] >> OFFSET_BITS
                start = at - (postings[posting] & ((1 << OFFSET_BITS) - 1))
                first = max(0, start - bounds[phrase, EDITS])
                last = min(n, start + bounds[phrase, LENGTH] + bounds[phrase, EDITS])
                if not ready:
                    _note_pairs(letters, n, noted)
                    ready = True
                if last - first < bounds[phrase, COMMON]:
                    continue
                if _lacking(first, last, phrase, phrase_pairs, noted) > bounds[phrase, SPOILT]:
                    continue
                if tried[phrase, 0] == row and tried[phrase, 1] == start:
                    continue
                tried[phrase, 0] = row
                tried[phrase, 1] = start
                if _common(letters, first, last, phrase, bounds[phrase, LENGTH], masks) < bounds[phrase, COMMON]:
                    continue
                kept = _keep(skeleton, letters, first, last, kept, n_kept)
                pairs = _add_pair(pairs, n_pairs, row, phrase, n_kept, first, last, n)
                n_kept += last - first
                n_pairs += 1
                if n_pairs - before == MAX_RULE_COMPARISONS:
                    return pairs, n_pairs, kept, n_kept
    return pairs, n_pairs, kept, n_kept
