"""The skeleton view: words as what they are drawn as.

Works on the readable view, word by word, because what a letter stands for depends on its word: ``0`` is a digit in ``100``
and an ``o`` in ``r0bux``.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.text import table as t
from coinguard.text.alphabets import (
    AS_CYRILLIC,
    AS_LATIN,
    CYRILLIC_FORMS,
    THEMSELVES,
    info_of,
    letters_stand_for,
    row_of,
    script_of,
)
from coinguard.text.kernel import ZERO, expanded
from coinguard.text.spread import FLAG_A, FLAG_Z, flags_end, spread_end
from coinguard.text.undone import DIGITS, STRETCHED, STYLED_LETTERS, count_undone
from coinguard.text.words import is_kind, starts_word, word_end

_DRAWN_AS: Final = tuple(map(ord, "oizeasgtbg"))
"""The letter each digit is used for (``l`` and ``i`` are one letter in a skeleton)."""

_SPACE: Final = 0x20
_NUMBER: Final = 0x30
_MERGED: Final = 0x69
_STRETCH: Final = 3


@expanded
def _emit(code: int, view: Any, k: int, skeleton: Any, w: int, first: int) -> int:
    """Append a letter unless the word's last one is the same, which then stands for both; return the new length."""
    if w > first and skeleton[0, w - 1] == code:
        skeleton[2, w - 1] = view[2, k]
        return w
    skeleton[0, w] = code
    skeleton[1, w] = view[1, k]
    skeleton[2, w] = view[2, k]
    return w + 1


@expanded
def _space(view: Any, k: int, skeleton: Any, w: int) -> int:
    """Append the space before a new word, unless it is the first; return the new length."""
    if w == 0:
        return w
    skeleton[0, w] = _SPACE
    skeleton[1, w] = view[1, k]
    skeleton[2, w] = view[1, k]
    return w + 1


@expanded
def _digits(
    view: Any, k: int, i: int, j: int, joined: bool, meaning: int, letters: int, pages: Any, rows: Any
) -> tuple[int, bool, bool]:
    """Return the end of the digits at ``k``, whether they stand for letters, and whether that is evidence.

    They do between two Latin letters (``c0ins``, ``rob10x``), doubled after them (``fr33``), and as a last or first ``0``.
    """
    end = k + 1
    if joined:
        return end, True, False
    while end < j and is_kind(t.DIGIT, view[0, end], pages, rows):
        end += 1
    if letters < 2 or end - k > 2 or meaning == AS_CYRILLIC:
        return end, False, False
    before = k > i and (meaning == AS_LATIN or script_of(info_of(view[0, k - 1], pages, rows)) == t.LATIN)
    after = end < j and (meaning == AS_LATIN or script_of(info_of(view[0, end], pages, rows)) == t.LATIN)
    first = info_of(view[0, k], pages, rows) >> t.VALUE_SHIFT & t.VALUE_MASK
    last = info_of(view[0, end - 1], pages, rows) >> t.VALUE_SHIFT & t.VALUE_MASK
    vowel = first in (0, 1, 3) and last in (0, 1, 3)
    if before and after:
        # 2 doubles a word in Indonesian; 3, 7 and 9 are letters of Arabic written in Latin ones, next to vowels.
        arabic = last == 3 and view[0, end] | _SPACE in (0x61, 0x65, 0x69, 0x6F, 0x75)
        return end, True, vowel and not arabic
    if before and end == j:
        return end, (end - k == 2 and first == last and vowel) or (end - k == 1 and first == 0), False
    return end, after and k == i and end - k == 1 and first == 0 and letters > 2, False


@expanded
def _between_latin(view: Any, k: int, i: int, j: int, pages: Any, rows: Any) -> bool:
    """Return whether both neighbours in the word are Latin letters."""
    if k == i or k + 1 >= j:
        return False
    before = info_of(view[0, k - 1], pages, rows)
    after = info_of(view[0, k + 1], pages, rows)
    return script_of(before) == t.LATIN and script_of(after) == t.LATIN


@expanded
def _drawing(view: Any, k: int, i: int, j: int, joined: bool, meaning: int, place: int, pages: Any, rows: Any) -> int:
    """Return what the letter, mark or sign at ``k`` is in the skeleton of its word, where that is not as everywhere."""
    code = int(view[0, k])
    kind = rows[place, t.INFO] & t.KIND_MASK
    drawn = int(rows[place, t.LOOKS_LIKE])
    if kind not in (t.LETTER, t.MARK):
        return 0 if joined else drawn
    if drawn and kind == t.LETTER and (meaning == AS_LATIN or _between_latin(view, k, i, j, pages, rows)):
        return drawn
    if meaning == AS_CYRILLIC and code < 0x80:
        return CYRILLIC_FORMS[(code | _SPACE) - 0x61]
    return int(rows[place, t.SKELETON])


