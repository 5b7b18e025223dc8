"""The Unicode table: what the fold knows of each code point.

``rows[pages[code >> 8] * 256 + (code & 255)]`` holds four numbers:

- ``INFO``: kind, script, canonical combining class, whether it is a styled form, and the value of a digit, as bit fields;
- ``READABLE``, ``SKELETON``: what stands for it in the two views. 0 is nothing, 1 is the code point itself, another positive
  number is a code point, a negative one the place in ``sequences`` of a length and that many code points;
- ``LOOKS_LIKE``: the Latin letter it is drawn like, 0 for none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import InstallationError
from coinguard.resources import asset

OTHER, LETTER, DIGIT, MARK, SPACE, PUNCTUATION, SYMBOL, EMOJI, INVISIBLE, BIDI, CONTROL = range(11)
COMMON, LATIN, GREEK, CYRILLIC, LOOKALIKE, OTHER_ALPHABET, JOINING, HEBREW, EAST_ASIAN, HANGUL, INDIC = range(11)

KIND_MASK: Final = 15
SCRIPT_SHIFT: Final = 4
SCRIPT_MASK: Final = 31
CCC_SHIFT: Final = 9
CCC_MASK: Final = 255
STYLED: Final = 1 << 17
VALUE_SHIFT: Final = 18
VALUE_MASK: Final = 15

LOOSE: Final = 1 << 22
"""Drawn like a Latin letter only in a pinch (к, и), not letter for letter the same (а, о); of a sign: only inside a word."""

PICTURED: Final = 1 << 23
"""A styled letter that is an emoji where a variation selector follows it (ℹ️ Ⓜ️ 🅰️)."""

INFO, READABLE, SKELETON, LOOKS_LIKE = range(4)

ITSELF: Final = 1

_FNV_OFFSET: Final = 0xCBF29CE484222325
_FNV_PRIME: Final = 0x100000001B3
_WORD: Final = (1 << 64) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15


class UnicodeTable(NamedTuple):
    """The arrays of the table, in the order in which the kernels take them."""

    pages: NDArray[np.uint16]
    rows: NDArray[np.int32]
    sequences: NDArray[np.int32]
    compose_keys: NDArray[np.uint64]
    compose_values: NDArray[np.int32]
    entity_keys: NDArray[np.uint64]
    entity_values: NDArray[np.int32]


def name_hash(name: str) -> int:
    """Return the 64-bit FNV-1a hash of a name's code points (Fowler, Noll and Vo)."""
    value = _FNV_OFFSET
    for char in name:
        value = (value ^ ord(char)) * _FNV_PRIME & _WORD
    return value


def hash_table(items: Iterable[tuple[int, int]]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return keys and values laid out for open addressing with linear probing; key 0 is an empty slot.

    The place of a key is the top bits of its product with the 64-bit golden ratio (Knuth's multiplicative hashing); the
    table is at least twice as large as what it holds, so a probe is short.
    """
    pairs = list(items)
    bits = max(4, (2 * len(pairs)).bit_length())
    keys = np.zeros(1 << bits, np.uint64)
    values = np.zeros(1 << bits, np.int32)
    for key, value in pairs:
        place = (key * _GOLDEN & _WORD) >> (64 - bits)
        while keys[place] not in (0, key):
            place = (place + 1) & ((1 << bits) - 1)
        keys[place] = key
        values[place] = value
    return keys, values


@lru_cache(maxsize=1)
def unicode_table() -> UnicodeTable:
    """Return the shipped table.

    Raises
    ------
    InstallationError
        It is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = asset("data", "unicode", "fold.safetensors")
    try:
        arrays = load_file(path)
        return UnicodeTable(*(arrays[name] for name in UnicodeTable._fields))
    except (SafetensorError, KeyError, OSError) as error:
        raise InstallationError(
            "the Unicode table can't be read",
            where=str(path),
            hint="Reinstall with 'pip install --force-reinstall coinguard'",
        ) from error


def table_hash() -> str:
    """Return the SHA-256 of the shipped table, in hex."""
    return sha256(asset("data", "unicode", "fold.safetensors").read_bytes()).hexdigest()
