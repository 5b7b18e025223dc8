"""What a code point can be inside a link, as the kernels ask it.

ASCII and the letters with two cases are looked up in small tables, and the rest in a sorted list of ranges: long chains of
comparisons would be slow to compile in each helper that asks.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import inlined

# Numba compiles a helper anew for each literal it is given; these have a type and no literal value.
ZERO: Final[Any] = np.int64(0)
YES: Final[Any] = np.bool_(True)
NO: Final[Any] = np.bool_(False)

OTHER: Final = 0
ALPHANUMERIC: Final = 1
JOINER: Final = 2
LETTER: Final = 3
UNSPACED: Final = 4

_KIND: Final = 7
_SPACE: Final = 8
_ENDS_TAIL: Final = 16
_TRAILS: Final = 32
_ENDS_USERINFO: Final = 64
_AROUND: Final = 128


def _ascii() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Return what each ASCII code point can be: its kind in a host, and bits."""
    table = np.zeros(128, dtype=np.uint8)
    for code in range(128):
        character = chr(code)
        if character.isalnum():
            table[code] = ALPHANUMERIC
        elif character in "-_":
            table[code] = JOINER
        if code <= 0x20 or code == 0x7F:
            table[code] |= _SPACE | _ENDS_TAIL | _ENDS_USERINFO | _AROUND
        table[code] |= _ENDS_TAIL if character in '"<>^`|}' else 0
        table[code] |= _TRAILS if character in ".,;:!?'*~([&" else 0
        table[code] |= _ENDS_USERINFO if character in '/\\?#<>"`' else 0
        table[code] |= _AROUND if character in ".,;:!?'*\"`<>|" else 0
    return table


ASCII: Final = _ascii()

# First code point of each range beyond ASCII and what the range is; each ends where the next starts.
_RANGES: Final = (
    (0x80, OTHER), (0xC0, LETTER), (0xD7, OTHER), (0xD8, LETTER), (0xF7, OTHER), (0xF8, LETTER), (0x2B0, OTHER),
    (0x300, LETTER), (0x37E, OTHER), (0x37F, LETTER), (0x387, OTHER), (0x388, LETTER), (0x589, OTHER),
    (0x58B, LETTER), (0x590, OTHER), (0x5D0, LETTER), (0x5F3, OTHER), (0x620, LETTER), (0x66A, OTHER),
    (0x66E, LETTER), (0x6D4, OTHER), (0x6D5, LETTER), (0x6DD, OTHER), (0x6DE, LETTER), (0x700, OTHER),
    (0x900, LETTER), (0x964, OTHER), (0x966, LETTER), (0x970, OTHER), (0x971, LETTER), (0xE00, UNSPACED),
    (0xE3F, OTHER), (0xE40, UNSPACED), (0xE4F, OTHER), (0xE50, UNSPACED), (0xE5A, OTHER), (0xE81, UNSPACED),
    (0xF00, OTHER), (0x1000, UNSPACED), (0x104A, OTHER), (0x1050, UNSPACED), (0x10A0, LETTER), (0x10FB, OTHER),
    (0x10FC, LETTER), (0x1100, UNSPACED), (0x1200, OTHER), (0x1780, UNSPACED), (0x17D4, OTHER), (0x17E0, UNSPACED),
    (0x17EA, OTHER), (0x1E00, LETTER), (0x1FBD, OTHER), (0x3005, UNSPACED), (0x3008, OTHER), (0x3041, UNSPACED),
    (0x3097, OTHER), (0x309D, UNSPACED), (0x30A0, OTHER), (0x30A1, UNSPACED), (0x30FB, OTHER), (0x30FC, UNSPACED),
    (0x3100, OTHER), (0x3400, UNSPACED), (0xA000, OTHER), (0xAC00, UNSPACED), (0xD7A4, OTHER), (0xF900, UNSPACED),
    (0xFB00, OTHER), (0x20000, UNSPACED), (0x40000, OTHER),
)  # fmt: skip
RANGE_STARTS: Final = np.array([start for start, _ in _RANGES], dtype=np.int64)
RANGE_KINDS: Final = np.array([kind for _, kind in _RANGES], dtype=np.int64)

_CASED: Final = 0x530


