"""Words written one letter at a time: ``f r e e``, ``f.r.e.e``, regional indicators."""

from __future__ import annotations

from typing import Any, Final

from coinguard.text import table as t
from coinguard.text.alphabets import info_of, script_of
from coinguard.text.kernel import expanded
from coinguard.text.undone import SPLIT, count_undone

_LATIN_SPREAD: Final = 3
"""Latin letters one by one that make a word spread apart; fewer are initials."""
_OTHER_SPREAD: Final = 4
"""Of other alphabets, some of which have many words of one letter (и, я, в, с)."""
_COUNTED_SPREAD: Final = 4
_COUNTED_CHANGES: Final = 2
"""A letter said again and again (``k k k k``) is laughter, not a word spread apart."""
_LONGEST_GAP: Final = 3
FLAG_A: Final = 0x1F1E6
FLAG_Z: Final = 0x1F1FF
_REGIONS: Final = (
    "CDEFGILMOQRSTUWXZ", "ABDEFGHIJLMNOQRSTVWYZ", "ACDFGHIKLMNOPRUVWXYZ", "EGJKMOZ", "ACEGHRSTU", "IJKMOR",
    "ABDEFGHILMNPQRSTUWY", "KMNRTU", "CDELMNOQRST", "EMOP", "EGHIMNPRWYZ", "ABCIKRSTUVY", "ACDEFGHKLMNOPQRSTUVWXYZ",
    "ACEFGILOPRUZ", "M", "AEFGHKLMNRSTWY", "A", "EOSUW", "ABCDEGHIJKLMNORSTVXYZ", "ACDFGHJKLMNORTVWZ", "AGMNSYZ",
    "ACEGINU", "FS", "K", "ET", "AMW",
)  # fmt: skip
_FLAGS: Final = tuple(sum(1 << (ord(second) - 0x41) for second in seconds) for seconds in _REGIONS)
"""By first letter, the second letters of the regions that have a flag (Unicode's emoji-flag sequences), as bits."""


@expanded
def _lone_end(view: Any, i: int, n: int, pages: Any, rows: Any) -> int:
    """Return the end of the one-letter (or one-digit) word at ``i``, or ``i`` where the word is longer."""
    if i >= n:
        return i
    kind = info_of(view[0, i], pages, rows) & t.KIND_MASK
    if kind not in (t.LETTER, t.DIGIT):
        return i
    j = i + 1
    while j < n:
        kind = info_of(view[0, j], pages, rows) & t.KIND_MASK
        if kind in (t.LETTER, t.DIGIT):
            return i
        if kind != t.MARK:
            break
        j += 1
    return j


@expanded
def spread_end(view: Any, i: int, n: int, pages: Any, rows: Any, undone: Any) -> int:
    """Return the end of the word spread apart from the letter at ``i`` on, gaps of one length throughout; else ``i``.

    Work is linear: what is looked at again because it was no such word is less than four letters.
    """
    end = _lone_end(view, i, n, pages, rows)
    if end == i:
        return i
    script = script_of(info_of(view[0, i], pages, rows))
    letters = 1
    changes = 0
    gap = 0
    last = view[0, i] | 0x20
    while True:
        k = end
        while k < n and k - end < _LONGEST_GAP:
            kind = info_of(view[0, k], pages, rows) & t.KIND_MASK
            if kind in (t.LETTER, t.DIGIT, t.MARK, t.OTHER):
                break
            k += 1
        width = k - end
        stop = _lone_end(view, k, n, pages, rows)
        if width == 0 or stop == k or (gap and width != gap):
            break
        gap = width
        end = stop
        letters += 1
        changes += 1 if view[0, k] | 0x20 != last else 0
        last = view[0, k] | 0x20
    if letters < (_LATIN_SPREAD if script == t.LATIN else _OTHER_SPREAD):
        return i
    if letters >= _COUNTED_SPREAD and changes >= _COUNTED_CHANGES and script <= t.LOOKALIKE:
        count_undone(undone, SPLIT, view[1, i], view[2, end - 1])
    return end


@expanded
def flags_end(view: Any, i: int, n: int) -> tuple[int, bool]:
    """Return the end of the regional indicators from ``i`` and whether they spell a word; pairs of them are flags."""
    end = i + 1
    letters = 1
    gaps = 0
    flags = True
    while end < n:
        after = end
        apart = view[0, end] == 0x20
        if apart:
            after += 1
        if after >= n or not FLAG_A <= view[0, after] <= FLAG_Z:
            break
        apart |= view[1, after] != view[2, after - 1]
        gaps += 1 if apart else 0
        if letters % 2 == 1:
            first = view[0, end - 1] - FLAG_A
            flags &= not apart and _FLAGS[first] >> (view[0, after] - FLAG_A) & 1 == 1
        end = after + 1
        letters += 1
    return end, letters > 2 and (gaps == letters - 1 or letters % 2 == 1 or not flags)
