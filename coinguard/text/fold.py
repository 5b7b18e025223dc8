"""Fold once, two views: what a person reads, and what is left of it when every disguise is undone.

One pass over a message's code points gives

- the *readable* view: entities decoded, styled letters plain, letters and marks composed (NFC), invisible characters and
  piled-up marks gone; digits, case and the marks of every language kept. Links and offers are read from it.
- the *skeleton* view: words of bare lower-case letters with one space between them. Case, marks that are decoration,
  stretched letters and punctuation are gone, ``l`` and ``i`` are one letter, a number is ``0``, an amount's currency ``$``;
  letters of other alphabets in a Latin word, digits inside a word and letters spread apart are what they are drawn as.
  N-grams and disguise-proof rules are read from it.

Each element of a view knows the code points of the original text it stands for, and what had to be undone is counted:
non-Latin writing is never suspicious in itself, a word that mixes alphabets is.

A view is an ``int32[3, n]`` table: code points, first code point of the original, one past the last.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text import alphabets as a
from coinguard.text import table as t
from coinguard.text.alphabets import row_of
from coinguard.text.entities import decode_entities
from coinguard.text.entities import lookup as lookup
from coinguard.text.kernel import inlined
from coinguard.text.skeleton import fold_words
from coinguard.text.undone import INVISIBLES, OVERRIDE, STACKED, STYLED_LETTERS, count_undone

_MARKS_ON_LATIN: Final = 2
_MARKS_ELSEWHERE: Final = 8


@inlined
def capacity(size: int) -> int:
    """Return how many elements the views of a text of ``size`` UTF-8 bytes can have at most.

    A code point of k bytes folds to at most k skeleton letters; a space before a word or sign needs a byte that ended the one
    before it, or is the sign itself.
    """
    return 2 * size + 16


@inlined
def _decode(buffer: Any, start: int, end: int, raw: Any) -> tuple[int, bool, bool]:
    """Decode valid UTF-8; return the number of code points, and whether there are ampersands and letters of small print.

    Small print: small capitals and raised letters from outside the phonetic alphabet.
    """
    n = 0
    ampersand = small_print = False
    i = start
    while i < end:
        byte = int(buffer[i])
        if byte < 0x80:
            code = byte
            ampersand |= byte == 0x26
            i += 1
        elif byte < 0xE0:
            code = (byte & 0x1F) << 6 | (int(buffer[i + 1]) & 0x3F)
            i += 2
        elif byte < 0xF0:
            code = (byte & 0x0F) << 12 | (int(buffer[i + 1]) & 0x3F) << 6 | (int(buffer[i + 2]) & 0x3F)
            small_print |= 0x1D00 <= code < 0x1DC0 or 0xA730 <= code < 0xA800 or 0x2070 <= code < 0x20A0
            i += 3
        else:
            code = (
                (byte & 0x07) << 18
                | (int(buffer[i + 1]) & 0x3F) << 12
                | (int(buffer[i + 2]) & 0x3F) << 6
                | (int(buffer[i + 3]) & 0x3F)
            )
            i += 4
        raw[0, n] = code
        raw[1, n] = n
        raw[2, n] = n + 1
        n += 1
    return n, ampersand, small_print


@inlined
def _plain(buffer: Any, start: int, end: int, view: Any) -> bool:
    """Write a message that is its own readable view, as most are: ASCII without control characters and ampersands."""
    for i in range(start, end):
        byte = buffer[i]
        if byte >= 0x7F or byte == 0x26 or (byte < 0x20 and byte not in (0x09, 0x0A, 0x0D)):
            return False
    for k in range(end - start):
        view[0, k] = buffer[start + k]
        view[1, k] = k
        view[2, k] = k + 1
    return True


@inlined
def _in_word(info: int) -> bool:
    """Return whether nothing invisible is ordinary next to it inside a word."""
    kind = info & t.KIND_MASK
    script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
    if kind == t.DIGIT:
        return True
    return kind == t.LETTER and (t.LATIN <= script <= t.OTHER_ALPHABET or script in (t.EAST_ASIAN, t.HANGUL))


@inlined
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


@inlined
def _compose(first: int, second: int, keys: Any, values: Any) -> int:
    """Return the canonical composition of two code points, 0 where there is none (Unicode, section 3.11 and 3.12)."""
    if 0x1100 <= first < 0x1113 and 0x1161 <= second < 0x1176:
        return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    if 0xAC00 <= first < 0xD7A4 and (first - 0xAC00) % 28 == 0 and 0x11A8 <= second < 0x11C3:
        return first + second - 0x11A7
    return lookup(keys, values, first << 21 | second)


@inlined
def _accent(code: int) -> bool:
    """Return whether a combining mark is an accent of some orthography, to be met alone on any letter."""
    if code > 0x331:
        return False
    if code <= 0x30C or 0x323 <= code <= 0x32E:
        return code != 0x305
    return code in (0x30F, 0x311, 0x31B, 0x330, 0x331)


@inlined
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


@inlined
def _count_letter(info: int, exact: bool, counts: Any) -> None:
    """Count a letter of the message by alphabet."""
    script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
    if script == t.LATIN:
        counts[a.LATIN_COUNT] += 1
    elif t.GREEK <= script <= t.LOOKALIKE:
        counts[a.EXACT_COUNT if exact and not info & t.LOOSE else a.OTHER_COUNT] += 1
    elif script == t.EAST_ASIAN or script == t.HANGUL:
        counts[a.EAST_COUNT] += 1


@inlined
def _count_styled(code: int, start: int, end: int, counts: Any, undone: Any) -> None:
    """Count a styled letter; full-width ones apart, which are ordinary in East Asian writing."""
    if not 0xFF01 <= code <= 0xFF5E:
        count_undone(undone, STYLED_LETTERS, start, end)
        return
    if counts[a.WIDE_COUNT] == 0:
        counts[a.WIDE_START] = start
        counts[a.WIDE_END] = end
    counts[a.WIDE_COUNT] += 1


@inlined
def _count_wide(counts: Any, undone: Any) -> None:
    """Count full-width letters as styled where the message has no East Asian writing."""
    if counts[a.WIDE_COUNT] == 0 or counts[a.EAST_COUNT] > 0:
        return
    if undone[STYLED_LETTERS, 0] == 0 or counts[a.WIDE_START] < undone[STYLED_LETTERS, 1]:
        undone[STYLED_LETTERS, 1] = counts[a.WIDE_START]
        undone[STYLED_LETTERS, 2] = counts[a.WIDE_END]
    undone[STYLED_LETTERS, 0] += counts[a.WIDE_COUNT]


@inlined
def _itself(code: int, info: int, after: int, small_print: bool) -> bool:
    """Return whether a styled letter is ordinary writing: an emoji, or a letter of the phonetic alphabet."""
    if info & t.PICTURED:
        return after == 0xFE0F
    return 0x250 <= code < 0x300 and not small_print


@inlined
def _readable(raw: Any, n: int, small_print: bool, tables: Any, view: Any, undone: Any, counts: Any) -> int:
    """Write the readable view; return its length. ``counts`` is added to (:mod:`coinguard.text.alphabets`)."""
    pages, rows, sequences, compose_keys, compose_values, _, _ = tables
    w = 0
    starter = -1
    last_class = 0
    residual = 0
    hidden = -1
    before_info = t.SPACE
    for i in range(n):
        code = raw[0, i]
        place = row_of(code, pages)
        info = rows[place, t.INFO]
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
                composed = _compose(view[0, starter], code, compose_keys, compose_values)
                if composed:
                    view[0, starter] = composed
                    view[2, starter] = raw[2, i]
                    before_info = rows[row_of(composed, pages), t.INFO]
                    continue
            last_class = max(last_class, combining) if combining else 0
            residual += 1
            script = info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK
            if script == t.COMMON and code != 0x20E3 and _in_word(before_info):
                if residual > 1 or not _accent(code):
                    count_undone(undone, STACKED, raw[1, i], raw[2, i])
                if residual > _MARKS_ON_LATIN:
                    continue
            elif residual > _MARKS_ELSEWHERE:
                continue
        else:
            if kind == t.LETTER and starter >= 0 and starter == w - 1 and 0x1161 <= code < 0x11C3:
                composed = _compose(view[0, starter], code, compose_keys, compose_values)
                if composed:
                    view[0, starter] = composed
                    view[2, starter] = raw[2, i]
                    continue
            if hidden >= 0 and _in_word(info) and _in_word(before_info):
                count_undone(undone, INVISIBLES, raw[1, hidden], raw[2, i - 1])
            starter = w
            last_class = residual = 0
            before_info = info
            if kind == t.LETTER:
                _count_letter(info, rows[place, t.LOOKS_LIKE] > 0, counts)
            if info & t.STYLED:
                if _itself(code, info, after, small_print):
                    readable = t.ITSELF
                else:
                    _count_styled(code, raw[1, i], raw[2, i], counts, undone)
        hidden = -1
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
    return w


@inlined
def fold_row(
    buffer: Any, start: int, end: int, tables: Any, raw: Any, view: Any, skeleton: Any, undone: Any
) -> tuple[int, int]:
    """Fold the message in ``buffer[start:end]`` (valid UTF-8); return the lengths of its readable and skeleton views.

    Parameters
    ----------
    tables
        The arrays of :class:`coinguard.text.table.UnicodeTable`.
    raw, view, skeleton
        ``int32[3, capacity(end - start)]``: room for the decoded message and its two views.
    undone
        ``int32[len(UNDONE), 3]``, overwritten.
    """
    undone[:] = 0
    counts = np.zeros(a.COUNTS, np.int64)
    n_view = end - start
    if not _plain(buffer, start, end, view):
        n, ampersand, small_print = _decode(buffer, start, end, raw)
        if ampersand:
            n = decode_entities(raw, n, tables[5], tables[6], undone)
        n_view = _readable(raw, n, small_print, tables, view, undone, counts)
    n_skeleton = fold_words(view, n_view, tables[0], tables[1], tables[2], counts, skeleton, undone)
    return n_view, n_skeleton
