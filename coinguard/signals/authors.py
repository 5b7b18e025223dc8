"""Names and handles of authors that resemble a platform's staff or an official account.

A name proves nothing by itself, so nothing here speaks for an author. A handle that a brand itself runs is not a look-alike
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.links.brands import Brand, brands
from coinguard.links.characters import JOINER, OTHER, host_kind, lower
from coinguard.links.lookalike import LONGEST, draw, drawn_like, near
from coinguard.links.ngrams import in_token, is_digit
from coinguard.links.suffixes import hash_step, text_hash
from coinguard.links.tables import whole
from coinguard.links.words import (
    BRAND,
    CLASS,
    MOST_CODES,
    MOST_WORDS,
    OWNER,
    WORD_TYPES,
    WordTable,
    joined,
    split_words,
    word_table,
)
from coinguard.resources import asset
from coinguard.text import kernel as k
from coinguard.text.kernel import inlined
from coinguard.text.table import unicode_table

LONGEST_NAME: Final = 64
"""Code points of a name that are read."""

NOTHING, STAFF, DRAWN, NEAR, TICK, OFFICIAL = range(6)
"""What a name is found to be."""

CLASSES: Final = ("staff", "title", "fan", "ordinary")
_STAFF, _TITLE, _FAN, _ORDINARY = (1 << bit for bit in range(len(CLASSES)))
_TICKS: Final = np.array(sorted((0x2611, 0x2705, 0x2713, 0x2714, 0x1F5F8, 0x1F5F9)), np.int64)

AUTHOR_TYPE: Final = k.together(k.together(*WORD_TYPES), k.INT64S, k.INT32S)
"""The Numba type of :attr:`AuthorTables.arrays`."""


class AuthorTables(NamedTuple):
    """What authors' names are compared with, besides the strong names of brands."""

    words: WordTable
    """Brands and the words beside them, as they are drawn."""
    handles: NDArray[np.int64]
    """Sorted hashes of official handles."""
    owners: NDArray[np.int32]
    """The brand of each."""

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The tables as kernels take them."""
        return tuple(self.words), self.handles, self.owners


@inlined
def new_author_scratch() -> Any:
    """Return what :func:`author_finding` works in."""
    return (
        np.empty(LONGEST_NAME + 1, np.int32),
        np.empty((2, LONGEST_NAME + 1), np.int32),
        np.empty(MOST_CODES + 1, np.int32),
        np.empty((MOST_CODES + 1, 2), np.int32),
        np.empty((MOST_WORDS, 3), np.int32),
    )


@inlined
def _official(view: Any, n: int, handles: Any, owners: Any) -> int:
    """Return the brand whose handle this is, -1 if it is none's."""
    value = 0
    for at in range(1 if n and view[0] == 0x40 else 0, n):
        value = hash_step(value, lower(view[at]))
    place = np.searchsorted(handles, value)
    return int(owners[place]) if place < handles.size and handles[place] == value else -1


@inlined
def _read(view: Any, n: int, codes: Any) -> tuple[int, bool]:
    """Write a name's letters in lower case, a space for all else; return how many, and whether there is a tick."""
    tick = False
    stop = min(n, LONGEST_NAME)
    for at in range(stop):
        code: Any = np.int64(view[at])
        place = np.searchsorted(_TICKS, code)
        tick = tick or bool(place < _TICKS.size and _TICKS[place] == code)
        kind = host_kind(code)
        codes[at] = 0x20 if kind in (OTHER, JOINER) else lower(code)
    return stop, tick


@inlined
def _letters(codes: Any, first: int, end: int) -> int:
    """Return how many letters there are."""
    count = 0
    for at in range(first, end):
        if in_token(codes[at]) and not is_digit(codes[at]):
            count += 1
    return count


@inlined
def _ends(codes: Any, n: int, at: int) -> bool:
    """Return true if no letter stands at ``at``."""
    return at < 0 or at >= n or not in_token(codes[at]) or is_digit(codes[at])


@inlined
def _beside_brand(codes: Any, n: int, tick: bool, words: Any, scratch: Any) -> tuple[int, int]:
    """Return the brand that stands whole among the words, -1 for none; and the classes of the words around it."""
    found = scratch[4]
    count = split_words(codes, 0, n, words, scratch[2], scratch[3], found)
    brand, classes, covered = -1, _TITLE if tick else 0, 0
    for index in range(count):
        first, end = found[index, 0], found[index, 1]
        word = words[3][found[index, 2]]
        covered += _letters(codes, first, end)
        classes |= word[CLASS] & (BRAND - 1)
        before = _ends(codes, n, first - 1) or (index > 0 and found[index - 1, 1] == first)
        after = _ends(codes, n, end) or (index + 1 < count and found[index + 1, 0] == end)
        if word[CLASS] & BRAND and before and after and brand < 0:
            brand = int(word[OWNER])
    if covered < _letters(codes, 0, n):
        classes &= ~_TITLE
    return brand, classes


