"""Telephone numbers: digits as they are grouped, and whether anybody would dial them.

A number with ``+`` or ``00`` must have a calling code and a length that code allows. One without counts by itself only in a shape
that national numbers have and prices, dates, scores and order numbers have not; beside a word for a phone, more shapes do.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import ZERO
from coinguard.signals.contacts import state as s
from coinguard.signals.contacts.words import digit_of, in_run
from coinguard.text.kernel import borrowed

REJECTED, LABELLED, NATIONAL, INTERNATIONAL = range(4)
"""What a number is: nothing, a telephone number only beside a word for one, or one by itself, national or international."""

_LEAST, _MOST = 8, 15
_CONTIGUOUS: Final = 10
"""Digits of a national number at which it may end."""
_LONGEST_NATIONAL: Final = 13


@borrowed
def _separates(code: int) -> bool:
    """Return true for what may stand between the groups of a number."""
    return code == 0x20 or code == 0x2D or code == 0x2E or code == 0x28 or code == 0x29 or 0x2010 <= code <= 0x2014


@borrowed
def _is_money(code: int) -> bool:
    """Return true for a currency's sign, a per cent or a number sign."""
    return code in (0x24, 0x25, 0x23, 0xA3, 0xA5) or 0x20A0 <= code <= 0x20CF


@borrowed
def read_number(view: Any, n: int, at: int, state: Any) -> None:
    """Read the digits at ``at`` and the groups they stand in; nothing is kept of a number that is too long."""
    pos = at
    state[s.PLUS] = view[pos] == 0x2B
    if state[s.PLUS]:
        pos += 1
    sign = ZERO
    if pos < n and view[pos] == 0x28:
        sign = ZERO + 0x28
        pos += 1
    digits = ZERO
    groups = ZERO
    state[s.AFTER] = at
    while groups < s.MAX_GROUPS and pos < n and digit_of(view[pos]) >= 0:
        while pos < n and digits < s.MAX_DIGITS:
            digit = digit_of(view[pos])
            if digit >= 0:
                state[s.DIGIT + digits] = digit
                digits += 1
            elif view[pos] != 0xFE0F and view[pos] != 0x20E3:
                break
            pos += 1
        if digits >= s.MAX_DIGITS:
            digits = ZERO
            groups = ZERO
            break
        row = s.GROUP + s.PER_GROUP * groups
        state[row] = digits
        state[row + 1] = pos
        state[row + 2] = sign
        groups += 1
        sign = ZERO
        skipped = ZERO
        while pos < n and skipped < 2 and _separates(view[pos]):
            if sign == 0 or view[pos] != 0x20:
                sign = ZERO + view[pos]
            pos += 1
            skipped += 1
        if skipped == 0:
            break
    state[s.DIGITS] = digits
    state[s.GROUPS] = groups
    if groups:
        state[s.AFTER] = state[s.GROUP + s.PER_GROUP * (groups - 1) + 1]


@borrowed
def _upto(state: Any, group: int) -> int:
    """Return how many digits there are up to the end of a group, 0 for the group before the first."""
    return int(state[s.GROUP + s.PER_GROUP * group]) if group >= 0 else 0


@borrowed
def _width(state: Any, group: int) -> int:
    """Return how many digits a group has."""
    return _upto(state, group) - _upto(state, group - 1)


@borrowed
def _sign(state: Any, group: int) -> int:
    """Return the sign before a group."""
    return int(state[s.GROUP + s.PER_GROUP * group + 2])


@borrowed
def drop_broken(view: Any, n: int, state: Any) -> None:
    """Drop the last group where it goes on into something else: a time, a price, a share, a word."""
    if state[s.GROUPS] == 0:
        return
    end = state[s.AFTER]
    broken = False
    if end < n:
        code = view[end]
        follows = end + 1 < n and digit_of(view[end + 1]) >= 0
        broken = in_run(code) or _is_money(code) or code == 0x40 or code == 0x2B
        broken = broken or (follows and (code == 0x3A or code == 0x2C or code == 0x2F))
        broken = broken or (code == 0x20 and end + 1 < n and _is_money(view[end + 1]) and view[end + 1] != 0x23)
    if broken:
        state[s.GROUPS] -= 1
        state[s.DIGITS] = _upto(state, state[s.GROUPS] - 1)


