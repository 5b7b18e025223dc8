"""What can be said of one link: its address, the words it is made of, whose name it carries, where it lies and how it is written.

Everything is asked of the canonical link, so that capitals, ``www``, tracking parameters and the like change nothing, and each
finding remembers where in the canonical link it is, to be shown in the original.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.links.brands import brands
from coinguard.links.characters import lower
from coinguard.links.domains import domain_bounds, domain_rules
from coinguard.links.flags import IP, MISMATCH, NESTED, PORT, SCHEME, TARGET, USERINFO
from coinguard.links.lists import OwnerLists
from coinguard.links.lookalike import LONGEST, LOOKALIKE_TYPES, LookalikeTable, brand_lookalikes, brand_names
from coinguard.links.margins import CONSTANTS, ENDING_TYPES, FLOAT64S, ending_of, link_parts
from coinguard.links.ngrams import MAX_FEATURES, MAX_HOST, host_end
from coinguard.links.scope import (
    FIRST_PARTY,
    NO_SCOPE,
    REDIRECTOR,
    SCOPE_TYPES,
    USER_CONTENT,
    ScopeTable,
    official_entries,
    official_table,
    scope_of,
    scope_table,
)
from coinguard.links.words import MOST_CODES, MOST_WORDS, WORD_TYPES, WordTable, address_words
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import ONE
from coinguard.signals.link_forms import form_signals, userinfo_signals
from coinguard.signals.link_marks import MARK_COLUMNS, MOST_MARKS, mark
from coinguard.signals.link_names import known_everywhere, name_signals
from coinguard.signals.link_words import word_signals
from coinguard.text import kernel as k
from coinguard.text.kernel import inlined
from coinguard.text.table import unicode_table

_HOST: Final = np.int64(NUMBER["link.host"])
_PATH: Final = np.int64(NUMBER["link.path"])
_OFFICIAL: Final = np.int64(NUMBER["scope.official"])
_BRAND_PAGE: Final = np.int64(NUMBER["scope.brand_page"])
_ALLOWED: Final = np.int64(NUMBER["owner.allowed"])
_BLOCKED: Final = np.int64(NUMBER["owner.blocked"])
_SHARED: Final = np.int64(NUMBER["place.shared_hosting"])
_SHORT: Final = np.int64(NUMBER["place.shortener"])
_REDIRECTOR: Final = np.int64(NUMBER["place.redirector"])
_ADDRESS: Final = np.int64(NUMBER["place.address"])
_PORT: Final = np.int64(NUMBER["place.port"])
_ENDING: Final = np.int64(NUMBER["place.ending"])
_SHOWN_OTHER: Final = np.int64(NUMBER["form.shown_other"])
_FLOOR: Final = CONSTANTS.index("host_floor")

_PLAIN_PAGE, _SHORTENER, _REDIRECTING = range(3)
"""What an official entry is for, as far as a link through it is concerned."""

MODEL_TYPE: Final = k.together(k.INT16S, k.INT16S, FLOAT64S, *ENDING_TYPES)
"""The Numba type of a link model's arrays, :attr:`coinguard.links.margins.LinkModel.arrays`."""
TABLES_TYPE: Final = k.together(
    k.together(k.UINT16S, k.INT32_TABLE), k.UINT64S, k.together(*WORD_TYPES), k.together(*LOOKALIKE_TYPES),
    k.together(*SCOPE_TYPES), k.together(*SCOPE_TYPES), k.together(*SCOPE_TYPES), k.INT32S, k.INT32S, k.INT32S, k.INT32S,
)  # fmt: skip
"""The Numba type of :attr:`LinkTables.arrays`."""


