"""Whose words a link carries, asked of exact tables: a brand's own, anybody's, or those of another page.

An entry names a registrable domain with all below it, or one host, and perhaps a path. It is found by whole labels and whole
path segments, never as a part of a longer name, and by its text, never by its hash alone, which somebody could aim for. The
same tables serve the shipped brands and an owner's own lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.links.brands import SCOPES, Brand, Host, brands, venues
from coinguard.links.characters import hexadecimal, is_alphanumeric, lower
from coinguard.links.ngrams import host_end
from coinguard.links.suffixes import HASH_BASE, HASH_MODULUS
from coinguard.text.kernel import INT32_TABLE, INT32S, inlined

NO_SCOPE: Final = 0
"""No entry names the link."""
FIRST_PARTY: Final = 1
"""A brand's own page, by a source: the only scope that exculpates."""
USER_CONTENT: Final = 2
"""A page that anybody can fill."""
REDIRECTOR: Final = 3
"""A page that leads elsewhere."""
UNVERIFIED: Final = 4
"""Said to be a brand's own, without a source: exculpates nothing."""

SCOPE_TYPES: Final = (INT32S, INT32_TABLE, INT32S)
"""The Numba types of a :class:`ScopeTable`, for kernels that take one."""

_START, _HOST, _LENGTH, _DOMAIN, _EXACT, _SCOPE, _BRAND, _ENTRY, _FRONT = range(9)
_NODE: Final = -2
"""Stands for an entry in the row of a host of which only paths are entries."""


class Rule(NamedTuple):
    """One entry of a table."""

    host: str
    """Canonical."""
    path: str
    """Whole segments, or empty; ``/`` is the front page alone."""
    domain: bool
    """Whether every subdomain is meant as well."""
    scope: int
    """What :func:`scope_of` returns for it, above 0."""
    brand: int
    """Index of its brand; -1 for none."""
    entry: int
    """What its owner knows it by, from 0."""
    exact: bool = False
    """Whether capitals in the path tell pages apart, as they do where a path is a code."""


class ScopeTable(NamedTuple):
    """Entries as kernels read them."""

    slots: NDArray[np.int32]
    """``[2^k]``: open addressing by hash: row of ``rows`` plus 1, 0 where empty."""
    rows: NDArray[np.int32]
    """``[n, 9]``: start in ``texts``, length of the host, length of the whole, domain, exact, scope, brand, entry, and for a host
    the row of its front page, -1 if it has none of its own."""
    texts: NDArray[np.int32]
    """Code points of all hosts, each backwards, with its path behind it."""


@inlined
def _step(value: int, code: int) -> int:
    return (value * HASH_BASE + code + 1) % HASH_MODULUS


@inlined
def _slot(value: int, slots: Any) -> int:
    return int((value ^ (value >> 20)) & (slots.size - 1))


@inlined
def _holds(canon: Any, start: int, end: int, stop: int, row: Any, texts: Any) -> bool:
    """Return true if the text of a row is the host ``canon[start:end]``, from its end, and the path ``canon[end:stop]``."""
    if row[_HOST] != end - start or row[_LENGTH] != stop - start:
        return False
    at = row[_START]
    for index in range(end - start):
        if texts[at + index] != canon[end - 1 - index]:
            return False
    at += end - start
    for index in range(stop - end):
        code = canon[end + index]
        if texts[at + index] != (code if row[_EXACT] else lower(code)):
            return False
    return True


@inlined
def _find(canon: Any, start: int, end: int, stop: int, value: int, slots: Any, rows: Any, texts: Any) -> int:
    """Return the row whose text that is, -1 if none; ``value`` is its hash."""
    slot = _slot(value, slots)
    while slots[slot] != 0:
        row = int(slots[slot]) - 1
        if _holds(canon, start, end, stop, rows[row], texts):
            return row
        slot = (slot + 1) & (slots.size - 1)
    return -1


@inlined
def _longest_path(
    canon: Any, start: int, end: int, stop: int, value: int, whole: bool, slots: Any, rows: Any, texts: Any
) -> int:
    """Return the row of the host ``canon[start:end]`` with the longest path that starts ``canon[end:stop]``, -1 if none."""
    best = -1
    for at in range(end, stop):
        if canon[at] == 63:
            break
        value = _step(value, lower(canon[at]))
        at_end = at + 1 == stop or canon[at + 1] == 47 or canon[at + 1] == 63
        mark = canon[at] == 64 or canon[at] == 36
        if at > end and (at_end or (mark and canon[at - 1] == 47)):
            row = _find(canon, start, end, at + 1, value, slots, rows, texts)
            if row >= 0 and (whole or rows[row, _DOMAIN] != 0):
                best = row
    return best


@inlined
def irregular(canon: Any, start: int, stop: int) -> bool:
    """Return true if a path could be read as another one: dots for a folder, an empty segment, letters percent-encoded."""
    for at in range(start, stop):
        code = canon[at]
        if code == 63:
            break
        if code == 37 and at + 2 < stop:
            value = hexadecimal(canon[at + 1]) * 16 + hexadecimal(canon[at + 2])
            if is_alphanumeric(value) or value == 45 or value == 46 or value == 47 or value == 64 or value == 92:
                return True
        if code == 47 and at + 1 < stop:
            following = canon[at + 2] if at + 2 < stop else 47
            if canon[at + 1] == 47 or (canon[at + 1] == 46 and (following == 46 or following == 47 or following == 63)):
                return True
    return False