@borrowed
def starts_number(view: Any, at: int) -> bool:
    """Return false where what stands before makes the digits at ``at`` a part of something else."""
    if at == 0:
        return True
    code = view[at - 1]
    if in_run(code) or _is_money(code):
        return False
    if code == 0x20:
        return at < 2 or not (_is_money(view[at - 2]) and view[at - 2] != 0x23 and view[at - 2] != 0x25)
    inside = code == 0x2D or code == 0x2E or code == 0x2C or code == 0x3A or code == 0x2F or code == 0x2B
    return not (inside and at >= 2 and digit_of(view[at - 2]) >= 0)


@borrowed
def _is_date(state: Any) -> bool:
    """Return true where the number begins with a date."""
    if state[s.GROUPS] < 3 or _sign(state, 1) == 0x20 or _sign(state, 1) != _sign(state, 2):
        return False
    first = _width(state, 0)
    second = _width(state, 1)
    third = _width(state, 2)
    return second <= 2 and ((first <= 2 and third == 4) or (first == 4 and third <= 2))


@borrowed
def _same_digits(state: Any, first: int, stop: int) -> bool:
    """Return true if all digits are the same."""
    same: bool = True
    for i in range(first + 1, stop):
        same = same and state[s.DIGIT + i] == state[s.DIGIT + first]
    return same


@borrowed
def _code_lengths(state: Any, first: int, lengths: Any) -> tuple[int, int]:
    """Return how many digits the calling code at ``first`` has, and the lengths that it allows; 0 where there is none."""
    code = ZERO
    for i in range(3):
        if first + i >= state[s.DIGITS]:
            break
        code = code * 10 + state[s.DIGIT + first + i]
        if code == 0:
            break
        if lengths[code]:
            return i + 1, int(lengths[code])
    return 0, 0


@borrowed
def international(state: Any, lengths: Any, first: int) -> int:
    """Return the group with which the international number that starts at digit ``first`` ends, -1 if it is none."""
    size, allowed = _code_lengths(state, first, lengths)
    if size == 0:
        return -1
    trunk = ZERO
    best = ZERO - 1
    for group in range(state[s.GROUPS]):
        if _width(state, group) == 1 and _sign(state, group) == 0x28 and state[s.DIGIT + _upto(state, group) - 1] == 0:
            trunk = ZERO + 1
        total = _upto(state, group) - first - trunk
        if _LEAST <= total <= _MOST and allowed >> total & 1:
            best = ZERO + group
    if best < 0 or _same_digits(state, first + size, _upto(state, best)):
        return -1
    north_american = state[s.DIGIT + first] == 1
    return -1 if north_american and state[s.DIGIT + first + 1] < 2 else int(best)


@borrowed
def _from_zero(state: Any) -> int:
    """Return the group with which a national number that starts with its trunk prefix 0 ends, -1 if it is none."""
    if state[s.DIGITS] < 9 or state[s.DIGIT] != 0 or state[s.DIGIT + 1] == 0:
        return -1
    if _width(state, 0) == 1 and _sign(state, 1) == 0x2E:
        return -1
    for group in range(min(state[s.GROUPS], 6)):
        if group > 0 and _width(state, group) < 2:
            return -1
        total = _upto(state, group)
        if _CONTIGUOUS <= total <= _LONGEST_NATIONAL:
            return int(group)
        if total > _LONGEST_NATIONAL:
            return -1
    last = min(state[s.GROUPS], 6) - 1
    return int(last) if last > 0 and _upto(state, last) == 9 else -1


