"""What of a link is hashed, and where: the one definition that fitting and serving share.

A link is read in canonical form, ``host[/path][?query]``. Host and path are read apart and have a table each: the
host decides, and a path can only add evidence, because public collections of honest links have long paths and a model
that weighs paths freely learns that having one is honest.

Host features, each hashed into its table: character 4- to 6-grams with the ends marked; the last label, and the last
two and three whole; every token between dots and hyphens, and every pair of neighbouring tokens; and the shape
(length, labels, hyphens, digits, longest run of consonants), the main measures also crossed with the last label. Path
features: the tokens, their pairs, and 4- to 6-grams inside a token; identifiers (three digits or more) are skipped.

Hashes are 32 bits wide and kept in signed 64-bit integers, so that the same code runs as plain Python.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import inlined

HOST_BITS: Final = 19
PATH_BITS: Final = 17
HOST_BUCKETS: Final = 1 << HOST_BITS
PATH_BUCKETS: Final = 1 << PATH_BITS
SHORTEST: Final = 4
LONGEST: Final = 6
MAX_HOST: Final = 253
"""Code points of a host that are read, from its right end: the longest that the domain name system allows."""
MAX_PATH: Final = 512
"""Code points of a path and query that are read."""
MAX_TOKEN: Final = 48
"""Code points of the longest path token that is read as words; a longer one is an identifier."""
MAX_FEATURES: Final = 6 * MAX_PATH + 64
"""At most so many features are written for a host, or for a path."""

_MASK: Final = 0xFFFFFFFF
_PRIME: Final = 0x01000193
_GRAM: Final = 0x811C9DC5
_SUFFIX: Final = 0x3C6EF372
_TOKEN: Final = 0x1B873593
_PAIR: Final = 0x2545F491
_SHAPE: Final = 0x5BD1E995
_CROSSED: Final = 0x27D4EB2F
_START: Final = 1
_END: Final = 2
_DOT: Final = 0x2E
_HYPHEN: Final = 0x2D
_SLASH: Final = 0x2F
_QUESTION: Final = 0x3F


@inlined
def mixed(value: int) -> int:
    """Return a 32-bit hash with its bits mixed, so that the low ones can be a bucket (xorshift-multiply, twice)."""
    value = (((value >> 16) ^ value) * 0x45D9F3B) & _MASK
    value = (((value >> 16) ^ value) * 0x45D9F3B) & _MASK
    return (value >> 16) ^ value


@inlined
def lowered(code: Any) -> Any:
    """Return a code point, 64 bits wide, with ASCII capitals made small."""
    return np.int64(code) + 32 if 65 <= code <= 90 else np.int64(code)


@inlined
def in_token(code: int) -> bool:
    """Return whether a code point is a lower-case ASCII letter, a digit, or beyond ASCII."""
    return 97 <= code <= 122 or 48 <= code <= 57 or code > 127


@inlined
def is_digit(code: int) -> bool:
    """Return whether a code point is an ASCII digit."""
    return 48 <= code <= 57


@inlined
def _grams(points: Any, start: int, stop: int, buckets: Any, n: int, mask: int) -> int:
    """Write the n-grams of ``points[start:stop]`` with both ends marked; returns the new count."""
    for first in range(start - 1, stop):
        value = _GRAM
        for at in range(first, min(first + LONGEST, stop + 1)):
            code = _START if at < start else (_END if at == stop else lowered(points[at]))
            value = ((value ^ code) * _PRIME) & _MASK
            if at - first + 1 >= SHORTEST:
                buckets[n] = mixed(value) & mask
                n += 1
    return n


@inlined
def _shape_value(measure: int, value: int, buckets: Any, n: int, suffix: int, crossed: bool) -> int:
    """Write one measure of a host's shape, and its cross with the last label; returns the new count."""
    key = ((measure * 64 + value + _SHAPE) * 7919) & _MASK
    buckets[n] = mixed(key) & (HOST_BUCKETS - 1)
    n += 1
    if crossed:
        buckets[n] = mixed(((key ^ _CROSSED) * _PRIME ^ suffix) & _MASK) & (HOST_BUCKETS - 1)
        n += 1
    return n


