"""What an address was made to look like: a brand's name with letters drawn alike, or one keystroke away from it.

Two letters are drawn alike if a reader takes one for the other: ``rn`` and ``m``, ``vv`` and ``w``, nought and ``o``, one, ``l``
and ``i``, and the look-alike letters of other alphabets. A name is a keystroke away if one letter is added, left out, changed or
swapped with its neighbour; that is asked only of whole words, and of names long enough that it is no chance.

Both are looked up, not searched for: a name's drawing in a tree of letters, its neighbours by what is left of them without one
letter (Garbe 2012), each then compared in full.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.links.brands import Brand, brands
from coinguard.links.ngrams import lowered
from coinguard.links.suffixes import hash_step, text_hash
from coinguard.links.words import WORD_TYPES, WordTable, joined, next_node, read_words, word_table
from coinguard.resources import asset
from coinguard.text import table as t
from coinguard.text.alphabets import row_of
from coinguard.text.kernel import INT32_TABLE, INT32S, inlined

SHORTEST_DRAWN: Final = 5
"""Letters of the shortest name that is recognised by how it is drawn."""
SHORTEST_NEAR: Final = 6
"""Letters of the shortest name that is recognised with a keystroke wrong."""
LONGEST: Final = 24
"""Letters of the longest word that is compared."""

LOOKALIKE_TYPES: Final = (*WORD_TYPES, INT32S, INT32S, INT32_TABLE)
"""The Numba types of a :class:`LookalikeTable`, its parts one after the other."""


class LookalikeTable(NamedTuple):
    """Strong names of brands, for :func:`drawn_like` and :func:`near`."""

    drawn: WordTable
    """Their drawings; the class of each is its row of ``names``."""
    near_slots: NDArray[np.int32]
    """``[2^k]``: row of ``pieces`` plus 1, by the hash of a name without a letter (or with all); 0 where empty."""
    pieces: NDArray[np.int32]
    """``[m]``: the name that such a rest is of."""
    names: NDArray[np.int32]
    """``[n, LONGEST + 2]``: brand, length, and the letters of each name."""


@inlined
def drawn_as(code: Any, pages: Any, rows: Any) -> Any:
    """Return the letter that a code point stands for to the eye: small, one of each that look alike."""
    code = lowered(code)
    if code < 0x80:
        if code == 48:
            return np.int64(111)
        return np.int64(105) if code == 49 or code == 108 else code
    row = row_of(code, pages)
    like = np.int64(rows[row, t.LOOKS_LIKE])
    if like == 0 and rows[row, t.SKELETON] > 1:
        like = np.int64(rows[row, t.SKELETON])
    if like == 0:
        return code
    return np.int64(105) if like == 108 else like


@inlined
def draw(codes: Any, start: int, stop: int, pages: Any, rows: Any, out: Any) -> int:
    """Write the drawing of ``codes[start:stop]`` to ``out``: letters, and the place each starts; return how many."""
    n = 0
    at = start
    while at < stop and n < out.shape[1]:
        code = drawn_as(codes[at], pages, rows)
        width = 1
        if at + 1 < stop:
            following = lowered(codes[at + 1])
            if code == 114 and following == 110:
                code = np.int64(109)
                width = 2
            elif code == 118 and following == 118:
                code = np.int64(119)
                width = 2
        out[0, n] = code
        out[1, n] = at
        at += width
        n += 1
        if n < out.shape[1]:
            out[1, n] = at
    return n


@inlined
def _same(codes: Any, start: int, stop: int, name: Any) -> bool:
    """Return whether ``codes[start:stop]`` is the name itself."""
    same: bool = stop - start == name[1]
    for index in range(stop - start):
        same = same and lowered(codes[start + index]) == name[2 + index]
    return same


@inlined
def drawn_like(
    codes: Any, start: int, stop: int, pages: Any, rows: Any, table: Any, drawing: Any
) -> tuple[int, int, int]:
    """Return the first strong name that ``codes[start:stop]`` holds in other letters, and where; ``(-1, 0, 0)`` if none.

    ``table`` is the arrays of a :class:`LookalikeTable` and ``drawing`` scratch, ``int32[2, n + 1]``.
    """
    edges, targets, ends, words, _, _, names = table
    n = draw(codes, start, stop, pages, rows, drawing)
    for first in range(n):
        node = 0
        for at in range(first, min(n, first + LONGEST)):
            node = next_node(node, drawing[0, at], edges, targets)
            if node < 0:
                break
            word = int(ends[node]) - 1
            if word >= 0:
                begin = int(drawing[1, first])
                end = int(drawing[1, at + 1]) if at + 1 < n else stop
                name = int(words[word, 1])
                if not _same(codes, begin, end, names[name]):
                    return name, begin, end
    return -1, 0, 0


@inlined
def _edit(one: Any, n: int, name: Any) -> int:
    """Return 1 if one keystroke makes the letters ``one[:n]`` the name (a swap of neighbours is one), 0 if none, else 2."""
    m = int(name[1])
    if n - m > 1 or m - n > 1:
        return 2
    first = 0
    while first < n and first < m and one[first] == name[2 + first]:
        first += 1
    if first == n and first == m:
        return 0
    last = 0
    while last < n - first and last < m - first and one[n - 1 - last] == name[1 + m - last]:
        last += 1
    here = n - first - last
    there = m - first - last
    if here <= 1 and there <= 1:
        return 1
    if here == 2 and there == 2 and one[first] == name[3 + first] and one[first + 1] == name[2 + first]:
        return 1
    return 2


@inlined
def _rest_hash(letters: Any, n: int, without: int) -> int:
    value = 0
    for index in range(n):
        if index != without:
            value = hash_step(value, int(letters[index]))
    return value


@inlined
def near(letters: Any, n: int, table: Any) -> int:
    """Return the strong name that the word ``letters[:n]``, small letters, is one keystroke away from; -1 if none."""
    if n < SHORTEST_NEAR - 1 or n > LONGEST:
        return -1
    slots, pieces, names = table[4], table[5], table[6]
    for without in range(-1, n):
        value = _rest_hash(letters, n, without)
        slot = (value ^ (value >> 20)) & (slots.size - 1)
        while slots[slot] != 0:
            name = int(pieces[slots[slot] - 1])
            if _edit(letters, n, names[name]) == 1:
                return name
            slot = (slot + 1) & (slots.size - 1)
    return -1


def strong_names(known: Sequence[Brand], ordinary: Container[str] = ()) -> dict[str, int]:
    """Return the strong names that can be told from chance when they are misspelt, each with its brand.

    Left out are short ones, and those of which an ``ordinary`` word is left without one letter, as of *icloud*.
    """
    names: dict[str, int] = {}
    for number, brand in enumerate(known):
        for name in map(joined, brand.strong):
            chance = any(name[:at] + name[at + 1 :] in ordinary for at in range(len(name)))
            if name.isascii() and SHORTEST_DRAWN <= len(name) <= LONGEST and not chance:
                names.setdefault(name, number)
    return names


def _drawing(name: str) -> str:
    plain = name.replace("rn", "m").replace("vv", "w")
    return plain.translate(str.maketrans("01l", "oii"))


def lookalike_table(names: dict[str, int]) -> LookalikeTable:
    """Return names, each with its brand, as kernels read them."""
    drawings = {_drawing(name): (number, brand) for number, (name, brand) in enumerate(names.items())}
    rows = np.zeros((max(1, len(names)), LONGEST + 2), np.int32)
    pieces: list[tuple[int, int]] = []
    for number, (name, brand) in enumerate(names.items()):
        rows[number, : len(name) + 2] = [brand, len(name), *map(ord, name)]
        if len(name) >= SHORTEST_NEAR:
            rests = {name[:at] + name[at + 1 :] for at in range(len(name))} | {name}
            pieces += [(text_hash(rest), number) for rest in sorted(rests)]
    slots = np.zeros(1 << max(4, (2 * len(pieces)).bit_length()), np.int32)
    for place, (value, _) in enumerate(pieces):
        slot = (value ^ (value >> 20)) & (len(slots) - 1)
        while slots[slot]:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = place + 1
    owners = np.array([number for _, number in pieces] or [0], np.int32)
    for array in (slots, owners, rows):
        array.flags.writeable = False
    return LookalikeTable(word_table(drawings), slots, owners, rows)


@lru_cache(maxsize=1)
def brand_names() -> dict[str, int]:
    """Return the names of the shipped brands that look-alikes are told of, each with its brand."""
    return strong_names(brands(), read_words(asset("data", "phrases", "link_words.toml")))


@lru_cache(maxsize=1)
def brand_lookalikes() -> LookalikeTable:
    """Return the table of the shipped brands."""
    return lookalike_table(brand_names())
