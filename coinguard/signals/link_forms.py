"""How a link is written: alphabets mixed, letters in code, something before an @ sign, a program behind it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.canonical import after_scheme
from coinguard.links.characters import lower
from coinguard.links.punycode import decode_label, is_encoded
from coinguard.links.scope import FIRST_PARTY, UNVERIFIED, scope_of
from coinguard.links.suffixes import hash_step, is_among, text_hash
from coinguard.links.urls import after_userinfo
from coinguard.links.words import CLASS, MOST_CODES, OWNER, STRONG, split_words
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import ONE
from coinguard.signals.link_marks import MARK_IN_VIEW, mark
from coinguard.text import table as t
from coinguard.text.alphabets import info_of, script_of
from coinguard.text.kernel import inlined

_PUNYCODE: Final = np.int64(NUMBER["form.punycode"])
_MIXED: Final = np.int64(NUMBER["form.mixed_script"])
_USERINFO: Final = np.int64(NUMBER["form.userinfo"])
_DOWNLOAD: Final = np.int64(NUMBER["form.download"])
_BRAND: Final = np.int64(NUMBER["brand.userinfo"])

_PROGRAMS: Final = np.array(
    sorted(
        map(text_hash, ("apk", "xapk", "apks", "exe", "msi", "scr", "bat", "cmd", "ipa", "dmg", "jar", "vbs", "ps1"))
    ),
    np.int64,
)
_LONGEST_ENDING: Final = 4
_DOT: Final = 46


@inlined
def _mixes(codes: Any, start: int, stop: int, pages: Any, rows: Any) -> bool:
    """Return whether letters of Latin and of an alphabet that is drawn like it stand in one label."""
    latin = other = False
    for at in range(start, stop):
        info = info_of(codes[at], pages, rows)
        script = script_of(info)
        if script == t.LATIN:
            latin = True
        elif script == t.CYRILLIC or script == t.GREEK or script == t.LOOKALIKE:
            other = True
    return latin and other


@inlined
def _download(canon: Any, end: int, stop: int) -> int:
    """Return where the file name's ending starts if the path is that of a program, else -1."""
    last = stop
    for at in range(end, stop):
        if canon[at] == 63:
            last = at
            break
    for at in range(last - 1, max(end, last - 2 - _LONGEST_ENDING), -1):
        if canon[at] == _DOT:
            ending = 0
            for index in range(at + 1, last):
                ending = hash_step(ending, lower(canon[index]))
            return at if is_among(_PROGRAMS, ending) else -1
    return -1


@inlined
def form_signals(canon: Any, start: int, end: int, stop: int, unicode: Any, marks: Any, n: int) -> int:
    """Mark how the canonical link ``canon[start:stop]``, whose host ends at ``end``, is written; returns the new count."""
    pages, rows = unicode
    punycode = mixed = False
    label = start
    decoded = np.empty(64, np.int32)
    for at in range(start, end + 1):
        if at < end and canon[at] != _DOT:
            continue
        if is_encoded(canon, label, at):
            if not punycode:
                n = mark(marks, n, _PUNYCODE, label, at, -1, ONE)
                punycode = True
            length = decode_label(canon, label, at, decoded, 0)
            if not mixed and length > 0 and _mixes(decoded, 0, length, pages, rows):
                n = mark(marks, n, _MIXED, label, at, -1, ONE)
                mixed = True
        elif not mixed and _mixes(canon, label, at, pages, rows):
            n = mark(marks, n, _MIXED, label, at, -1, ONE)
            mixed = True
        label = at + 1
    if stop > end:
        first = _download(canon, end, stop)
        if first >= 0:
            n = mark(marks, n, _DOWNLOAD, end, stop, -1, ONE)
    return n


@inlined
def _in_view(marks: Any, n: int) -> int:
    """Say that the last finding's place is one in the view; returns the count."""
    marks[n - 1, MARK_IN_VIEW] = 1
    return n


@inlined
def userinfo_signals(
    view: Any, shown: int, shown_end: int, scheme: bool, tables: Any, scratch: Any, marks: Any, n: int
) -> int:
    """Mark what stands before the @ sign of the link ``view[shown:shown_end]``; returns the new count.

    Without a scheme it may be a mailbox as well, so that only a brand there is told.
    """
    first = after_scheme(view, shown, shown_end)
    last = after_userinfo(view, shown_end, first) - 1
    if last <= first:
        return n
    if scheme:
        n = _in_view(marks, mark(marks, n, _USERINFO, first, last, -1, ONE))
    letters, official, bases = scratch[5], tables[4], tables[9]
    length = 0
    for at in range(first, min(last, first + MOST_CODES)):
        if view[at] == 58:
            break
        letters[length] = lower(view[at])
        length += 1
    scope, _, entry = scope_of(letters, 0, length, official[0], official[1], official[2])
    if scope in (FIRST_PARTY, UNVERIFIED):
        return _in_view(marks, mark(marks, n, _BRAND, first, last, bases[0] + entry, ONE))
    found, words = scratch[3], tables[2][3]
    count = split_words(letters, 0, length, tables[2], scratch[1], scratch[2], found)
    for i in range(count):
        word = words[found[i, 2]]
        if word[CLASS] & STRONG:
            return _in_view(marks, mark(marks, n, _BRAND, first, last, int(word[OWNER]), ONE))
    return n