@expanded
def _fold_word(
    view: Any, i: int, j: int, plain: bool, joined: bool, tables: Any, counts: Any, skeleton: Any, w: int, undone: Any
) -> int:
    """Append the word ``[i, j)`` to the skeleton; return its new length.

    ``plain``: it is all letters of ASCII, which stand for themselves. ``joined``: its letters were spread apart.
    """
    pages, rows, sequences = tables
    meaning, letters = THEMSELVES, j - i
    if not plain:
        meaning, letters = letters_stand_for(view, i, j, pages, rows, counts, undone)
    w = _space(view, i, skeleton, w)
    first = w
    same = last = 0
    stretched = False
    k = i
    while k < j:
        place = row_of(view[0, k], pages)
        kind = rows[place, t.INFO] & t.KIND_MASK
        if not plain and kind == t.DIGIT:
            end, as_letters, evidence = _digits(view, k, i, j, joined, meaning, letters, pages, rows)
            if evidence:
                count_undone(undone, DIGITS, view[1, i], view[2, j - 1])
            if not as_letters and w > first:
                w = _space(view, k, skeleton, w)
                first = w
            for d in range(k, end):
                value = info_of(view[0, d], pages, rows) >> t.VALUE_SHIFT & t.VALUE_MASK
                w = _emit(_DRAWN_AS[value] if as_letters else _NUMBER, view, d, skeleton, w, first)
            if not as_letters and end < j:
                w = _space(view, end, skeleton, w)
                first = w
            k = end
            last = 0
            continue
        folded = int(rows[place, t.SKELETON])
        unlike = rows[place, t.LOOKS_LIKE] or meaning == AS_CYRILLIC or (kind != t.LETTER and kind != t.MARK)
        if not plain and unlike:
            folded = _drawing(view, k, i, j, joined, meaning, place, pages, rows)
        if folded == t.ITSELF:
            folded = int(view[0, k])
        if folded > 0:
            # ``l`` and ``i`` are one letter in a skeleton, but "selling" is not stretched.
            letter = int(view[0, k]) | _SPACE if folded == _MERGED else folded
            same = same + 1 if letter == last else 1
            stretched |= same == _STRETCH
            last = letter
            w = _emit(folded, view, k, skeleton, w, first)
        elif folded < 0:
            for part in range(sequences[-folded]):
                w = _emit(int(sequences[1 - folded + part]), view, k, skeleton, w, first)
            last = 0
        k += 1
    if stretched and w > first + 1:
        count_undone(undone, STRETCHED, view[1, i], view[2, j - 1])
    while w > 0 and skeleton[0, w - 1] == _SPACE:
        w -= 1
    return w


@expanded
def _spell_flags(view: Any, i: int, end: int, skeleton: Any, w: int, undone: Any) -> int:
    """Append regional indicators as the word they spell; return the skeleton's new length."""
    w = _space(view, i, skeleton, w)
    first = w
    for k in range(i, end):
        if view[0, k] != _SPACE:
            letter = int(view[0, k]) - FLAG_A + 0x61
            w = _emit(0x69 if letter == 0x6C else letter, view, k, skeleton, w, first)
    count_undone(undone, STYLED_LETTERS, view[1, i], view[2, end - 1])
    return w


@expanded
def _sign(view: Any, i: int, kind: int, place: int, rows: Any, skeleton: Any, w: int) -> int:
    """Append an emoji or sign as a word of its own, once for a run of the same; return the skeleton's new length."""
    sign = (
        int(view[0, i]) if kind == t.EMOJI else int(rows[place, t.SKELETON]) if kind in (t.SYMBOL, t.PUNCTUATION) else 0
    )
    if sign == t.ITSELF:
        sign = int(view[0, i])
    if sign <= 0:
        return w
    if w > 0 and skeleton[0, w - 1] == sign:
        skeleton[2, w - 1] = view[2, i]
        return w
    w = _space(view, i, skeleton, w)
    return _emit(sign, view, i, skeleton, w, w)


@expanded
def fold_words(
    view: Any, n: int, pages: Any, rows: Any, sequences: Any, counts: Any, skeleton: Any, undone: Any
) -> int:
    """Write the skeleton of the readable view ``view[:, :n]``; return its length.

    Parameters
    ----------
    pages, rows, sequences
        Arrays of :class:`coinguard.text.table.UnicodeTable`.
    counts
        What the readable view counted of the message's letters (:mod:`coinguard.text.alphabets`).
    skeleton
        ``int32[3, capacity]``, overwritten.
    undone
        ``int32[len(UNDONE), 3]``, added to.
    """
    w = i = ZERO
    tables = (pages, rows, sequences)
    while i < n:
        code = view[0, i]
        place = row_of(code, pages)
        kind = rows[place, t.INFO] & t.KIND_MASK
        if kind in (t.LETTER, t.DIGIT) or starts_word(view, i, n, pages, rows):
            # Only letters start a word spread apart, or a long run of single digits would be looked at from each.
            end = spread_end(view, i, n, pages, rows, undone) if kind == t.LETTER else i
            joined = end > i
            plain = ZERO > 0
            if not joined:
                end, plain = word_end(view, i, n, pages, rows)
            w = _fold_word(view, i, end, plain, joined, tables, counts, skeleton, w, undone)
            i = end
        elif FLAG_A <= code <= FLAG_Z:
            end, spelt = flags_end(view, i, n)
            if spelt:
                w = _spell_flags(view, i, end, skeleton, w, undone)
            for k in range(i, i if spelt else end):
                w = _sign(view, k, t.EMOJI, place, rows, skeleton, w) if view[0, k] != _SPACE else w
            i = end
        else:
            w = _sign(view, i, kind, place, rows, skeleton, w)
            i += 1
    return int(w)
