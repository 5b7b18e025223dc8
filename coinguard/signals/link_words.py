"""Words side by side in a link: a promise and a currency, a brand's name and an offer, in the host and in the path."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.words import (
    BRAND,
    CLAIM,
    CLASS,
    CRYPTO,
    CURRENCY,
    HOLDS,
    LOGIN,
    OWNER,
    PRIZE,
    PROMISE,
    STRONG,
    VALUE,
    split_words,
)
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import ONE
from coinguard.signals.link_marks import mark
from coinguard.text.kernel import inlined

_OFFER_HOST: Final = np.int64(NUMBER["words.offer_host"])
_CRYPTO_HOST: Final = np.int64(NUMBER["words.crypto_host"])
_CLAIM_HOST: Final = np.int64(NUMBER["words.claim_host"])
_PRIZE_HOST: Final = np.int64(NUMBER["words.prize_host"])
_LOGIN_HOST: Final = np.int64(NUMBER["words.login_host"])
_ORDINARY: Final = np.int64(NUMBER["words.ordinary"])
_OFFER_PATH: Final = np.int64(NUMBER["words.offer_path"])
_BRAND_OFFER: Final = np.int64(NUMBER["brand.offer_host"])
_BRAND_LOGIN: Final = np.int64(NUMBER["brand.login_host"])
_BRAND_HOST: Final = np.int64(NUMBER["brand.in_host"])
_BRAND_PATH: Final = np.int64(NUMBER["brand.offer_path"])


@inlined
def _pair(found: Any, count: int, words: Any, one: int, other: int) -> tuple[int, int]:
    """Return two different words, one of each of two sets of classes, that stand closest together; -1 if there are none."""
    best = -1
    first = second = -1
    for i in range(count):
        if words[found[i, 2], CLASS] & one == 0:
            continue
        for j in range(count):
            if i == j or words[found[j, 2], CLASS] & other == 0:
                continue
            gap = int(found[j, 0] - found[i, 1] if i < j else found[i, 0] - found[j, 1])
            if best < 0 or gap < best:
                best = gap
                first = i
                second = j
    return first, second


@inlined
def _mark_pair(found: Any, count: int, words: Any, one: int, other: int, signal: Any, marks: Any, n: int) -> int:
    """Mark two words of two sets of classes if there are such; returns the new count."""
    i, j = _pair(found, count, words, one, other)
    if i < 0:
        return n
    return mark(marks, n, signal, min(found[i, 0], found[j, 0]), max(found[i, 1], found[j, 1]), -1, ONE)


@inlined
def _mark_one(found: Any, count: int, words: Any, one: int, signal: Any, marks: Any, n: int) -> int:
    """Mark the first word of some classes if there is one; returns the new count."""
    for i in range(count):
        if words[found[i, 2], CLASS] & one:
            return mark(marks, n, signal, found[i, 0], found[i, 1], -1, ONE)
    return n


@inlined
def _has(found: Any, count: int, words: Any, one: int) -> bool:
    """Return whether there is a word of some classes."""
    classes = 0
    for i in range(count):
        classes |= int(words[found[i, 2], CLASS])
    return classes & one != 0


@inlined
def _foreign_brand(found: Any, count: int, words: Any, own: int, strong: bool) -> int:
    """Return the first word that names a brand other than ``own``, a name that means nothing else if ``strong``; -1 if none."""
    for i in range(count):
        word = words[found[i, 2]]
        if word[CLASS] & BRAND and word[OWNER] != own and (not strong or word[CLASS] & STRONG):
            return i
    return -1


@inlined
def _beside(found: Any, count: int, words: Any, brand: int, other: int) -> int:
    """Return the word of some classes that stands closest to the word ``brand``, -1 if none."""
    best = -1
    place = -1
    for j in range(count):
        if j == brand or words[found[j, 2], CLASS] & other == 0:
            continue
        gap = int(found[j, 0] - found[brand, 1] if brand < j else found[brand, 0] - found[j, 1])
        if best < 0 or gap < best:
            best = gap
            place = j
    return place


@inlined
def _mark_brand(found: Any, count: int, words: Any, brand: int, other: int, signal: Any, marks: Any, n: int) -> int:
    """Mark a brand's name beside a word of some classes; returns the new count."""
    j = _beside(found, count, words, brand, other)
    if j < 0:
        return n
    start, end = min(found[brand, 0], found[j, 0]), max(found[brand, 1], found[j, 1])
    return mark(marks, n, signal, start, end, int(words[found[brand, 2], OWNER]), ONE)


@inlined
def word_signals(
    canon: Any, start: int, end: int, stop: int, own: int, shared: bool, tables: Any, scratch: Any, marks: Any, n: int
) -> int:
    """Mark what the words of the host ``canon[start:end]`` and of the path up to ``stop`` say together; returns the new count.

    ``own`` is the brand whose site it is, -1 for none; ``shared`` says that anybody can put a page there, so that the path is as
    telling as a host.
    """
    table = tables[2]
    words, found = table[3], scratch[3]
    count = split_words(canon, start, end, table, scratch[1], scratch[2], found)
    if count > 0:
        n = _mark_pair(found, count, words, PROMISE, CURRENCY, _OFFER_HOST, marks, n)
        n = _mark_pair(found, count, words, PROMISE, CRYPTO, _CRYPTO_HOST, marks, n)
        n = _mark_one(found, count, words, CLAIM, _CLAIM_HOST, marks, n)
        n = _mark_one(found, count, words, PRIZE, _PRIZE_HOST, marks, n)
        n = _mark_pair(found, count, words, LOGIN, VALUE | PROMISE, _LOGIN_HOST, marks, n)
        if not _has(found, count, words, PROMISE | VALUE | LOGIN | BRAND):
            n = _mark_one(found, count, words, HOLDS, _ORDINARY, marks, n)
        brand = _foreign_brand(found, count, words, own, False)
        if brand >= 0:
            n = _mark_brand(found, count, words, brand, PROMISE | VALUE, _BRAND_OFFER, marks, n)
            n = _mark_brand(found, count, words, brand, LOGIN, _BRAND_LOGIN, marks, n)
        brand = _foreign_brand(found, count, words, own, True)
        if brand >= 0:
            owner = int(words[found[brand, 2], OWNER])
            n = mark(marks, n, _BRAND_HOST, found[brand, 0], found[brand, 1], owner, ONE)
    if stop == end:
        return n
    count = split_words(canon, end, stop, table, scratch[1], scratch[2], found)
    n = _mark_pair(found, count, words, PROMISE, CURRENCY, _OFFER_PATH, marks, n)
    if shared:
        brand = _foreign_brand(found, count, words, own, False)
        if brand >= 0:
            n = _mark_brand(found, count, words, brand, PROMISE | CURRENCY | LOGIN, _BRAND_PATH, marks, n)
    return n