def _small_letters() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the lower-case form of each code point below the end of Cyrillic.

    Only forms that take as many UTF-8 bytes as their capital or fewer, so that no text grows; dotted capital I becomes ``i``.
    """
    table = np.arange(_CASED, dtype=np.int64)
    for code in range(_CASED):
        small = chr(code).lower()[0]
        if len(small.encode()) <= len(chr(code).encode()):
            table[code] = ord(small)
    return table


SMALL: Final = _small_letters()


@inlined
def host_kind(code: int) -> int:
    """Return what a code point is within a host label.

    ``ALPHANUMERIC`` (ASCII), ``JOINER`` (hyphen, underscore), ``LETTER`` (of a script that puts spaces between words),
    ``UNSPACED`` (of a script that does not, or that glues particles to words), or ``OTHER``: not in a host.
    """
    if code < 0x80:
        return int(ASCII[code] & _KIND)
    low = 0
    high = RANGE_STARTS.size
    while high - low > 1:
        middle = (low + high) >> 1
        if RANGE_STARTS[middle] <= code:
            low = middle
        else:
            high = middle
    return int(RANGE_KINDS[low])


@inlined
def is_alphanumeric(code: int) -> bool:
    """Return true for an ASCII letter or digit."""
    return 0 <= code < 0x80 and (ASCII[code] & _KIND) == ALPHANUMERIC


@inlined
def is_digit(code: int) -> bool:
    """Return true for an ASCII digit."""
    return 48 <= code <= 57


@inlined
def is_space(code: int) -> bool:
    """Return true for white space, a control character or a separator."""
    if code < 0x80:
        return bool(ASCII[code] & _SPACE)
    if code <= 0xA0:
        return True
    if code < 0x2000:
        return code == 0x1680
    return code <= 0x200F or 0x2028 <= code <= 0x202F or 0x205F <= code <= 0x206F or code == 0x3000


@inlined
def ends_tail(code: int) -> bool:
    """Return true for an ASCII code point that no path or query goes on behind, such as white space, a quote or ``<``."""
    return bool(ASCII[code] & _ENDS_TAIL)


@inlined
def trails(code: int) -> bool:
    """Return true for a mark that ends a sentence or opens something, not a link."""
    return code < 0x80 and ASCII[code] & _TRAILS != 0


@inlined
def ends_userinfo(code: int) -> bool:
    """Return true for a code point that no user information goes on behind."""
    return ASCII[code] & _ENDS_USERINFO != 0 if code < 0x80 else code == 0xFF0F or is_space(code)


@inlined
def is_around(code: int) -> bool:
    """Return true for white space and marks that people put around a link, brackets aside."""
    if code < 0x80:
        return bool(ASCII[code] & _AROUND)
    if is_space(code) or code == 0xAB or code == 0xBB:
        return True
    return 0x2018 <= code <= 0x201F or code == 0x2026 or 0x3001 <= code <= 0x3002 or 0x3008 <= code <= 0x3011


@inlined
def lower(code: int) -> int:
    """Return the lower-case form of a Latin, Greek or Cyrillic capital; any other code point as it is."""
    if code < _CASED:
        return int(SMALL[code])
    return int(code) | 1 if 0x1E00 <= code <= 0x1EFF and not 0x1E96 <= code <= 0x1E9F else int(code)


@inlined
def is_capital(code: int) -> bool:
    """Return true for a letter that has a lower-case form."""
    return lower(code) != code


@inlined
def is_small(code: int) -> bool:
    """Return true for a letter that is not a capital."""
    kind = host_kind(code)
    return (kind == LETTER or (kind == ALPHANUMERIC and code > 57)) and lower(code) == code


@inlined
def hexadecimal(code: int) -> int:
    """Return the value of a hexadecimal digit, -1 for anything else."""
    if 48 <= code <= 57:
        return code - 48
    code = code | 32
    return code - 87 if 97 <= code <= 102 else -1


@inlined
def wide_dot(code: int) -> bool:
    """Return true for the dots of other writing: full-width, small, ideographic stops and the one-dot leader."""
    return code >= 0x2024 and (code == 0xFF0E or code == 0x3002 or code == 0xFF61 or code == 0xFE52 or code == 0x2024)


@inlined
def closer_of(code: int) -> int:
    """Return the bracket that closes ``(``, ``[`` or ``{``; 0 for anything else."""
    if code == 40:
        return 41
    return code + 2 if code == 91 or code == 123 else 0


@inlined
def unwrapped(view: Any, stop: int, at: int) -> int:
    """Return the mark inside ``[.]``, ``(:)``, ``{/}`` at ``at`` (a full-width mark as its plain one), or 0."""
    if at + 2 >= stop:
        return 0
    closer = closer_of(view[at])
    if closer == 0 or view[at + 2] != closer:
        return 0
    mark = view[at + 1]
    if mark == 46 or wide_dot(mark):
        return 46
    if mark == 58 or mark == 0xFF1A:
        return 58
    return 47 if mark == 47 or mark == 0xFF0F else 0
