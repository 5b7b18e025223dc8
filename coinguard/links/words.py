"""The words an address is put together from: ``freetiktokcoins-generator`` is *free tiktok coins generator*.

Two kinds of words are known: those of ``data/phrases/link_words.toml``, by what they do in an address, and the brands' names
and currencies. They are found by a walk through a tree of letters from each place, and of all ways to cover a text with words
the one that covers it in the longest pieces is taken. A word counts only where it ends, begins or joins another: *eth* in
*method* is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.links.brands import Brand, brands
from coinguard.links.ngrams import in_token, is_digit, lowered
from coinguard.links.tables import whole
from coinguard.resources import asset
from coinguard.text.kernel import INT32_TABLE, INT32S, INT64S, inlined

CLASSES: Final = ("offer", "claim", "prize", "tool", "currency", "crypto", "login", "ordinary")
"""The groups of words in the file, in the order of their bits."""
OFFER, CLAIM, PRIZE, TOOL, CURRENCY, CRYPTO, LOGIN, ORDINARY = (1 << bit for bit in range(len(CLASSES)))
BRAND: Final = 1 << len(CLASSES)
"""A brand's name."""
STRONG: Final = BRAND << 1
"""One that means nothing else."""
EVERYWHERE: Final = BRAND << 2
"""One that its owner has registered under most endings."""
HOLDS: Final = BRAND << 3
"""An ordinary word that has a word of promise or currency inside it."""
PROMISE: Final = OFFER | CLAIM | PRIZE | TOOL
VALUE: Final = CURRENCY | CRYPTO

MOST_WORDS: Final = 64
"""Words of one host or path that are kept."""
MOST_CODES: Final = 512
"""Code points of a host or path that are read."""
LENGTH, CLASS, OWNER = range(3)
"""Columns of a word: code points, its classes as bits, and its brand, -1 for none."""

_SHORT: Final = 3
"""A word of so many letters needs a neighbour or an end on both sides, a longer one on one."""
_HYPHEN: Final = 0x2D
_CODE_BITS: Final = 21

WORD_TYPES: Final = (INT64S, INT32S, INT32S, INT32_TABLE)
"""The Numba types of a :class:`WordTable`."""


class WordTable(NamedTuple):
    """Words as kernels read them: a tree of letters whose edges are hashed."""

    edges: NDArray[np.int64]
    """``[2^k]``: node times 2^21 plus the letter, plus 1; 0 where empty."""
    targets: NDArray[np.int32]
    """``[2^k]``: the node that edge leads to."""
    ends: NDArray[np.int32]
    """``[nodes]``: the word that ends there, plus 1; 0 for none."""
    words: NDArray[np.int32]
    """``[n, 3]``: length, classes and brand of each word."""


@inlined
def _slot(key: int, size: int) -> int:
    return int(((key ^ (key >> 15)) * 2654435761 >> 7) & (size - 1))


@inlined
def next_node(node: int, code: int, edges: Any, targets: Any) -> int:
    """Return the node that a letter leads to, -1 if none."""
    key = (node << _CODE_BITS | code) + 1
    slot = _slot(key, edges.size)
    while edges[slot] != 0:
        if edges[slot] == key:
            return int(targets[slot])
        slot = (slot + 1) & (edges.size - 1)
    return -1


@inlined
def letter(code: Any) -> Any:
    """Return a letter as words are compared: lower case, digits that stand for letters inside a word as those."""
    code = lowered(code)
    if code == 48:
        return np.int64(111)
    if code == 51:
        return np.int64(101)
    return np.int64(105) if code == 49 else code


@inlined
def _step(node: int, code: Any, edges: Any, targets: Any) -> int:
    """Return the node that a letter or a digit in its place leads to, -1 if none."""
    found = next_node(node, lowered(code), edges, targets)
    if found < 0 and 48 <= code <= 57:
        found = next_node(node, letter(code), edges, targets)
        if found < 0 and code == 49:
            found = next_node(node, 108, edges, targets)
    return found


@inlined
def _cover(codes: Any, start: int, n: int, table: Any, best: Any, back: Any) -> None:
    """Fill ``best`` and ``back`` for every place of the text: the worth of the best cover, and the word that ends there."""
    edges, targets, ends, _words = table
    best[: n + 1] = 0
    back[: n + 1, 0] = -1
    for first in range(n):
        if best[first] > best[first + 1]:
            best[first + 1] = best[first]
            back[first + 1, 0] = -1
        code = codes[start + first]
        if not in_token(lowered(code)):
            continue
        node = 0
        letters = 0
        for at in range(first, n):
            code = codes[start + at]
            if code == _HYPHEN and letters >= _SHORT:
                continue
            node = _step(node, code, edges, targets)
            if node < 0:
                break
            letters += 1
            word = int(ends[node]) - 1
            if word >= 0:
                worth = best[first] + letters * letters
                if worth > best[at + 1]:
                    best[at + 1] = worth
                    back[at + 1, 0] = first
                    back[at + 1, 1] = word


@inlined
def _free(codes: Any, start: int, n: int, at: int) -> bool:
    """Return whether nothing that could belong to a word stands at ``at``."""
    if at < 0 or at >= n:
        return True
    code = lowered(codes[start + at])
    return not in_token(code) or is_digit(code)


