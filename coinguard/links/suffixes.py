"""Top-level domains as a hash table that kernels can ask, from the public suffix list that tldextract ships.

A bare ``word.word`` in a chat is far more often a sentence without its space than a link, so each top-level domain has a
strength: what else a bare host that ends in it must show before it counts as a link.
"""

from __future__ import annotations

import hashlib
import pkgutil
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coinguard.errors import InstallationError
from coinguard.text.kernel import inlined

STRONG: Final = 1
"""Not a word of its own: a bare host is a link."""
MEDIUM: Final = 2
"""A noun or adjective that can start a sentence: the label before it must not look like an ordinary short word."""
WEAK: Final = 3
"""Two letters, or among the commonest words of a language: needs a path, a scheme, ``www`` or an unlikely label."""
FILE: Final = 4
"""A file name's ending: needs a path, a scheme or ``www``."""

_SLOTS: Final = 8192
HASH_MODULUS: Final = 9007199254740881  # the largest prime below 2**53: a step of the hash stays inside 64 bits
HASH_BASE: Final = 257


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Country codes and other endings that are not a word one meets after a full stop in the languages people chat in.
_STRONG: Final = words(
    "bz cf cn cx cz dk eu fr gl gq hk hm io jp kr kz lv nz pw ru sx tk tw ua uk vg vn ws za zw aero asia biz "
    "buzz cfd click club com coop cyou edu gov icu info int mobi net ngo onl online ooo org sbs site tel top "
    "vip website xxx xyz"
)
# Country codes that are, but seldom: a label that looks like a name is enough.
_MEDIUM_COUNTRIES: Final = words("ag ca cc ch co fm ga gg gs hu ie il lt ly ml ms mx my pl sg su tj tr tv ug us vc")
_WEAK_WORDS: Final = words(
    "able and call come cool day dad dog eat fan fast free game games got here help hot how just kim know like "
    "limited lol love man may men mom music new news now off open ong phone pay ping play please post pub read "
    "red safe sale save search see select show so song sorry star talk total trust tube tui video watch what "
    "who will with work wow wtf xin yes you yun zero final"
)
_FILES: Final = words("md mov ps py rs sh zip")


def text_hash(text: str) -> int:
    """Return the hash of a text as :func:`code_hash` computes it for its code points."""
    value = 0
    for character in text:
        value = (value * HASH_BASE + ord(character) + 1) % HASH_MODULUS
    return value


@inlined
def hash_step(value: int, code: int) -> int:
    """Return the hash of a text with one more code point."""
    return (value * HASH_BASE + code + 1) % HASH_MODULUS


@inlined
def code_hash(codes: Any, start: int, stop: int) -> int:
    """Return the hash of the code points ``codes[start:stop]``, below 2**53."""
    value = 0
    for index in range(start, stop):
        value = (value * HASH_BASE + int(codes[index]) + 1) % HASH_MODULUS
    return value


@inlined
def is_among(known: Any, value: int) -> bool:
    """Return true if a hash is among the sorted hashes ``known``."""
    place = np.searchsorted(known, value)
    return bool(place < known.size and known[place] == value)


@inlined
def suffix_strength(codes: Any, start: int, stop: int, suffixes: Any) -> int:
    """Return the strength of the suffix ``codes[start:stop]`` (lower case), 0 if it is none."""
    if stop - start < 2 or stop - start > 63:
        return 0
    value = code_hash(codes, start, stop)
    slot = (value ^ (value >> 20)) & (_SLOTS - 1)
    while suffixes[slot] != 0:
        entry = int(suffixes[slot])
        if entry >> 3 == value:
            return entry & 7
        slot = (slot + 1) & (_SLOTS - 1)
    return 0


def _strength(domain: str) -> int:
    """Return the strength of a top-level domain."""
    if domain in _FILES:
        return FILE
    if domain in _STRONG or not domain.isascii():
        return STRONG
    if domain in _WEAK_WORDS or (len(domain) == 2 and domain not in _MEDIUM_COUNTRIES):
        return WEAK
    return MEDIUM


def _snapshot() -> bytes:
    """Return the bytes of the public suffix list that tldextract carries."""
    data = pkgutil.get_data("tldextract", ".tld_set_snapshot")
    if not data:
        raise InstallationError(
            "the public suffix list is missing from tldextract",
            hint="Reinstall with 'pip install --force-reinstall tldextract'",
        )
    return data


@lru_cache(maxsize=1)
def snapshot_hash() -> str:
    """Return the first 16 hex digits of the SHA-256 of the public suffix list in use."""
    return hashlib.sha256(_snapshot()).hexdigest()[:16]


def _rules(section: str) -> list[str]:
    """Return the rules of one section of the public suffix list."""
    return [line.split()[0] for line in section.splitlines() if line.strip() and not line.startswith("//")]


def suffix_rules() -> list[tuple[str, bool]]:
    """Return every rule of the public suffix list, and whether it is a company's."""
    public, _, private = _snapshot().decode("utf-8").partition("// ===BEGIN PRIVATE DOMAINS===")
    return [(rule, False) for rule in _rules(public)] + [(rule, True) for rule in _rules(private)]


@lru_cache(maxsize=1)
def suffix_strengths() -> dict[str, int]:
    """Return every top-level domain (Unicode and ``xn--`` form), and known second levels, with their strengths.

    A registry's second level (``co.id``) and a hosting provider's (``web.app``) are strong whatever they end in: nobody writes
    ``name.co.id`` by accident.
    """
    public, _, private = _snapshot().decode("utf-8").partition("// ===BEGIN PRIVATE DOMAINS===")
    strengths: dict[str, int] = {}
    for rule in _rules(public):
        labels = rule.lstrip("*!.").split(".")
        domain = labels[-1]
        strengths[domain] = _strength(domain)
        if not domain.isascii():
            strengths["xn--" + domain.encode("punycode").decode("ascii")] = STRONG
        if len(labels) == 2 and len(domain) == 2 and 2 <= len(labels[0]) <= 4 and rule[0] not in "*!":
            strengths[rule] = STRONG
    for rule in _rules(private):
        if rule.count(".") == 1 and rule[0] not in "*!" and strengths[rule.rpartition(".")[2]] != STRONG:
            strengths[rule] = STRONG
    return strengths


@lru_cache(maxsize=1)
def suffix_table() -> npt.NDArray[np.uint64]:
    """Return the open-addressing hash table that :func:`suffix_strength` reads: ``hash << 3 | strength``, 0 where empty."""
    table = np.zeros(_SLOTS, dtype=np.uint64)
    for suffix, strength in suffix_strengths().items():
        value = text_hash(suffix)
        slot = (value ^ (value >> 20)) & (_SLOTS - 1)
        while table[slot]:
            slot = (slot + 1) & (_SLOTS - 1)
        table[slot] = value << 3 | strength
    table.flags.writeable = False
    return table