@inlined
def _is_longer(codes: Any, first: int, end: int, name: Any) -> bool:
    """Return true if the word is the name with a letter before or behind it, other than its last once more."""
    length = name[1]
    if end - first != length + 1:
        return False
    whole_after = True
    whole_before = True
    for at in range(length):
        whole_after = whole_after and codes[first + at] == name[2 + at]
        whole_before = whole_before and codes[first + 1 + at] == name[2 + at]
    return whole_before or (whole_after and codes[end - 1] != codes[end - 2])


@inlined
def _near_word(codes: Any, n: int, alone: bool, lookalikes: Any) -> int:
    """Return the strong name that a word of the name is a keystroke away from, or the only word if it must be; -1 if none."""
    first = 0
    while first < n:
        if _ends(codes, n, first):
            first += 1
            continue
        end = first
        while not _ends(codes, n, end):
            end += 1
        only = _letters(codes, 0, n) == end - first
        if (only or not alone) and end - first <= LONGEST:
            name = near(codes[first:end], end - first, lookalikes)
            if name >= 0 and not _is_longer(codes, first, end, lookalikes[6][name]):
                return int(name)
        first = end
    return -1


@inlined
def author_finding(view: Any, n: int, letters: Any, lookalikes: Any, tables: Any, scratch: Any) -> tuple[int, int]:
    """Return what an author's name or handle is found to be, and the brand it is about, -1 for none.

    Parameters
    ----------
    view, n
        The readable view of the name.
    letters
        The arrays ``pages`` and ``rows`` of the Unicode table.
    lookalikes
        The arrays of :class:`coinguard.links.lookalike.LookalikeTable`.
    tables
        The arrays of :class:`AuthorTables`.
    scratch
        Of :func:`new_author_scratch`.
    """
    words, handles, owners = tables
    official = _official(view, n, handles, owners)
    if official >= 0:
        return OFFICIAL, official
    codes, drawing = scratch[0], scratch[1]
    length, tick = _read(view, n, codes)
    width = draw(codes, 0, length, letters[0], letters[1], drawing)
    brand, classes = _beside_brand(drawing[0], width, tick, words, scratch)
    name, _, _ = drawn_like(codes, 0, length, letters[0], letters[1], lookalikes, drawing)
    if name >= 0:
        return DRAWN, int(lookalikes[6][name, 0])
    if brand >= 0 and classes & (_STAFF | _TITLE) and not classes & _FAN:
        return STAFF, brand
    if brand < 0 and not classes & (_FAN | _ORDINARY):
        name = _near_word(codes, length, classes & _STAFF == 0, lookalikes)
        if name >= 0:
            return NEAR, int(lookalikes[6][name, 0])
    return (TICK, -1) if tick else (NOTHING, -1)


def _drawing(word: str) -> str:
    """Return the letters of a word as :func:`coinguard.links.lookalike.draw` writes them."""
    codes = np.array([ord(letter) for letter in joined(word)], np.int32)
    drawing = np.zeros((2, len(codes) + 1), np.int32)
    table = unicode_table()
    width = draw(codes, 0, len(codes), table.pages, table.rows, drawing)
    return "".join(map(chr, drawing[0, :width].tolist()))


def _forms(phrase: str) -> set[str]:
    """Return a phrase as a name may hold it: its words apart, and as one."""
    parts = [drawn for part in re.split("[ -]", phrase) if (drawn := _drawing(part))]
    return {form for form in (" ".join(parts), "".join(parts)) if len(form) > 1}


def author_tables(known: Iterable[Brand]) -> AuthorTables:
    """Return the tables for brands and the shipped words beside them.

    Raises
    ------
    ConfigurationError
        The file of words is not as it should be.
    """
    known = tuple(known)
    file = whole(asset("data", "phrases", "author_words.toml"))
    file.only(*CLASSES)
    words: dict[str, tuple[int, int]] = {}
    for bit, name in enumerate(CLASSES):
        for word in sorted(chain.from_iterable(map(_forms, file.texts(name)))):
            words[word] = words.get(word, (0, -1))[0] | 1 << bit, -1
    for number, brand in enumerate(known):
        for word in sorted(chain.from_iterable(map(_forms, brand.names))):
            words[word] = BRAND, max(number, words.get(word, (0, -1))[1])
    of = {text_hash(handle.handle.lower()): number for number, brand in enumerate(known) for handle in brand.handles}
    handles = sorted(of.items())
    return AuthorTables(
        word_table(words),
        np.array([value for value, _ in handles], np.int64),
        np.array([number for _, number in handles], np.int32),
    )


@lru_cache(maxsize=1)
def brand_authors() -> AuthorTables:
    """Return the tables of the shipped brands."""
    return author_tables(brands())