@inlined
def split_words(codes: Any, start: int, stop: int, table: Any, best: Any, back: Any, found: Any) -> int:
    """Write the words of ``codes[start:stop]`` to ``found`` in order; return how many.

    Parameters
    ----------
    codes
        int32, a canonical link.
    start, stop
        The stretch of it; only its first ``MOST_CODES`` are read.
    table
        The arrays of a :class:`WordTable`.
    best, back
        Scratch, ``int32[MOST_CODES + 1]`` and ``int32[MOST_CODES + 1, 2]``.
    found
        ``int32[MOST_WORDS, 3]``: gets start and end in ``codes``, and which word.
    """
    n = min(stop - start, MOST_CODES)
    if n <= 0:
        return 0
    _cover(codes, start, n, table, best, back)
    count = 0
    at = n
    while at > 0 and count < MOST_WORDS:
        first = int(back[at, 0])
        if first < 0:
            at -= 1
            continue
        found[count, 0] = first
        found[count, 1] = at
        found[count, 2] = back[at, 1]
        count += 1
        at = first
    kept = 0
    for index in range(count - 1, -1, -1):
        first = int(found[index, 0])
        end = int(found[index, 1])
        before = _free(codes, start, n, first - 1) or (index + 1 < count and found[index + 1, 1] == first)
        after = _free(codes, start, n, end) or (index > 0 and found[index - 1, 0] == end)
        if (before and after) or (end - first > _SHORT and (before or after)):
            back[kept, 0] = first
            back[kept, 1] = end
            best[kept] = found[index, 2]
            kept += 1
    for index in range(kept):
        found[index, 0] = start + back[index, 0]
        found[index, 1] = start + back[index, 1]
        found[index, 2] = best[index]
    return kept


def word_table(words: Mapping[str, tuple[int, int]]) -> WordTable:
    """Return words, each with its classes and its brand (-1 for none), as kernels read them."""
    edges: dict[tuple[int, int], int] = {}
    ends = [0]
    rows = np.zeros((len(words), 3), np.int32)
    for number, (word, (classes, owner)) in enumerate(words.items()):
        node = 0
        for character in word:
            key = (node, ord(character))
            if key not in edges:
                edges[key] = len(ends)
                ends.append(0)
            node = edges[key]
        ends[node] = number + 1
        rows[number] = len(word), classes, owner
    size = 1 << max(4, (2 * len(edges)).bit_length())
    keys, targets = np.zeros(size, np.int64), np.zeros(size, np.int32)
    for (node, code), target in edges.items():
        edge = (node << _CODE_BITS | code) + 1
        slot = ((edge ^ (edge >> 15)) * 2654435761 >> 7) & (size - 1)
        while keys[slot]:
            slot = (slot + 1) & (size - 1)
        keys[slot] = edge
        targets[slot] = target
    table = WordTable(keys, targets, np.array(ends, np.int32), rows)
    for array in table:
        array.flags.writeable = False
    return table


def joined(phrase: str) -> str:
    """Return a phrase as it stands in an address: small letters and digits, nothing between."""
    return "".join(character for character in phrase.lower() if in_token(ord(character)))


def read_words(path: Path) -> dict[str, int]:
    """Return the words of a file with their classes as bits.

    Raises
    ------
    ConfigurationError
        It is no TOML, or holds another group than those of :data:`CLASSES` and ``everywhere``.
    """
    file = whole(path)
    groups = {**{name: 1 << bit for bit, name in enumerate(CLASSES)}, "everywhere": EVERYWHERE}
    file.only(*groups)
    classes: dict[str, int] = {}
    for name, bit in groups.items():
        for word in file.texts(name):
            if word != joined(word):
                file.fail(f"{word!r} is no word of an address", f"Write {joined(word)!r}")
            classes[word] = classes.get(word, 0) | bit
    inside = [word for word, bits in classes.items() if bits & (PROMISE | CURRENCY) and len(word) > _SHORT]
    for word, bits in classes.items():
        if bits & ORDINARY and any(part in word for part in inside):
            classes[word] |= HOLDS
    return classes


def with_brands(classes: Mapping[str, int], known: Iterable[Brand]) -> dict[str, tuple[int, int]]:
    """Return the words of a file and the names and currencies of brands, each with its classes and its brand."""
    words = {word: (bits, -1) for word, bits in classes.items()}
    known = tuple(known)
    names = {joined(name) for brand in known for name in brand.names}
    for number, brand in enumerate(known):
        for phrase in brand.currencies:
            # A currency's own name: "tiktok coins" is two words, which say more side by side than as one.
            if names.isdisjoint(map(joined, phrase.split())) and len(word := joined(phrase)) > _SHORT:
                bits, owner = words.get(word, (0, -1))
                words[word] = bits | CURRENCY, owner
        for name in brand.names:
            word = joined(name)
            bits, owner = words.get(word, (0, -1))
            if len(word) > _SHORT:
                words[word] = (
                    bits & ~(ORDINARY | HOLDS) | BRAND | (STRONG if name in brand.strong else 0),
                    max(owner, number),
                )
    return words


@lru_cache(maxsize=1)
def address_words() -> WordTable:
    """Return the shipped words and brands."""
    return word_table(with_brands(read_words(asset("data", "phrases", "link_words.toml")), brands()))