class LinkTables(NamedTuple):
    """Everything but the learned weights that a link is compared with."""

    suffixes: NDArray[np.uint64]
    words: WordTable
    lookalikes: LookalikeTable
    official: ScopeTable
    allowed: ScopeTable
    """What the owner's lists allow; entries are numbered as in their file."""
    blocked: ScopeTable
    """What they block."""
    uses: NDArray[np.int32]
    """``[official entries]``: whether each is a shortener or sends people on."""
    addresses: NDArray[np.int32]
    """``[brands]``: which of ``names`` is a brand's official address, or itself where it has none."""
    bases: NDArray[np.int32]
    """``[2]``: where among the names the official entries begin, and the entries of the owner's lists."""
    targets: NDArray[np.int32]
    """``[strong names]``: which of ``names`` is the official address that a look-alike of each resembles."""
    names: tuple[str, ...]
    """What sentences speak of: brands, then addresses of official entries, then entries of the owner's lists."""

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The tables as kernels take them."""
        table = unicode_table()
        drawn, *rest = self.lookalikes
        return (
            (table.pages, table.rows), self.suffixes, tuple(self.words), (*drawn, *rest), tuple(self.official),
            tuple(self.allowed), tuple(self.blocked), self.uses, self.addresses, self.bases, self.targets,
        )  # fmt: skip


def link_tables(lists: OwnerLists | None = None) -> LinkTables:
    """Return the shipped tables with an owner's lists."""
    shipped = _shipped()
    if lists is None:
        return shipped
    names = (*shipped.names, *(entry.label for entry in lists.entries))
    return shipped._replace(allowed=lists.allow, blocked=lists.block, names=names)


@lru_cache(maxsize=1)
def _shipped() -> LinkTables:
    known, entries = brands(), official_entries()
    uses = [
        _SHORTENER if entry.purpose == "short" else _REDIRECTING if entry.scope == "redirector" else _PLAIN_PAGE
        for entry in entries
    ]
    first = np.cumsum([0, *(len(brand.hosts) for brand in known)])
    addresses = []
    for number, brand in enumerate(known):
        verified = [at for at, host in enumerate(brand.hosts) if host.verified and not host.path]
        addresses.append(len(known) + int(first[number]) + verified[0] if verified else number)
    targets = []
    for name, number in brand_names().items():
        own = [at for at, host in enumerate(known[number].hosts) if name in host.host.split(".") and not host.path]
        targets.append(len(known) + int(first[number]) + own[0] if own else addresses[number])
    names = (*(brand.name for brand in known), *(entry.address for entry in entries))
    nobody = scope_table([])
    return LinkTables(
        domain_rules(), address_words(), brand_lookalikes(), official_table(), nobody, nobody, np.array(uses, np.int32),
        np.array(addresses, np.int32), np.array([len(known), len(names)], np.int32),
        np.array(targets or [0], np.int32), names,
    )  # fmt: skip


@inlined
def new_scratch() -> Any:
    """Return what :func:`link_signals` works in."""
    return (
        np.empty(MAX_FEATURES, np.int32),
        np.empty(MOST_CODES + 1, np.int32),
        np.empty((MOST_CODES + 1, 2), np.int32),
        np.empty((MOST_WORDS, 3), np.int32),
        np.empty((2, MOST_CODES + 1), np.int32),
        np.empty(MOST_CODES + LONGEST, np.int32),
    )


@inlined
def new_marks() -> Any:
    """Return an empty table of what is found of one link."""
    return np.empty((MOST_MARKS, MARK_COLUMNS), np.int64)


@inlined
def _authority(canon: Any, start: int, length: int, tables: Any, marks: Any) -> tuple[int, bool, int, int, int]:
    """Return how many marks there are, whether they settle the matter, and the official scope, brand and entry."""
    _, _, _, _, official, allowed, blocked, _, _, bases, _ = tables
    n = 0
    scope, brand, entry = scope_of(canon, start, length, official[0], official[1], official[2])
    own, _, own_entry = scope_of(canon, start, length, allowed[0], allowed[1], allowed[2])
    if own != NO_SCOPE:
        return mark(marks, n, _ALLOWED, -1, -1, bases[1] + own_entry, ONE), True, scope, brand, entry
    own, _, own_entry = scope_of(canon, start, length, blocked[0], blocked[1], blocked[2])
    if own != NO_SCOPE:
        n = mark(marks, n, _BLOCKED, -1, -1, bases[1] + own_entry, ONE)
    elif scope == FIRST_PARTY:
        return mark(marks, n, _OFFICIAL, -1, -1, bases[0] + entry, ONE), True, scope, brand, entry
    return n, False, scope, brand, entry


