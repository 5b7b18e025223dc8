"""What a code point can be inside a link, as the kernels ask it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import inlined

OTHER: Final = 0
ALPHANUMERIC: Final = 1
JOINER: Final = 2
LETTER: Final = 3
UNSPACED: Final = 4

# Numba compiles a helper anew for each literal it is given; these have a type and no literal value.
ZERO: Final = np.int64(0)
YES: Final = np.bool_(True)
NO: Final = np.bool_(False)


@inlined
def host_kind(code: int) -> int:
    """Return what a code point is within a host label.

    ``ALPHANUMERIC`` (ASCII), ``JOINER`` (hyphen, underscore), ``LETTER`` (of a script that puts spaces between words),
    ``UNSPACED`` (of a script that does not, or that glues particles to words), or ``OTHER``: not in a host.
    """
    if code < 0x80:
        if 97 <= code <= 122 or 48 <= code <= 57 or 65 <= code <= 90:
            return ALPHANUMERIC
        if code == 45 or code == 95:
            return JOINER
        return OTHER
    if code < 0x0E00:
        if code < 0xC0:
            return OTHER
        if code == 0xD7 or code == 0xF7 or code == 0x37E or code == 0x387 or code == 0x589 or code == 0x58A:
            return OTHER
        if 0x2B0 <= code < 0x300 or 0x590 <= code < 0x5D0 or 0x5F3 <= code < 0x620:
            return OTHER
        if code == 0x66A or code == 0x66B or code == 0x66C or code == 0x66D or code == 0x6D4 or code == 0x6DD:
            return OTHER
        if 0x700 <= code < 0x900 or code == 0x964 or code == 0x965 or code == 0x970:
            return OTHER
        return LETTER
    if code < 0x10A0:
        if code < 0xF00:
            return UNSPACED if code != 0xE3F and code != 0xE4F and code != 0xE5A and code != 0xE5B else OTHER
        return UNSPACED if 0x1000 <= code < 0x104A or 0x1050 <= code else OTHER
    if code < 0x1100:
        return LETTER if code != 0x10FB else OTHER
    if code < 0x2000:
        if 0x1780 <= code < 0x17D4 or 0x17E0 <= code < 0x17EA or code < 0x1200:
            return UNSPACED
        return LETTER if 0x1E00 <= code < 0x1FBD else OTHER
    if 0x3041 <= code <= 0x30FF:
        return UNSPACED if code != 0x30FB and code != 0x30A0 and not (0x3097 <= code <= 0x309C) else OTHER
    if 0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000:
        return UNSPACED
    return UNSPACED if 0x3005 <= code <= 0x3007 else OTHER


@inlined
def is_alphanumeric(code: int) -> bool:
    """True for an ASCII letter or digit."""
    return 97 <= code <= 122 or 48 <= code <= 57 or 65 <= code <= 90


@inlined
def is_digit(code: int) -> bool:
    """True for an ASCII digit."""
    return 48 <= code <= 57


@inlined
def is_space(code: int) -> bool:
    """True for white space, a control character or a separator."""
    if code <= 0x20 or 0x7F <= code <= 0xA0:
        return True
    if code < 0x1680:
        return False
    return code == 0x1680 or 0x2000 <= code <= 0x200F or 0x2028 <= code <= 0x202F or 0x205F <= code <= 0x206F or code == 0x3000


@inlined
def lower(code: int) -> int:
    """Return the lower-case form of a Latin, Greek or Cyrillic capital; any other code point as it is.

    Only forms that take as many UTF-8 bytes as their capital, so that no text grows; dotted capital I becomes ``i``.
    """
    if code < 0x80:
        return code + 32 if 65 <= code <= 90 else code
    if code < 0x180:
        if 0xC0 <= code <= 0xDE and code != 0xD7:
            return code + 32
        if code < 0x100 or code == 0x131 or code == 0x138 or code == 0x149 or code == 0x17F:
            return code
        if code == 0x130:
            return 0x69
        if code == 0x178:
            return 0xFF
        odd_is_capital = 0x139 <= code <= 0x148 or 0x179 <= code <= 0x17E
        return code + 1 if (code & 1) == (1 if odd_is_capital else 0) else code
    if code < 0x391:
        if code == 0x386:
            return 0x3AC
        return code + 37 if 0x388 <= code <= 0x38A else code
    if code <= 0x3AB:
        return code + 32 if code != 0x3A2 else code
    if code < 0x400:
        return code
    if code < 0x430:
        return code + 80 if code < 0x410 else code + 32
    if code < 0x530:
        if 0x460 <= code <= 0x481 or 0x48A <= code <= 0x4BF or 0x4D0 <= code:
            return code | 1
        return code
    if 0x1E00 <= code <= 0x1EFF and not (0x1E96 <= code <= 0x1E9F):
        return code | 1
    return code


@inlined
def is_capital(code: int) -> bool:
    """True for a letter that has a lower-case form."""
    return lower(code) != code


@inlined
def is_small(code: int) -> bool:
    """True for a letter that is not a capital."""
    kind = host_kind(code)
    return (kind == LETTER or (kind == ALPHANUMERIC and code > 57)) and lower(code) == code


@inlined
def hexadecimal(code: int) -> int:
    """Return the value of a hexadecimal digit, -1 for anything else."""
    if 48 <= code <= 57:
        return code - 48
    if 97 <= code <= 102:
        return code - 87
    return code - 55 if 65 <= code <= 70 else -1


@inlined
def wide_dot(code: int) -> bool:
    """True for the dots of other writing: full-width, small, ideographic stops and the one-dot leader."""
    return code == 0xFF0E or code == 0x3002 or code == 0xFF61 or code == 0xFE52 or code == 0x2024


@inlined
def closer_of(code: int) -> int:
    """Return the bracket that closes ``(``, ``[`` or ``{``; 0 for anything else."""
    if code == 40:
        return 41
    if code == 91:
        return 93
    return 125 if code == 123 else 0


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
