"""N-grams and windows the slow way: Python integers, lists and sums."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from coinguard.text.ngrams import BUCKET_BITS, LONGEST, SHORTEST
from coinguard.text.windows import BLOCK, WINDOW

_WORD = (1 << 64) - 1
_PRIME = 0x100000001B3
_GOLDEN = 0x9E3779B97F4A7C15
_WORD_SEED = 0xCBF29CE484222325
_PAIR_SEED = 0x84222325CBF29CE4
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")


class Gram(NamedTuple):
    """An n-gram: where in the skeleton it ends, and its bucket."""

    end: int
    bucket: int


class Window(NamedTuple):
    """The strongest window: its margin, its first block, and how many there are."""

    margin: float
    first: int
    windows: int


def bucket(value: int) -> int:
    """Return the bucket of a 64-bit hash."""
    mixed = (value ^ value >> 29) * _GOLDEN & _WORD
    return ((mixed ^ mixed >> 29) * _GOLDEN & _WORD) >> (64 - BUCKET_BITS)


def _characters(text: str) -> int:
    """Return the hash of the characters of an n-gram, the last first."""
    value = ord(text[-1])
    for char in reversed(text[:-1]):
        value = value * _PRIME + ord(char)
    return value & _WORD


def word_hash(word: str) -> int:
    """Return the FNV-1a hash of a word's code points."""
    value = _WORD_SEED
    for char in word:
        value = (value ^ ord(char)) * _PRIME & _WORD
    return value


def ngrams(skeleton: str) -> tuple[list[Gram], list[int]]:
    """Return the n-grams of a skeleton in order of their ends, and the hash of every word."""
    letters = [(i, char) for i, char in enumerate(skeleton) if char != " " and not _EMOJI.match(char)]
    grams = []
    for last, (end, _) in enumerate(letters):
        for size in range(SHORTEST, LONGEST + 1):
            if last + 1 >= size:
                text = "".join(char for _, char in letters[last + 1 - size : last + 1])
                grams.append((end, size, bucket(_characters(text))))
    before = None
    words = []
    for word in re.finditer("[^ ]+", skeleton):
        value = word_hash(word.group())
        words.append(value)
        grams.append((word.end() - 1, LONGEST + 1, bucket(value)))
        if not _EMOJI.match(word.group()[-1]):
            if before is not None:
                pair = (before ^ _PAIR_SEED) * _PRIME + value & _WORD
                grams.append((word.end() - 1, LONGEST + 2, bucket(pair)))
            before = value
    return [Gram(end, place) for end, _, place in sorted(grams)], words


def windows(grams: list[Gram], length: int) -> list[list[int]]:
    """Return the buckets of every window of a skeleton: one from each block on, as far as they fit, one at least."""
    starts = range(0, max(1, math.ceil(length / BLOCK) * BLOCK - WINDOW + 1), BLOCK)
    return [[g.bucket for g in grams if start <= g.end < start + WINDOW] for start in starts]


def strongest(grams: list[Gram], length: int, weights: list[int]) -> Window:
    """Return the first window of the largest margin."""
    margins = [sum(weights[b] for b in held) / math.sqrt(len(held) + 12) for held in windows(grams, length)]
    return Window(max(margins), margins.index(max(margins)), len(margins))
