"""Where words begin and end, signs that stand for letters included."""

from __future__ import annotations

from typing import Any, Final

from coinguard.text import table as t
from coinguard.text.alphabets import info_of, row_of
from coinguard.text.kernel import expanded

_LONGEST_SIGNS: Final = 2
"""Signs in a row that may stand for letters (ca$$h), and letters before a bar that may (c|aim, but not Home|About);
before an exclamation mark it is one (g!ft)."""


@expanded
def is_kind(kind: int, code: int, pages: Any, rows: Any) -> bool:
    """Return whether a code point is of a kind."""
    return info_of(code, pages, rows) & t.KIND_MASK == kind


@expanded
def _sign_letter(code: int, pages: Any, rows: Any) -> int:
    """Return the letter that a sign is used for inside a word, 0 for none and for what is no sign."""
    place = row_of(code, pages)
    kind = rows[place, t.INFO] & t.KIND_MASK
    return int(rows[place, t.LOOKS_LIKE]) if kind in (t.SYMBOL, t.PUNCTUATION) else 0


@expanded
def starts_word(view: Any, i: int, n: int, pages: Any, rows: Any) -> bool:
    """Return whether the sign at ``i`` is the first letter of a word in a styled alphabet (₵oins)."""
    if i + 1 >= n or _sign_letter(view[0, i], pages, rows) == 0 or info_of(view[0, i], pages, rows) & t.LOOSE:
        return False
    return is_kind(t.LETTER, view[0, i + 1], pages, rows)


@expanded
def _joint_end(view: Any, i: int, j: int, n: int, pages: Any, rows: Any) -> int:
    """Return the end of the signs at ``j`` that belong to the word ``[i, j)``, or ``j`` where none do."""
    code = view[0, j]
    if info_of(view[0, j - 1], pages, rows) & t.KIND_MASK not in (t.LETTER, t.MARK):
        return j
    end = j
    if code in (0x27, 0x2019):
        end += 1
    while end < n and info_of(view[0, end], pages, rows) & t.KIND_MASK in (t.INVISIBLE, t.BIDI):
        end += 1
    if end > j:
        follows = info_of(view[0, end], pages, rows) & t.KIND_MASK if end < n else t.SPACE
        return end if follows == t.LETTER or follows == t.MARK else j
    closing = 0
    while end < n and _sign_letter(view[0, end], pages, rows):
        closing += 0 if info_of(view[0, end], pages, rows) & t.LOOSE else 1
        end += 1
    if closing == end - j and end - j >= 2 and j - i >= 2:
        return end
    if end - j > _LONGEST_SIGNS or (code == 0x7C and j - i > _LONGEST_SIGNS) or (code == 0x21 and j - i > 1):
        return j
    return end if end < n and is_kind(t.LETTER, view[0, end], pages, rows) else j


@expanded
def word_end(view: Any, i: int, n: int, pages: Any, rows: Any) -> tuple[int, bool]:
    """Return one past the last element of the word that starts at ``i``, and whether it is all letters of ASCII."""
    j = i + 1
    plain = 0x61 <= view[0, i] | 0x20 <= 0x7A
    if i > 0 and j < n and view[0, i - 1] == 0x5C and view[0, i] in (0x6E, 0x72, 0x74) and view[0, j] >= 0x80:
        return j, plain  # a line break that an export wrote as backslash and n
    while j < n:
        if 0x61 <= view[0, j] | 0x20 <= 0x7A:
            j += 1
            continue
        kind = info_of(view[0, j], pages, rows) & t.KIND_MASK
        end = j + 1
        if kind > t.MARK or kind == t.OTHER:
            end = _joint_end(view, i, j, n, pages, rows)
        if end == j:
            break
        plain = False
        j = end
    return j, plain
