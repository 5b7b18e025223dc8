"""Names of simulated accounts, cards, devices and events: short, distinct, and telling nothing of what they name."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

_LETTERS: Final = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", np.uint8)
"""Crockford's 32: no letter that is taken for a digit."""
_OFFSET: Final = 0x94D049BB133111EB
_FIRST_FACTOR: Final = 0x9E3779B97F4A7C15
_SECOND_FACTOR: Final = 0xBF58476D1CE4E5B9


def names(prefix: str, numbers: np.ndarray[Any, Any], letters: int) -> pa.Array:
    """Return the names of the numbers as Arrow strings; a negative number is null.

    Parameters
    ----------
    prefix
        One ASCII letter that says what is named.
    numbers
        Whole numbers below ``32 ** letters``.
    letters
        Letters after the prefix. Different numbers have different names: both steps of the scrambling are one to one.
    """
    known = numbers >= 0
    scrambled = _scramble(numbers[known].astype(np.uint64), 5 * letters)
    written = np.empty((len(scrambled), letters + 1), np.uint8)
    written[:, 0] = ord(prefix)
    for place in range(letters):
        written[:, place + 1] = _LETTERS[((scrambled >> np.uint64(5 * place)) & np.uint64(31)).astype(np.int64)]
    offsets = np.concatenate([[0], np.cumsum(known, dtype=np.int32) * (letters + 1)]).astype(np.int32)
    valid = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(
        pa.string(), len(numbers), [valid, pa.py_buffer(offsets.tobytes()), pa.py_buffer(written.tobytes())]
    )


def _scramble(numbers: np.ndarray[Any, np.dtype[np.uint64]], bits: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    mask, half = np.uint64((1 << bits) - 1), np.uint64(bits // 2)
    # Without an offset the first number would be all zeros.
    numbers = (numbers + np.uint64(_OFFSET & int(mask))) & mask
    for factor in (_FIRST_FACTOR, _SECOND_FACTOR):
        numbers = (numbers * np.uint64(factor & int(mask) | 1)) & mask
        numbers ^= numbers >> half
    return numbers
