"""Words of the readable view, looked up: one pass, whole words, however they are joined or spread."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import ALPHANUMERIC, LETTER, UNSPACED, ZERO, host_kind, lower
from coinguard.signals.contacts.kinds import MEANING, PART
from coinguard.text.entities import lookup
from coinguard.text.kernel import borrowed, expanded

HAS_LETTER: Final = 1
HAS_DIGIT: Final = 2
HAS_LOWER: Final = 4
HAS_UPPER: Final = 8
HAS_UNDERSCORE: Final = 16
FOREIGN: Final = 32
"""Letters beyond ASCII."""

HASHED: Final = 32
"""Code points of a run that are hashed: no entry is longer."""
LONGEST_ENTRY: Final = 24
"""Most steps of an entry: words, or characters of writing without spaces."""
_SHORTEST_SPREAD: Final = 5
"""Letters of a word written with its letters apart."""

FNV_OFFSET: Final = np.uint64(0xCBF29CE484222325)
_FNV_PRIME: Final = np.uint64(0x100000001B3)


@expanded
def step(value: Any, code: int) -> Any:
    """Return the hash of a text one code point longer (FNV-1a)."""
    return (value ^ np.uint64(code)) * _FNV_PRIME


@expanded
def fold(code: int, letters: Any) -> int:
    """Return what a code point is compared as."""
    return int(letters[code]) if code < len(letters) else code


@expanded
def digit_of(code: int) -> int:
    """Return the value of a decimal digit, ASCII, Arabic, Persian, Devanagari, Bengali or Thai; -1 for anything else."""
    if 0x30 <= code <= 0x39:
        return code - 0x30
    if code < 0x660 or code > 0xE59:
        return -1
    for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50):
        if zero <= code <= zero + 9:
            return code - zero
    return -1


@expanded
def is_name_code(code: int) -> bool:
    """Return true for what a user name is made of: ASCII letters and digits, and the underscore."""
    return 0x30 <= code <= 0x39 or 0x41 <= code <= 0x5A or 0x61 <= code <= 0x7A or code == 0x5F


@expanded
def in_run(code: int) -> bool:
    """Return true for what a word is made of: letters and digits of writing with spaces, and the underscore."""
    if code < 0x80:
        return is_name_code(code)
    kind = host_kind(code)
    return kind in (LETTER, ALPHANUMERIC)


@expanded
def read_run(view: Any, n: int, at: int, letters: Any) -> tuple[int, int, Any, int, Any]:
    """Read the run at ``at``: its end, its bits, its hash, where the digits at its end start, and the hash up to there."""
    value = FNV_OFFSET
    before = FNV_OFFSET
    bits = ZERO
    digits = ZERO - 1
    end = at
    while end < n and in_run(view[end]):
        code = view[end]
        if 0x61 <= code <= 0x7A:
            bits |= HAS_LETTER | HAS_LOWER
        elif 0x41 <= code <= 0x5A:
            bits |= HAS_LETTER | HAS_UPPER
        elif code == 0x5F:
            bits |= HAS_UNDERSCORE
        elif digit_of(code) >= 0:
            bits |= HAS_DIGIT if code < 0x80 else HAS_DIGIT | FOREIGN
            if digits < 0:
                digits = end
                before = value
            if end - at < HASHED:
                value = step(value, fold(code, letters))
            end += 1
            continue
        else:
            bits |= HAS_LETTER | FOREIGN
        digits = ZERO - 1
        if end - at < HASHED:
            value = step(value, fold(code, letters))
        end += 1
    return end, bits, value, digits, before


@borrowed
def hash_run(view: Any, n: int, at: int, letters: Any, value: Any) -> tuple[int, Any]:
    """Return where the run at ``at`` ends, and the hash of what came before with it; no entry has a run of more than 32."""
    end = at
    stop = min(n, at + HASHED)
    while end < stop and in_run(view[end]) and view[end] != 0x5F:
        value = step(value, fold(view[end], letters))
        end += 1
    return end, value


@borrowed
def is_plain(view: Any, at: int, end: int, keys: Any, values: Any) -> bool:
    """Return true if the run is a short word letter by letter: of so few, look-alikes make another word (``lg``, ``ig``)."""
    value = FNV_OFFSET
    for place in range(at, min(end, at + HASHED)):
        value = step(value, lower(view[place]))
    return lookup(keys, values, step(value, 0)) != 0


@expanded
def joins(code: int) -> bool:
    """Return true for a character that may stand between the parts of one word."""
    return (
        code == 0x20 or code == 0x2D or code == 0x2E or code == 0x27 or code == 0x2019 or code == 0x2A or code == 0x200C
    )


@borrowed
def longest_entry(
    view: Any, n: int, end: int, spaced: bool, value: Any, found: int, keys: Any, values: Any, letters: Any
) -> tuple[int, int]:
    """Return the end and the value of the longest entry that begins with what is hashed in ``value`` and ends at ``end``."""
    best_end = end
    best = found if found & MEANING else ZERO
    at = end
    steps = ZERO
    while found & PART and steps < LONGEST_ENTRY and at < n:
        if host_kind(view[at]) == UNSPACED:
            value = step(value, fold(view[at], letters))
            at += 1
            spaced = False
        else:
            if spaced and joins(view[at]) and at + 1 < n:
                at += 1
            if not in_run(view[at]) or view[at] == 0x5F:
                break
            at, value = hash_run(view, n, at, letters, value)
            spaced = True
        steps += 1
        found = lookup(keys, values, value)
        if found & MEANING:
            best_end = at
            best = found
    return best_end, best


@borrowed
def spread_word(view: Any, n: int, at: int, letters: Any) -> tuple[int, Any, int]:
    """Read single letters with one and the same sign between them: end, hash, and how many; the first stands at ``at``."""
    value = step(FNV_OFFSET, fold(view[at], letters))
    count = ZERO + 1
    end = at + 1
    if end >= n or not joins(view[end]):
        return end, value, count
    sign = view[end]
    while end + 1 < n and view[end] == sign and in_run(view[end + 1]) and view[end + 1] != 0x5F:
        if end + 2 < n and in_run(view[end + 2]):
            break
        value = step(value, fold(view[end + 1], letters))
        count += 1
        end += 2
    return end, value, count


@expanded
def is_spread(count: int) -> bool:
    """Return true if that many single letters may be a word."""
    return count >= _SHORTEST_SPREAD
