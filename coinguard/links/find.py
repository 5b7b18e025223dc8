"""Finding links in messages as people write them.

One scan from left to right looks at runs of host characters and at what follows them: a scheme's ``://``, or a dot in some
writing. Each code point is read a bounded number of times, so the time is linear in the text, whatever it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coinguard.limits import MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT
from coinguard.links.characters import JOINER, OTHER, UNSPACED, YES, ZERO, closer_of, host_kind, wide_dot
from coinguard.links.flags import flag_names
from coinguard.links.hosts import MAX_LABELS
from coinguard.links.joins import join, scheme_end, scheme_start
from coinguard.links.markup import new_markup, see_link, see_mark
from coinguard.links.nested import find_nested, record
from coinguard.links.suffixes import suffix_table
from coinguard.links.urls import read_url
from coinguard.text.kernel import INT, OUT_INT32_TABLE, OUT_INT32S, UINT64S, inlined, kernel

SPAN_COLUMNS: Final = 5
"""Columns of the span table: start, end (half-open, in the view), flags, offset into ``canon``, length there."""

_SPARE: Final = 320


@inlined
def canon_capacity(length: int) -> int:
    """Return how many code points :func:`find_in_view` needs in ``canon`` for a view of ``length`` code points."""
    return min(3 * length, MAX_LINKS_PER_TEXT * MAX_LINK_CODE_POINTS) + _SPARE


@inlined
def may_hold_link(view: Any, n: int) -> bool:
    """Return false only if nothing is there that any link has: a dot in some writing, or a scheme's colon or slash."""
    for at in range(n):
        code = view[at]
        if code < 0x80:
            if code == 46 or code == 47 or code == 58 or code == 92 or code == 37 or closer_of(code) != 0:
                return True
            if code | 32 == 100 and at + 2 < n and view[at + 1] | 32 == 111 and view[at + 2] | 32 == 116:
                return True
        elif wide_dot(code) or 0xFF00 <= code <= 0xFFEF or 0x3000 <= code <= 0x303F:
            return True
    return False


@inlined
def run_end(view: Any, stop: int, start: int) -> int:
    """Return where the run of host characters at ``start`` ends."""
    unspaced = host_kind(view[start]) == UNSPACED
    at = start + 1
    while at < stop:
        kind = host_kind(view[at])
        if kind == OTHER or (kind != JOINER and (kind == UNSPACED) != unspaced):
            break
        at += 1
    return at


@inlined
def link_at(view: Any, n: int, at: int, suffixes: Any, labels: Any, canon: Any, base: int) -> tuple[int, int, int, int]:
    """Read the link that the run at ``at`` begins or ends with: start, end, flags, end in ``canon``.

    If there is none, start is -1 and end is where to go on.
    """
    end = run_end(view, n, at)
    if end >= n:
        return -1, n, 0, base
    begins, flags = scheme_start(view, at, end)
    authority = ZERO - 1
    more = 0
    if begins >= 0:
        authority, more = scheme_end(view, n, end)
    scheme = authority >= 0
    if not scheme:
        if join(view, n, end, YES)[0] < 0:
            return -1, end, 0, base
        begins = at
        authority = at
        flags = 0
    # After a space, anything may follow a lone scheme: only a real host counts.
    strict = not scheme or view[authority - 1] == 32
    stop, found, out = read_url(view, n, authority, begins, scheme, strict, suffixes, labels, canon, base)
    if stop >= 0:
        return begins, stop, found | flags | more, out
    return -1, (end if scheme else max(end, -1 - stop)), 0, base


@inlined
def find_in_view(view: Any, n: int, suffixes: Any, spans: Any, canon: Any) -> int:
    """Find the links of one message; return how many there are, in the order they start in.

    Parameters
    ----------
    view
        int32, the code points of the message's readable view.
    n
        How many of them are the message's.
    suffixes
        :func:`coinguard.links.suffixes.suffix_table`.
    spans
        int32, ``MAX_LINKS_PER_TEXT`` rows of ``SPAN_COLUMNS``: gets start, end, flags, offset into ``canon``, length.
    canon
        int32, at least ``canon_capacity(n)`` long: gets the canonical URLs, one after the other.
    """
    if not may_hold_link(view, n):
        return 0
    labels = np.empty((MAX_LABELS, 4), dtype=np.int64)
    markup = new_markup()
    count: int = ZERO
    cursor = ZERO
    at = ZERO
    while at < n and count < MAX_LINKS_PER_TEXT:
        kind = host_kind(view[at])
        if kind in (OTHER, JOINER):
            see_mark(view, n, at, count, markup)
            at += 1
            continue
        start, at, flags, out = link_at(view, n, at, suffixes, labels, canon, cursor)
        if start >= 0:
            record(spans, count, start, at, flags, cursor, out)
            see_link(view, start, canon, spans, count, markup)
            cursor = out
            count, cursor = find_nested(view, start, at, suffixes, labels, spans, count + 1, canon, cursor)
    return count


@kernel(OUT_INT32S, INT, UINT64S, OUT_INT32_TABLE, OUT_INT32S, returns=INT)
def _find(view: Any, n: int, suffixes: Any, spans: Any, canon: Any) -> int:
    """Find the links of one message; see :func:`find_in_view`."""
    return find_in_view(view, n, suffixes, spans, canon)


@dataclass(frozen=True, slots=True)
class Link:
    """One link in a text."""

    text: str
    """The link as it was written."""
    start: int
    """Where it starts, in code points of the text."""
    end: int
    """Where it ends, exclusive."""
    url: str
    """Its canonical form: ``host[/path][?query]``."""
    flags: tuple[str, ...]
    """How it was written, by the names of :mod:`coinguard.links.flags`."""


def code_points(text: str) -> npt.NDArray[np.int32]:
    """Return the code points of a text, lone surrogates included."""
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), dtype=np.int32)


def find_links(text: str) -> list[Link]:
    """Return the links in a text, in the order they start in; at most ``MAX_LINKS_PER_TEXT``.

    The text is read as it is: entities, invisible characters and styled letters are undone by the fold, not here.
    """
    view = code_points(text)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), dtype=np.int32)
    canon = np.empty(canon_capacity(len(view)), dtype=np.int32)
    count = _find(view, len(view), suffix_table(), spans, canon)
    links = []
    for start, end, flags, offset, length in spans[:count].tolist():
        url = canon[offset : offset + length].tobytes().decode("utf-32-le", "surrogatepass")
        links.append(Link(text[start:end], start, end, url, flag_names(flags)))
    return links
