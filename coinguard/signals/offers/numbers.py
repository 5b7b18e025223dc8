"""Numbers as they are written: 10,000 and 10.000, 1,00,000, 10 000, 9,90, ٥٠٠٠, 1.5."""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.contacts.words import digit_of
from coinguard.signals.offers.kinds import NONE, SCALE
from coinguard.text.kernel import borrowed, expanded

_MOST_WHOLE: Final = 9_000_000_000
"""Larger numbers are telephone numbers and the like, and would not fit."""
_WHOLE_DIGITS: Final = 10
_PLACES: Final = 8


@expanded
def _separates(code: int) -> bool:
    """Return true for a sign that may stand inside a number: comma, stop, apostrophes, spaces, and the Arabic two."""
    return (
        code == 0x2C
        or code == 0x2E
        or code == 0x27
        or code == 0x2019
        or code == 0x20
        or code == 0xA0
        or code == 0x202F
        or code == 0x66B
        or code == 0x66C
    )


@expanded
def _group_end(view: Any, n: int, at: int) -> int:
    end = at
    while end < n and end - at < 24 and digit_of(view[end]) >= 0:
        end += 1
    return end


@borrowed
def _digits_value(view: Any, start: int, end: int, value: int) -> int:
    """Append the digits of a group to a whole number; :data:`NONE` where it becomes too large."""
    for at in range(start, end):
        value = value * 10 + int(digit_of(view[at]))
        if value > _MOST_WHOLE:
            return NONE
    return value


@borrowed
def _fraction(view: Any, start: int, end: int) -> int:
    """Return the digits behind the decimal sign as a part of :data:`SCALE`; more than eight are cut off."""
    value = 0
    unit = SCALE
    for at in range(start, min(end, start + _PLACES)):
        unit //= 10
        value += int(digit_of(view[at])) * unit
    return value


@borrowed
def read_number(view: Any, n: int, at: int) -> tuple[int, int]:
    """Read the number whose first digit stands at ``at``: where it ends, and its value in units of ``1 / SCALE``.

    A sign between digits stands between thousands where groups of three follow (or of two, and three at last, as in India), else
    before the decimals. A date, a version or an address has more such signs than a number may, and no value.
    """
    end = _group_end(view, n, at)
    first = end - at
    whole = _digits_value(view, at, end, 0)
    grouped = 0  # the sign between thousands
    pairs = False
    while end + 1 < n and _separates(view[end]) and digit_of(view[end + 1]) >= 0:
        sign = view[end]
        stop = _group_end(view, n, end + 1)
        size = stop - end - 1
        spaced = sign == 0x20 or sign == 0xA0 or sign == 0x202F
        quoted = sign == 0x27 or sign == 0x2019 or sign == 0x66C
        thousands = size == 3 and not pairs and first <= 3 and (grouped == 0 or grouped == sign) and sign != 0x66B
        thousands = thousands and not (view[at] == 0x30 and first == 1)
        if size == 2 and sign == 0x2C and first <= 2 and (grouped == 0 or pairs) and _next_of_three(view, n, stop):
            pairs = True
            thousands = True
        elif pairs and size == 3 and sign == 0x2C:
            thousands = True
            pairs = False
            first = 4
        if thousands:
            grouped = sign
            whole = _digits_value(view, end + 1, stop, whole) if whole != NONE else whole
            end = stop
            continue
        if spaced:
            break
        if quoted or grouped == sign or _goes_on(view, n, stop):
            return _past(view, n, stop), NONE
        if whole == NONE:
            return stop, NONE
        return stop, whole * SCALE + _fraction(view, end + 1, stop)
    return end, NONE if whole == NONE or end - at > 2 * _WHOLE_DIGITS else whole * SCALE


@borrowed
def _next_of_three(view: Any, n: int, at: int) -> bool:
    """Return true if a comma and, sooner or later, a group of three follow, as in 1,00,000."""
    for _ in range(3):
        if at >= n or view[at] != 0x2C:
            return False
        end = _group_end(view, n, at + 1)
        if end - at - 1 == 3:
            return True
        if end - at - 1 != 2:
            return False
        at = end
    return False


@expanded
def _goes_on(view: Any, n: int, at: int) -> bool:
    """Return true if another sign and digits follow."""
    return at + 1 < n and view[at] != 0x20 and _separates(view[at]) and digit_of(view[at + 1]) >= 0


@borrowed
def _past(view: Any, n: int, at: int) -> int:
    """Return where the digits and signs that no number has come to an end."""
    while at < n and (digit_of(view[at]) >= 0 or _goes_on(view, n, at)):
        at += 1
    return at
