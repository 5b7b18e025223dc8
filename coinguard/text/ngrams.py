"""N-grams: what of a skeleton is hashed, and where.

Character 3- to 6-grams are taken over the letters alone, across spaces and emoji, so that moving or adding a space hides
nothing; single words and pairs of words are taken besides. Training reads the buckets as a sparse matrix, serving sums their
weights: this is the one definition of both.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coinguard.text.kernel import inlined

BUCKET_BITS: Final = 20
BUCKETS: Final = 1 << BUCKET_BITS
SHORTEST: Final = 3
LONGEST: Final = 6
PER_CODE_POINT: Final = LONGEST - SHORTEST + 3
"""At most so many n-grams end at one code point of a skeleton: one per length, a word and a pair of words."""

_PRIME: Final = np.uint64(0x100000001B3)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_WORD_SEED: Final = np.uint64(0xCBF29CE484222325)
_PAIR_SEED: Final = np.uint64(0x84222325CBF29CE4)
_MIX_SHIFT: Final = np.uint64(29)
_BUCKET_SHIFT: Final = np.uint64(64 - BUCKET_BITS)
_FIRST_EMOJI: Final = 0x2190
_LAST_SYMBOL: Final = 0x2BFF
_ASTRAL_EMOJI: Final = 0x1F000
_LAST_ASTRAL_EMOJI: Final = 0x1FAFF


@inlined
def is_emoji(code: int) -> bool:
    """Return whether a skeleton's code point is a pictograph, which is a word of its own and never part of another."""
    return _FIRST_EMOJI <= code <= _LAST_SYMBOL or _ASTRAL_EMOJI <= code <= _LAST_ASTRAL_EMOJI


def emoji_among(codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which code points of a skeleton are pictographs, without compiling anything."""
    symbols = (codes >= _FIRST_EMOJI) & (codes <= _LAST_SYMBOL)
    return np.asarray(symbols | (codes >= _ASTRAL_EMOJI) & (codes <= _LAST_ASTRAL_EMOJI))


@inlined
def bucket_of(value: Any) -> Any:
    """Return the bucket of a hash: its top bits after one round of mixing (multiplicative hashing, Knuth)."""
    mixed = (value ^ (value >> _MIX_SHIFT)) * _GOLDEN
    return np.int64((mixed ^ (mixed >> _MIX_SHIFT)) * _GOLDEN >> _BUCKET_SHIFT)


@inlined
def pair_hash(first: Any, second: Any) -> Any:
    """Return the hash of two neighbouring words."""
    return (first ^ _PAIR_SEED) * _PRIME + second


def joined_words(first: int, second: int) -> int:
    """Return :func:`pair_hash` of two Python numbers, without compiling anything."""
    return ((first ^ int(_PAIR_SEED)) * int(_PRIME) + second) & 0xFFFFFFFFFFFFFFFF


@inlined
def skeleton_ngrams(skeleton: Any, n: int, buckets: Any, ends: Any, words: Any) -> tuple[int, int]:
    """Write the buckets of every n-gram of ``skeleton[0, :n]`` and where in it each ends.

    Parameters
    ----------
    skeleton
        ``int32[3, >= n]``, of which the first row is read.
    buckets, ends
        ``int32[>= n * PER_CODE_POINT]``, overwritten; in order of ``ends``.
    words
        ``uint64[>= n + 1]``, overwritten with the hash of every word in order.

    Returns
    -------
    tuple[int, int]
        How many n-grams and how many words.
    """
    m = 0
    n_words = 0
    held = 0
    c1 = c2 = c3 = c4 = c5 = np.uint64(0)
    word = _WORD_SEED
    before = np.uint64(0)
    for i in range(n):
        code = skeleton[0, i]
        if code == 0x20:
            continue
        emoji = is_emoji(code)
        last_of_word = i + 1 == n or skeleton[0, i + 1] == 0x20
        c0 = np.uint64(code)
        if not emoji:
            gram = (c0 * _PRIME + c1) * _PRIME + c2
            held += 1
            if held >= 3:
                buckets[m] = bucket_of(gram)
                ends[m] = i
                m += 1
            gram = gram * _PRIME + c3
            if held >= 4:
                buckets[m] = bucket_of(gram)
                ends[m] = i
                m += 1
            gram = gram * _PRIME + c4
            if held >= 5:
                buckets[m] = bucket_of(gram)
                ends[m] = i
                m += 1
            gram = gram * _PRIME + c5
            if held >= 6:
                buckets[m] = bucket_of(gram)
                ends[m] = i
                m += 1
            c5, c4, c3, c2, c1 = c4, c3, c2, c1, c0
        word = (word ^ c0) * _PRIME
        if last_of_word:
            buckets[m] = bucket_of(word)
            ends[m] = i
            m += 1
            words[n_words] = word
            n_words += 1
            if not emoji:
                if before != np.uint64(0):
                    buckets[m] = bucket_of(pair_hash(before, word))
                    ends[m] = i
                    m += 1
                before = word
            word = _WORD_SEED
    return m, n_words
