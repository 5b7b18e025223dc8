"""A brand's name where it does not belong: before another domain, under another ending, or in letters that only look like it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.lookalike import LONGEST, SHORTEST_NEAR, drawn_like, near
from coinguard.links.ngrams import in_token, lowered
from coinguard.links.punycode import decode_label, is_encoded
from coinguard.links.scope import FIRST_PARTY, UNVERIFIED, scope_of
from coinguard.links.words import CLASS, EVERYWHERE, MOST_CODES, OWNER, STRONG, split_words
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import ONE
from coinguard.signals.link_marks import mark
from coinguard.text.kernel import inlined

_SUBDOMAIN: Final = np.int64(NUMBER["brand.subdomain"])
_OTHER_ENDING: Final = np.int64(NUMBER["brand.other_ending"])
_DRAWN: Final = np.int64(NUMBER["lookalike.drawn"])
_NEAR: Final = np.int64(NUMBER["lookalike.near"])
_DOT: Final = 46
_HYPHEN: Final = 0x2D


@inlined
def _subdomain(canon: Any, start: int, stop: int, own: int, tables: Any, marks: Any, n: int) -> int:
    """Mark an official host that the host ``canon[start:stop]`` starts with: ``tiktok.com.gift.xyz``; returns the new count."""
    official, bases = tables[4], tables[9]
    for end in range(start + 1, stop):
        if canon[end] != _DOT:
            continue
        scope, brand, entry = scope_of(canon, start, end - start, official[0], official[1], official[2])
        if scope in (FIRST_PARTY, UNVERIFIED) and brand != own:
            return mark(marks, n, _SUBDOMAIN, start, end, bases[0] + entry, ONE)
    return n


@inlined
def _whole_word(canon: Any, domain: int, suffix: int, tables: Any, scratch: Any) -> int:
    """Return the word that a registrable domain is but for its suffix, -1 if it is none."""
    found = scratch[3]
    if suffix <= domain or split_words(canon, domain, suffix - 1, tables[2], scratch[1], scratch[2], found) != 1:
        return -1
    return int(found[0, 2]) if found[0, 0] == domain and found[0, 1] == suffix - 1 else -1


@inlined
def known_everywhere(canon: Any, domain: int, suffix: int, tables: Any, scratch: Any) -> int:
    """Return the brand whose name the registrable domain is, if its owner has that under most endings; -1 if not."""
    word = _whole_word(canon, domain, suffix, tables, scratch)
    if word < 0 or tables[2][3][word, CLASS] & EVERYWHERE == 0:
        return -1
    return int(tables[2][3][word, OWNER])


@inlined
def _other_ending(
    canon: Any, domain: int, suffix: int, end: int, own: int, tables: Any, scratch: Any, marks: Any, n: int
) -> int:
    """Mark a registrable domain that is a brand's strong name under an ending not its own; returns the new count."""
    number = _whole_word(canon, domain, suffix, tables, scratch)
    if number < 0:
        return n
    word = tables[2][3][number]
    if word[CLASS] & STRONG == 0 or word[OWNER] == own:
        return n
    return mark(marks, n, _OTHER_ENDING, domain, end, tables[8][word[OWNER]], ONE)


@inlined
def _near_word(
    canon: Any, first: int, last: int, own: int, tables: Any, scratch: Any, marks: Any, n: int
) -> tuple[int, bool]:
    """Mark the word ``canon[first:last]`` if it is a keystroke away from a strong name; returns the new count, and if so."""
    names, letters = tables[3][6], scratch[5]
    length = last - first
    if length < SHORTEST_NEAR - 1 or length > LONGEST:
        return n, False
    for index in range(length):
        letters[index] = lowered(canon[first + index])
    name = near(letters, length, tables[3])
    if name < 0 or names[name, 0] == own:
        return n, False
    return mark(marks, n, _NEAR, first, last, tables[10][name], ONE), True


@inlined
def _near_names(canon: Any, start: int, suffix: int, own: int, tables: Any, scratch: Any, marks: Any, n: int) -> int:
    """Mark the first word of the host, without its suffix, that is a keystroke away from a strong name."""
    words, found = tables[2][3], scratch[3]
    count = split_words(canon, start, suffix, tables[2], scratch[1], scratch[2], found)
    at = start
    word = 0
    while at < suffix:
        if not in_token(lowered(canon[at])):
            at += 1
            continue
        last = at
        while last < suffix and in_token(lowered(canon[last])):
            last += 1
        covered = 0
        gap = at
        named = False
        while word < count and found[word, 0] < last:
            covered += found[word, 1] - found[word, 0]
            named = named or words[found[word, 2], CLASS] & STRONG != 0
            n, marked = _near_word(canon, gap, int(found[word, 0]), own, tables, scratch, marks, n)
            if marked:
                return n
            gap = int(found[word, 1])
            word += 1
        if not named and gap > at:
            n, marked = _near_word(canon, gap, last, own, tables, scratch, marks, n)
            if marked:
                return n
        if not named and covered < last - at:
            n, marked = _near_word(canon, at, last, own, tables, scratch, marks, n)
            if marked:
                return n
        at = last + 1
    return n


@inlined
def _drawn_names(canon: Any, start: int, suffix: int, own: int, tables: Any, scratch: Any, marks: Any, n: int) -> int:
    """Mark the first strong name that the host, without its suffix, holds in letters that look like its own."""
    pages, rows = tables[0]
    names, decoded = tables[3][6], scratch[5]
    name, first, last = drawn_like(canon, start, suffix, pages, rows, tables[3], scratch[4])
    if name >= 0:
        return n if names[name, 0] == own else mark(marks, n, _DRAWN, first, last, tables[10][name], ONE)
    label = start
    for at in range(start, suffix + 1):
        if at < suffix and canon[at] != _DOT:
            continue
        if is_encoded(canon, label, at):
            length = decode_label(canon, label, at, decoded[:MOST_CODES], 0)
            if length > 0:
                name, _, _ = drawn_like(decoded, 0, length, pages, rows, tables[3], scratch[4])
                if name >= 0 and names[name, 0] != own:
                    return mark(marks, n, _DRAWN, label, at, tables[10][name], ONE)
        label = at + 1
    return n


@inlined
def name_signals(
    canon: Any,
    start: int,
    end: int,
    domain: int,
    suffix: int,
    private: bool,
    own: int,
    tables: Any,
    scratch: Any,
    marks: Any,
    n: int,
) -> int:
    """Mark brands' names that do not belong to the host ``canon[start:end]``; returns the new count.

    ``domain`` and ``suffix`` are where its registrable domain and its public suffix start, a company's suffix if ``private``, and
    ``own`` is the brand whose site it is.
    """
    if not private:
        n = _subdomain(canon, start, end, own, tables, marks, n)
    if suffix > domain and not private:
        n = _other_ending(canon, domain, suffix, end, own, tables, scratch, marks, n)
    last = suffix - 1 if suffix > start else suffix
    before = n
    n = _drawn_names(canon, start, last, own, tables, scratch, marks, n)
    if n == before:
        n = _near_names(canon, start, last, own, tables, scratch, marks, n)
    return n