@borrowed
def _american(state: Any) -> int:
    """Return 2 for ``(415) 555-0132``, ``415-555-0132`` and the like, ``(11) 95555-0123`` of Brazil too; else -1."""
    if state[s.GROUPS] < 3 or _sign(state, 2) == 0x20 or state[s.DIGIT] < 1:
        return -1
    first = _width(state, 0)
    second = _width(state, 1)
    if _width(state, 2) != 4 or (state[s.GROUPS] > 3 and _sign(state, 3) != 0x20):
        return -1
    if first == 2:
        return 2 if _sign(state, 0) == 0x28 and 4 <= second <= 5 else -1
    if first != 3 or second != 3 or state[s.DIGIT] < 2 or state[s.DIGIT + 3] < 2:
        return -1
    dialled = _sign(state, 0) == 0x28 or _sign(state, 1) == _sign(state, 2)
    return 2 if dialled else -1


@borrowed
def _russian(state: Any) -> int:
    """Return the group with which a number like ``8 (900) 000-01-23`` or ``89000000123`` ends, -1 if it is none."""
    if state[s.DIGITS] < 11 or state[s.DIGIT] != 8 or state[s.DIGIT + 1] < 3:
        return -1
    if _width(state, 0) == 11:
        return 0 if state[s.DIGIT + 1] == 9 else -1
    for group in range(2, state[s.GROUPS]):
        if _upto(state, group) == 11 and (_width(state, 0) == 1 or _width(state, 0) == 4):
            return int(group)
    return -1


@borrowed
def _beside_word(state: Any) -> int:
    """Return the group with which a number ends that has no telling shape, -1 if it can't be a telephone number."""
    if state[s.GROUPS] == 0:
        return -1
    dotted = state[s.GROUPS] > 1 and _sign(state, 1) == 0x2E
    last = ZERO - 1
    for group in range(min(state[s.GROUPS], 6)):
        if _width(state, group) < 2 and (group > 0 or dotted):
            return -1
        total = _upto(state, group)
        if total > _LONGEST_NATIONAL:
            break
        if total >= _LEAST:
            last = ZERO + group
        if total >= _CONTIGUOUS:
            break
    return int(last)


@borrowed
def judge(state: Any, lengths: Any) -> tuple[int, int, int]:
    """Return what the number read is, the group it ends with, and the digit at which it starts behind ``00``."""
    if state[s.PLUS]:
        group = international(state, lengths, 0)
        return (INTERNATIONAL, group, 0) if group >= 0 else (REJECTED, -1, 0)
    if state[s.DIGITS] < _LEAST or _is_date(state):
        return REJECTED, -1, 0
    if state[s.DIGIT] == 0 and state[s.DIGIT + 1] == 0:
        group = international(state, lengths, 2) if state[s.DIGIT + 2] else -1
        return (INTERNATIONAL, group, 2) if group >= 0 else (REJECTED, -1, 0)
    group = _from_zero(state)
    if group < 0:
        group = _american(state)
    if group < 0:
        group = _russian(state)
    kind = NATIONAL
    if group < 0:
        group = _beside_word(state)
        kind = LABELLED
    if group < 0 or _same_digits(state, 0, _upto(state, group)):
        return REJECTED, -1, 0
    return kind, group, 0


@borrowed
def put_number(state: Any, canon: Any, kind: int, group: int, first: int) -> tuple[int, int]:
    """Write the canonical form of the number that ends with ``group``; return its offset, and where it ends in the view."""
    offset = state[s.CURSOR]
    if kind == INTERNATIONAL:
        s.put(state, canon, 0x2B)
    for g in range(group + 1):
        trunk = (
            kind == INTERNATIONAL
            and _width(state, g) == 1
            and _sign(state, g) == 0x28
            and state[s.DIGIT + _upto(state, g) - 1] == 0
        )
        if trunk:
            continue
        for i in range(max(_upto(state, g - 1), first), _upto(state, g)):
            s.put(state, canon, 0x30 + state[s.DIGIT + i])
    return int(offset), int(state[s.GROUP + s.PER_GROUP * group + 1])
