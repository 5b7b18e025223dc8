"""What a word's letters stand for: themselves, the Latin letters they are drawn like, or Cyrillic ones.

A Cyrillic ``о`` is itself in a Russian word and an ``o`` in a Latin one; a Latin ``c`` in a Russian word is a Cyrillic one.
A Latin word with a Russian ending (``SMSки``) is two alphabets in good faith, each keeping its own.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.text import table as t
from coinguard.text.kernel import ZERO, expanded
from coinguard.text.undone import LOOKALIKES, count_undone

THEMSELVES, AS_LATIN, AS_CYRILLIC = range(3)

CYRILLIC_FORMS: Final = (
    *(0x430, 0x432, 0x441, 0, 0x435, 0, 0, 0x43D, 0x438, 0, 0x43A, 0, 0x43C),
    *(0x43F, 0x43E, 0x440, 0, 0x433, 0, 0x442, 0x438, 0, 0, 0x445, 0x443, 0),
)
"""The Cyrillic letter that each of ``a`` to ``z`` is drawn like (а в с е н и к м п о р г т и х у), 0 for none."""

LATIN_COUNT, EXACT_COUNT, OTHER_COUNT, WIDE_COUNT, WIDE_START, WIDE_END, EAST_COUNT = range(7)
"""What the readable view counts of a whole message's letters: Latin; drawn exactly like Latin ones; others of the alphabets
that have such; full-width forms, with the span of the first; East Asian."""
COUNTS: Final = 7

_LATIN: Final = 1 << t.LATIN
_GREEK: Final = 1 << t.GREEK
_CYRILLIC: Final = 1 << t.CYRILLIC
_ODD: Final = 1 << t.LOOKALIKE
_FAR: Final = 1 << t.HEBREW | 1 << t.INDIC
_EAST: Final = 1 << t.EAST_ASIAN
_SHORTEST_WHOLE: Final = 3
"""Letters of a word wholly of an alphabet foreign to the message that make it a drawing of a Latin one."""


@expanded
def row_of(code: int, pages: Any) -> int:
    """Return the place of a code point in the table's rows."""
    return int(pages[code >> 8]) * 256 + (code & 255)


@expanded
def info_of(code: int, pages: Any, rows: Any) -> int:
    """Return the info field of a code point."""
    return int(rows[row_of(code, pages), t.INFO])


@expanded
def script_of(info: int) -> int:
    """Return the script in an info field."""
    return info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK


@expanded
def _meaning(
    alphabets: int, n: Any, switches: int, latin_first: bool, reversible: bool, counts: Any, seen: bool
) -> tuple[int, bool]:
    """Decide what a word's letters stand for, and whether that is evidence.

    ``n`` counts its letters: all, Latin, of alphabets with look-alikes, exact look-alikes, drawn like Latin at all, East Asian.
    """
    letters, latin, look, exact, drawn, east = n
    native = alphabets & (_LATIN | _GREEK | _CYRILLIC | _ODD)
    foreign_text = 4 * counts[OTHER_COUNT] > counts[LATIN_COUNT]
    if alphabets & _LATIN and look > 0:
        unit = native == _LATIN | _GREEK and look == 1 and exact == 0 and not latin_first
        if switches == 1 and unit:
            return THEMSELVES, False  # μg, Δt
        cyrillic = native == _LATIN | _CYRILLIC
        if switches == 1 and foreign_text and ((latin_first and latin > 1) or (latin > 1 and look > latin)):
            return THEMSELVES, False
        if cyrillic and look > latin and exact < look and reversible:
            return AS_CYRILLIC, True
        return AS_LATIN, 2 * drawn >= look
    if look == 0:
        whole = east >= _SHORTEST_WHOLE - 1 and letters >= _SHORTEST_WHOLE and drawn + latin == letters
        return (AS_LATIN, True) if whole and alphabets & _EAST else (THEMSELVES, False)
    if native & (native - 1) or (alphabets & _FAR and drawn > look):
        return AS_LATIN, drawn == letters
    if drawn < letters:
        return THEMSELVES, False
    lone = exact > 0 and counts[OTHER_COUNT] == 0 and counts[LATIN_COUNT] > 2 * counts[EXACT_COUNT]
    if lone and exact == look:
        return AS_LATIN, letters > 1
    among_latin = counts[LATIN_COUNT] >= counts[EXACT_COUNT] + counts[OTHER_COUNT]
    odd = native == _ODD and letters >= _SHORTEST_WHOLE
    if among_latin and (odd or (seen and 2 * exact >= look and letters > 1)):
        return AS_LATIN, True
    return THEMSELVES, False


@expanded
def letters_stand_for(view: Any, i: int, j: int, pages: Any, rows: Any, counts: Any, undone: Any) -> tuple[int, int]:
    """Return what the letters of the word ``[i, j)`` stand for (``THEMSELVES`` ...) and how many there are."""
    latin = look = exact = drawn = east = letters = switches = alphabets = last = ZERO
    latin_first = reversible = ZERO == 0
    for k in range(i, j):
        code = view[0, k]
        if code < 0x80:
            if not 0x61 <= code | 0x20 <= 0x7A:
                continue
            script = t.LATIN
            reversible &= CYRILLIC_FORMS[(code | 0x20) - 0x61] > 0
        else:
            place = row_of(code, pages)
            info = rows[place, t.INFO]
            if info & t.KIND_MASK != t.LETTER:
                continue
            script = script_of(info)
            if script == t.LATIN:
                reversible = False
            elif rows[place, t.LOOKS_LIKE]:
                drawn += 1
                exact += 0 if info & t.LOOSE or script > t.LOOKALIKE else 1
                east += 1 if script == t.EAST_ASIAN else 0
            look += 1 if t.GREEK <= script <= t.LOOKALIKE else 0
        latin += 1 if script == t.LATIN else 0
        if letters == 0:
            latin_first = script == t.LATIN
        elif script != last:
            switches += 1
        last = script
        letters += 1
        alphabets |= 1 << script
    if latin == letters:
        return THEMSELVES, letters
    n = (letters, latin, look, exact, drawn, east)
    meaning, evidence = _meaning(alphabets, n, switches, latin_first, reversible, counts, undone[LOOKALIKES, 0] > 0)
    if evidence:
        count_undone(undone, LOOKALIKES, view[1, i], view[2, j - 1])
    return meaning, letters