@inlined
def _place_signals(
    canon: Any,
    start: int,
    end: int,
    suffix: int,
    private: bool,
    flags: int,
    scope: int,
    use: int,
    model: Any,
    marks: Any,
    n: int,
) -> int:
    """Mark where a link lies; returns the new count."""
    if flags & IP:
        n = mark(marks, n, _ADDRESS, start, end, -1, ONE)
    else:
        odds = ending_of(canon, suffix, end, model[3], model[4])
        if odds != 0:
            n = mark(marks, n, _ENDING, suffix, end, -1, odds)
    if flags & PORT:
        n = mark(marks, n, _PORT, start, end, -1, ONE)
    if use == _SHORTENER:
        n = mark(marks, n, _SHORT, start, end, -1, ONE)
    elif scope == REDIRECTOR:
        n = mark(marks, n, _REDIRECTOR, start, end, -1, ONE)
    elif private or scope == USER_CONTENT:
        n = mark(marks, n, _SHARED, start, end, -1, ONE)
    return n


@inlined
def link_signals(
    view: Any,
    shown: int,
    shown_end: int,
    canon: Any,
    start: int,
    length: int,
    flags: int,
    model: Any,
    tables: Any,
    scratch: Any,
    marks: Any,
) -> int:
    """Write what can be said of one link to ``marks``; return how many findings there are.

    Parameters
    ----------
    view, shown, shown_end
        The text's readable view, and where in it the link is written.
    canon, start, length
        The canonical link.
    flags
        How it was written, bits of :mod:`coinguard.links.flags`.
    model
        Arrays of a link model.
    tables
        Arrays of :class:`LinkTables`.
    scratch, marks
        Of :func:`new_scratch` and :func:`new_marks`.
    """
    n, settled, scope, brand, entry = _authority(canon, start, length, tables, marks)
    if settled:
        return n
    stop = start + length
    end = host_end(canon, start, stop)
    named = max(start, end - MAX_HOST)
    host, path = link_parts(canon, start, length, model[0], model[1], model[2], scratch[0])
    anybody = scope in (USER_CONTENT, REDIRECTOR)
    if scope == REDIRECTOR or (anybody and brand >= 0):
        host = 0.0
    host = max(host, 0.0 if anybody else model[2][_FLOOR])
    if host != 0:
        n = mark(marks, n, _HOST, -1, -1, -1, int(np.rint(host * ONE)))
    if path > 0:
        n = mark(marks, n, _PATH, end, stop, -1, int(np.rint(path * ONE)))
    domain, suffix, private = named, end, False
    if flags & IP == 0:
        domain, suffix, private = domain_bounds(canon, named, end, tables[1])
        if brand < 0 and not private:
            brand = known_everywhere(canon, domain, suffix, tables, scratch)
    use = tables[7][entry] if entry >= 0 else 0
    if scope == USER_CONTENT and brand >= 0:
        n = mark(marks, n, _BRAND_PAGE, start, end, brand, ONE)
    n = _place_signals(canon, named, end, suffix, private, flags, scope, use, model, marks, n)
    if flags & IP == 0 and (private or not anybody):
        n = name_signals(canon, named, end, domain, suffix, private, brand, tables, scratch, marks, n)
    n = word_signals(canon, named, end, stop, brand, anybody or private, tables, scratch, marks, n)
    n = form_signals(canon, named, end, stop, tables[0], marks, n)
    if flags & USERINFO:
        n = userinfo_signals(view, shown, shown_end, flags & SCHEME != 0, tables, scratch, marks, n)
    if flags & TARGET and flags & MISMATCH and flags & NESTED == 0:
        n = mark(marks, n, _SHOWN_OTHER, -1, -1, -1, ONE)
    return n


@inlined
def locate(view: Any, shown: int, shown_end: int, canon: Any, first: int, end: int) -> tuple[int, int]:
    """Return where in ``view[shown:shown_end]`` the stretch ``canon[first:end]`` is written; all of it if that can't be told."""
    width = end - first
    if first < 0 or width <= 0:
        return shown, shown_end
    for at in range(shown, shown_end - width + 1):
        same = True
        for index in range(width):
            if lower(view[at + index]) != lower(canon[first + index]):
                same = False
                break
        if same:
            return at, at + width
    return shown, shown_end
