"""The readable view: composed, plain and visible.

Letters and marks are composed (NFC), styled letters are plain, invisible characters, direction overrides and piled-up marks
are gone; what belongs to the writing of a language stays.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text import alphabets as a
from coinguard.text import table as t
from coinguard.text.alphabets import row_of
from coinguard.text.entities import lookup
from coinguard.text.kernel import ZERO, expanded
from coinguard.text.undone import INVISIBLES, OVERRIDE, STACKED, STYLED_LETTERS, count_undone

_MARKS_ON_LATIN: Final = 2
"""Marks on a letter, besides those it is composed with, that are kept; Vietnamese and tone languages need that many."""
_MARKS_ELSEWHERE: Final = 8


@expanded
def _in_word(info: int) -> bool:
    """Return whether nothing invisible is ordinary next to it inside a word."""
    kind = info & t.KIND_MASK
    script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
    if kind == t.DIGIT:
        return True
    return kind == t.LETTER and (t.LATIN <= script <= t.OTHER_ALPHABET or script in (t.EAST_ASIAN, t.HANGUL))


@expanded
def _stays(code: int, kind: int, before: int, before_info: int, after: int) -> bool:
    """Return whether an invisible character is a part of ordinary writing where it stands."""
    before_kind = before_info & t.KIND_MASK
    before_script = before_info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
    selector = 0xFE00 <= code <= 0xFE0F
    if code == 0x200D or selector or 0xE0020 <= code <= 0xE007F:
        if before_kind == t.EMOJI or before == 0x200D or 0xFE00 <= before <= 0xFE0F or 0xE0020 <= before <= 0xE007F:
            return True
        if selector and (
            after == 0x20E3 or before_kind in (t.SYMBOL, t.PUNCTUATION, t.MARK) or before_info & t.PICTURED
        ):
            return True
    if code in (0x200C, 0x200D):
        return before_script in (t.JOINING, t.INDIC)
    if code == 0x200B:
        return before_script == t.INDIC
    return kind == t.BIDI and code not in (0x202D, 0x202E) and not (before < 0x80 and after < 0x80)


@expanded
def _compose(first: int, second: int, keys: Any, values: Any) -> int:
    """Return the canonical composition of two code points, 0 where there is none (Unicode, section 3.11 and 3.12)."""
    if 0x1100 <= first < 0x1113 and 0x1161 <= second < 0x1176:
        return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    if 0xAC00 <= first < 0xD7A4 and (first - 0xAC00) % 28 == 0 and 0x11A8 <= second < 0x11C3:
        return first + second - 0x11A7
    return lookup(keys, values, np.uint64(first << 21 | second))


@expanded
def _accent(code: int) -> bool:
    """Return whether a combining mark is an accent of some orthography, to be met alone on any letter."""
    if code > 0x331:
        return False
    if code <= 0x30C or 0x323 <= code <= 0x32E:
        return code != 0x305
    return code in (0x30F, 0x311, 0x31B, 0x330, 0x331)


@expanded
def _order_mark(view: Any, first: int, w: int, pages: Any, rows: Any) -> None:
    """Move the mark at ``w`` to its canonical place among the marks from ``first`` on; those passed share one span."""
    code = view[0, w]
    combining = rows[row_of(code, pages), t.INFO] >> t.CCC_SHIFT & t.CCC_MASK
    k = w
    while (
        combining
        and k > first
        and (rows[row_of(view[0, k - 1], pages), t.INFO] >> t.CCC_SHIFT & t.CCC_MASK) > combining
    ):
        view[0, k] = view[0, k - 1]
        k -= 1
    view[0, k] = code
    for moved in range(k, w + 1 if k < w else k):
        view[1, moved] = view[1, k]
        view[2, moved] = view[2, w]


@expanded
def _count_letter(info: int, exact: bool, counts: Any) -> None:
    """Count a letter of the message by alphabet."""
    script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
    if script == t.LATIN:
        counts[a.LATIN_COUNT] += 1
    elif t.GREEK <= script <= t.LOOKALIKE:
        counts[a.EXACT_COUNT if exact and not info & t.LOOSE else a.OTHER_COUNT] += 1
    elif script == t.EAST_ASIAN or script == t.HANGUL:
        counts[a.EAST_COUNT] += 1


@expanded
def _count_styled(code: int, start: int, end: int, counts: Any, undone: Any) -> None:
    """Count a styled letter; full-width ones apart, which are ordinary in East Asian writing."""
    if not 0xFF01 <= code <= 0xFF5E:
        count_undone(undone, STYLED_LETTERS, start, end)
        return
    if counts[a.WIDE_COUNT] == 0:
        counts[a.WIDE_START] = start
        counts[a.WIDE_END] = end
    counts[a.WIDE_COUNT] += 1


@expanded
def _count_wide(counts: Any, undone: Any) -> None:
    """Count full-width letters as styled where the message has no East Asian writing."""
    if counts[a.WIDE_COUNT] == 0 or counts[a.EAST_COUNT] > 0:
        return
    if undone[STYLED_LETTERS, 0] == 0 or counts[a.WIDE_START] < undone[STYLED_LETTERS, 1]:
        undone[STYLED_LETTERS, 1] = counts[a.WIDE_START]
        undone[STYLED_LETTERS, 2] = counts[a.WIDE_END]
    undone[STYLED_LETTERS, 0] += counts[a.WIDE_COUNT]


@expanded
def _itself(code: int, info: int, after: int, small_print: bool) -> bool:
    """Return whether a styled letter is ordinary writing: an emoji, or a letter of the phonetic alphabet."""
    if info & t.PICTURED:
        return after == 0xFE0F
    return 0x250 <= code < 0x300 and not small_print


@expanded
def readable_view(raw: Any, n: int, small_print: bool, tables: Any, view: Any, undone: Any, counts: Any) -> int:
    """Write the readable view; return its length. ``counts`` is added to (:mod:`coinguard.text.alphabets`)."""
    pages, rows, sequences, compose_keys, compose_values, _, _ = tables
    w = last_class = residual = ZERO
    starter = hidden = ZERO - 1
    before_info = ZERO + t.SPACE
    for i in range(n):
        code = int(raw[0, i])
        place = row_of(code, pages)
        info = int(rows[place, t.INFO])
        kind = info & t.KIND_MASK
        readable = rows[place, t.READABLE]
        after = raw[0, i + 1] if i + 1 < n else 0x20
        if kind >= t.INVISIBLE:
            before = view[0, w - 1] if w else 0x20
            if not _stays(code, kind, before, before_info, after):
                if code in (0x202D, 0x202E):
                    count_undone(undone, OVERRIDE, raw[1, i], raw[2, i])
                if hidden < 0 and kind != t.CONTROL:
                    hidden = i
                continue
        elif kind == t.MARK:
            combining = info >> t.CCC_SHIFT & t.CCC_MASK
            if starter >= 0 and (last_class < combining or (last_class == 0 and w == starter + 1)):
                composed = _compose(int(view[0, starter]), code, compose_keys, compose_values)
                if composed:
                    view[0, starter] = composed
                    view[2, starter] = raw[2, i]
                    continue
            last_class = max(last_class, combining)
            residual += 1
            script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
            if script == t.COMMON and code != 0x20E3 and _in_word(before_info):
                if residual > 1 or not _accent(code):
                    count_undone(undone, STACKED, raw[1, i], raw[2, i])
                if residual > _MARKS_ON_LATIN:
                    continue
            elif residual > _MARKS_ELSEWHERE:
                continue
            if combining == 0:  # what follows composes with this mark, a vowel of two parts
                starter = w
                last_class = ZERO
        else:
            if kind == t.LETTER and starter >= 0 and starter == w - 1 and 0x1161 <= code < 0x11C3:
                composed = _compose(int(view[0, starter]), code, compose_keys, compose_values)
                if composed:
                    view[0, starter] = composed
                    view[2, starter] = raw[2, i]
                    continue
            if hidden >= 0 and _in_word(info) and _in_word(before_info):
                count_undone(undone, INVISIBLES, raw[1, hidden], raw[2, i - 1])
            starter = w
            hidden = ZERO - 1
            last_class = residual = ZERO
            before_info = info
            if kind == t.LETTER:
                _count_letter(info, rows[place, t.LOOKS_LIKE] > 0, counts)
            if info & t.STYLED:
                if _itself(code, info, after, small_print):
                    readable = t.ITSELF
                else:
                    _count_styled(code, raw[1, i], raw[2, i], counts, undone)
        if readable >= 0:
            view[0, w] = code if readable == t.ITSELF else readable
            view[1, w] = raw[1, i]
            view[2, w] = raw[2, i]
            if residual > 1:
                _order_mark(view, starter + 1, w, pages, rows)
            w += 1
        else:
            for k in range(sequences[-readable]):
                view[0, w] = sequences[1 - readable + k]
                view[1, w] = raw[1, i]
                view[2, w] = raw[2, i]
                w += 1
    _count_wide(counts, undone)
    return int(w)
