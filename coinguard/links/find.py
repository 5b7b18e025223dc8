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
from coinguard.links.characters import JOINER, OTHER, UNSPACED, YES, ZERO, host_kind, lower
from coinguard.links.flags import MISMATCH, NESTED, SHOWN, TARGET, flag_names
from coinguard.links.hosts import MAX_LABELS
from coinguard.links.joins import join, scheme_end, scheme_start
from coinguard.links.nested import find_nested
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
def same_host(canon: Any, spans: Any, one: int, other: int) -> bool:
    """Return true if two links found have the same host."""
    first = spans[one, 3]
    second = spans[other, 3]
    for index in range(max(spans[one, 4], spans[other, 4])):
        left = canon[first + index] if index < spans[one, 4] else 47
        right = canon[second + index] if index < spans[other, 4] else 47
        left = 47 if left == 63 else left
        right = 47 if right == 63 else right
        if left != right:
            return False
        if left == 47:
            return True
    return True


@inlined
def relate(canon: Any, spans: Any, shown: int, target: int) -> None:
    """Mark one link as shown and another as its target, and both if they lead to different hosts."""
    mark = 0 if same_host(canon, spans, shown, target) else MISMATCH
    spans[shown, 2] |= SHOWN | mark
    spans[target, 2] |= TARGET | mark


@inlined
def attribute(view: Any, start: int) -> int:
    """Return the mark that ends the tag if the link at ``start`` is the value of ``href=`` (``>``) or ``[url=`` (``]``), else 0."""
    at = start - 1
    if at >= 0 and (view[at] == 34 or view[at] == 39):
        at -= 1
    if at < 4 or view[at] != 61:
        return 0
    last = lower(view[at - 1])
    third = lower(view[at - 2])
    second = lower(view[at - 3])
    first = lower(view[at - 4])
    if first == 104 and second == 114 and third == 101 and last == 102:
        return 62
    return 93 if first == 91 and second == 117 and third == 114 and last == 108 else 0


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
    labels = np.empty((MAX_LABELS, 4), dtype=np.int64)
    count = ZERO
    cursor = ZERO
    at = ZERO
    bracket = ZERO - 1
    first_shown = ZERO
    after_shown = ZERO
    expected = ZERO - 2
    target = ZERO - 1
    awaited = 0
    inside = False
    while at < n and count < MAX_LINKS_PER_TEXT:
        code = view[at]
        kind = host_kind(code)
        if kind == OTHER or kind == JOINER:
            if code == 91 or code == 60:
                if inside and (code == 60) == (awaited == 62):
                    inside = False
                    awaited = 0
                if code == 91:
                    bracket = count
            elif code == 93 or code == 62:
                if code == awaited:
                    inside = True
                if code == 93 and bracket >= 0 and at + 1 < n and view[at + 1] == 40:
                    first_shown = bracket
                    after_shown = count
                    expected = at + 2
                    bracket = -1
            at += 1
            continue
        start, end, flags, out = link_at(view, n, at, suffixes, labels, canon, cursor)
        at = end
        if start < 0:
            continue
        spans[count, 0] = start
        spans[count, 1] = end
        spans[count, 2] = flags
        spans[count, 3] = cursor
        spans[count, 4] = out - cursor
        cursor = out
        found = count
        count += 1
        if start == expected or start == expected + 1:
            spans[found, 2] |= TARGET
            for shown in range(first_shown, after_shown):
                if not spans[shown, 2] & NESTED:
                    relate(canon, spans, shown, found)
        if inside:
            relate(canon, spans, found, target)
        mark = attribute(view, start)
        if mark != 0:
            spans[found, 2] |= TARGET
            target = found
            awaited = mark
            inside = False
        count, cursor = find_nested(view, start, end, suffixes, labels, spans, count, canon, cursor)
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