@inlined
def _host_shape(
    points: Any, start: int, stop: int, buckets: Any, n: int, suffix: int, last_dot: int, second_dot: int
) -> int:
    """Write the features of a host's shape; returns the new count."""
    dots = hyphens = digits = turns = consonants = longest = 0
    before = _DOT
    for at in range(start, stop):
        code = lowered(points[at])
        dots += code == _DOT
        hyphens += code == _HYPHEN
        digits += is_digit(code)
        vowel = code == 97 or code == 101 or code == 105 or code == 111 or code == 117 or code == 121
        consonants = consonants + 1 if 97 <= code <= 122 and not vowel else 0
        longest = max(longest, consonants)
        if in_token(code) and in_token(before) and is_digit(code) != is_digit(before):
            turns += 1
        before = code
    label = stop - start if last_dot < 0 else last_dot - max(second_dot, start - 1) - 1
    n = _shape_value(0, min(stop - start, 60) // 4, buckets, n, suffix, True)
    n = _shape_value(1, min(dots, 6), buckets, n, suffix, True)
    n = _shape_value(2, min(hyphens, 6), buckets, n, suffix, True)
    n = _shape_value(3, min(digits, 10), buckets, n, suffix, True)
    n = _shape_value(4, min(label, 30), buckets, n, suffix, True)
    n = _shape_value(5, min(longest, 8), buckets, n, suffix, False)
    n = _shape_value(6, min(turns, 5), buckets, n, suffix, False)
    n = _shape_value(7, min(dots, 4) * 8 + min(hyphens, 5), buckets, n, suffix, False)
    return _shape_value(8, min(dots, 4) * 32 + min(label, 30), buckets, n, suffix, False)


@inlined
def _suffixes(points: Any, start: int, stop: int, buckets: Any) -> tuple[int, int, int, int]:
    """Write the last one, two and three labels whole; returns the count, the last label's hash and the last dots."""
    n = 0
    last = 0
    last_dot = second_dot = -1
    labels = 0
    for at in range(stop - 1, start - 2, -1):
        if at >= start and points[at] != _DOT:
            continue
        value = (_SUFFIX + labels) & _MASK
        for i in range(at + 1, stop):
            value = ((value ^ lowered(points[i])) * _PRIME) & _MASK
        buckets[n] = mixed(value) & (HOST_BUCKETS - 1)
        n += 1
        if labels == 0:
            last = value
            last_dot = at if at >= start else -1
        elif labels == 1:
            second_dot = at if at >= start else -1
        labels += 1
        if labels == 3:
            break
    return n, last, last_dot, second_dot


@inlined
def host_features(points: Any, start: int, stop: int, buckets: Any) -> int:
    """Write the buckets of the host ``points[start:stop]``; returns how many.

    ``buckets`` is ``int32[MAX_FEATURES]``, overwritten; each bucket is below ``HOST_BUCKETS``. Of a host longer than
    ``MAX_HOST`` the right end is read. An empty host has no features.
    """
    start = max(start, stop - MAX_HOST)
    if start >= stop:
        return 0
    n, suffix, last_dot, second_dot = _suffixes(points, start, stop, buckets)
    n = _host_shape(points, start, stop, buckets, n, suffix, last_dot, second_dot)
    n = _grams(points, start, stop, buckets, n, HOST_BUCKETS - 1)
    before = -1
    at = start
    while at < stop:
        if not in_token(lowered(points[at])):
            at += 1
            continue
        value = _TOKEN
        while at < stop and in_token(lowered(points[at])):
            value = ((value ^ lowered(points[at])) * _PRIME) & _MASK
            at += 1
        buckets[n] = mixed(value) & (HOST_BUCKETS - 1)
        n += 1
        if before >= 0:
            buckets[n] = mixed(((before ^ _PAIR) * 31 + value) & _MASK) & (HOST_BUCKETS - 1)
            n += 1
        before = value
    return n


@inlined
def path_features(points: Any, start: int, stop: int, buckets: Any) -> int:
    """Write the buckets of the path and query ``points[start:stop]``; returns how many.

    ``buckets`` is ``int32[MAX_FEATURES]``, overwritten; each bucket is below ``PATH_BUCKETS``. Of a longer one only the
    first ``MAX_PATH`` code points are read.
    """
    stop = min(stop, start + MAX_PATH)
    n = 0
    before = -1
    at = start
    while at < stop:
        if not in_token(lowered(points[at])):
            at += 1
            continue
        first = at
        digits = 0
        value = _TOKEN
        while at < stop and in_token(lowered(points[at])):
            digits += is_digit(points[at])
            value = ((value ^ lowered(points[at])) * _PRIME) & _MASK
            at += 1
        if digits >= 3 or at - first > MAX_TOKEN or at - first < 2:
            before = -1
            continue
        buckets[n] = mixed(value) & (PATH_BUCKETS - 1)
        n += 1
        if before >= 0:
            buckets[n] = mixed(((before ^ _PAIR) * 31 + value) & _MASK) & (PATH_BUCKETS - 1)
            n += 1
        before = value
        n = _grams(points, first, at, buckets, n, PATH_BUCKETS - 1)
    return n


@inlined
def host_end(points: Any, start: int, stop: int) -> int:
    """Return where the host of the canonical link ``points[start:stop]`` ends."""
    for at in range(start, stop):
        if points[at] == _SLASH or points[at] == _QUESTION:
            return at
    return stop