@inlined
def _better(row: int, best: int, rows: Any) -> bool:
    """Return true if a row's path is as long as that of the best so far, whose host is shorter."""
    return best < 0 or rows[row, _LENGTH] - rows[row, _HOST] >= rows[best, _LENGTH] - rows[best, _HOST]


@inlined
def scope_of(canon: Any, start: int, length: int, slots: Any, rows: Any, texts: Any) -> tuple[int, int, int]:
    """Return the scope, brand and entry that a table has for the canonical link ``canon[start:start + length]``.

    The entry with the longest path decides, and of those the one with the longest host; ``(0, -1, -1)`` if there is none. A
    first party's page whose path could be read as another one counts as user content.

    Parameters
    ----------
    canon
        int32, code points.
    start, length
        Where the link lies.
    slots, rows, texts
        A :class:`ScopeTable`.
    """
    if slots.size == 1:
        return NO_SCOPE, -1, -1
    best = -1
    value = 0
    stop = start + length
    end = host_end(canon, start, stop)
    for at in range(end - 1, start - 1, -1):
        value = _step(value, canon[at])
        if at > start and canon[at - 1] != 46:
            continue
        row = _find(canon, at, end, end, value, slots, rows, texts)
        if row < 0:
            continue
        whole = at == start
        if rows[row, _ENTRY] >= 0 and (whole or rows[row, _DOMAIN] != 0) and _better(row, best, rows):
            best = row
        if end == stop or canon[end] == 63:
            deeper = int(rows[row, _FRONT])
            if deeper >= 0 and not whole and rows[deeper, _DOMAIN] == 0:
                deeper = -1
        else:
            deeper = _longest_path(canon, at, end, stop, value, whole, slots, rows, texts)
        if deeper >= 0 and _better(deeper, best, rows):
            best = deeper
    if best < 0:
        return NO_SCOPE, -1, -1
    scope = int(rows[best, _SCOPE])
    if scope == FIRST_PARTY and irregular(canon, end, stop):
        scope = USER_CONTENT
    return scope, int(rows[best, _BRAND]), int(rows[best, _ENTRY])


def _key_hash(host: str, path: str) -> int:
    """Return the hash of an entry, as the kernel computes it from the host's end on."""
    value = 0
    for code in [*map(ord, reversed(host)), *(int(lower(ord(character))) for character in path)]:
        value = (value * HASH_BASE + code + 1) % HASH_MODULUS
    return value


def scope_table(rules: Sequence[Rule]) -> ScopeTable:
    """Return rules as the table that :func:`scope_of` reads.

    Raises
    ------
    ConfigurationError
        Two rules name the same host and path.
    """
    taken: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        path = rule.path if rule.exact else rule.path.lower()
        if (rule.host, path) in taken:
            raise ConfigurationError(f"{rule.host + rule.path} stands twice", hint="Delete one of the two entries")
        taken[rule.host, path] = rule
    for host in {rule.host: True for rule in rules}:
        # A host is looked up before its paths.
        taken.setdefault((host, ""), Rule(host, "", False, NO_SCOPE, -1, _NODE))
    numbers = {key: number for number, key in enumerate(taken)}
    slots = np.zeros(1 << (2 * len(taken)).bit_length(), np.int32)
    rows = np.zeros((len(taken), _FRONT + 1), np.int32)
    texts: list[int] = []
    for (host, path), rule in taken.items():
        number, whole = numbers[host, path], len(host) + len(path)
        front = numbers.get((host, "/"), -1)
        rows[number] = len(texts), len(host), whole, rule.domain, rule.exact, rule.scope, rule.brand, rule.entry, front
        texts += [*map(ord, reversed(host)), *map(ord, path)]
        value = _key_hash(host, path)
        slot = (value ^ (value >> 20)) & (len(slots) - 1)
        while slots[slot]:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = number + 1
    table = ScopeTable(slots, rows, np.array(texts, np.int32))
    for array in table:
        array.flags.writeable = False
    return table


def official_entries() -> tuple[Host, ...]:
    """Return every entry of the shipped table, in the order of its entry numbers: the brands' own, then the venues."""
    return (*(host for brand in brands() for host in brand.hosts), *venues())


def host_rules(known: Sequence[Brand], others: Sequence[Host]) -> list[Rule]:
    """Return the rules of brands and venues; entries are numbered through, the venues last and without a brand.

    A source vouches for its host and all below it: whose they are. Which of its pages are a first party's own words, and which
    anybody can fill, is what the entries say.
    """
    vouched = {host.host for brand in known for host in brand.hosts if host.verified and not host.path}
    owned = [(host, number) for number, brand in enumerate(known) for host in brand.hosts]
    rules = []
    for entry, (host, brand) in enumerate([*owned, *((venue, -1) for venue in others)]):
        scope = SCOPES.index(host.scope) + 1
        if scope == FIRST_PARTY and not host.verified and vouched.isdisjoint(_above(host.host)):
            scope = UNVERIFIED
        rules.append(Rule(host.host, host.path, host.covers == "domain", scope, brand, entry))
    return rules


def _above(host: str) -> Iterator[str]:
    """Return a host and all that it lies below."""
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


@lru_cache(maxsize=1)
def official_table() -> ScopeTable:
    """Return the table of the shipped brands and venues."""
    return scope_table(host_rules(brands(), venues()))
