"""What is found of one text, written to the raw table of hits: steps of the hot path's kernel."""

from __future__ import annotations

from typing import Any, Final

from coinguard.limits import MAX_LINK_CODE_POINTS
from coinguard.links.canonical import decode, row_url
from coinguard.links.flags import SCHEME
from coinguard.links.nested import find_nested, record
from coinguard.signals.asks import parts as p
from coinguard.signals.catalogue import FIRST_ASK, FIRST_CONTACT
from coinguard.signals.contacts import kinds as c
from coinguard.signals.hits import ONE, add_hit
from coinguard.signals.link_marks import MARK_ABOUT, MARK_END, MARK_IN_VIEW, MARK_SIGNAL, MARK_START, MARK_VALUE
from coinguard.signals.links import link_signals, locate
from coinguard.text import kernel as k

SPARE: Final = 320
"""Code points that a canonical link may need beyond its own."""


@k.inlined
def longest(offsets: Any, first: int, last: int) -> int:
    """Return the bytes of the longest of the rows ``first`` to ``last``."""
    longest = 0
    for row in range(first, last):
        longest = max(longest, offsets[row + 1] - offsets[row])
    return longest


@k.inlined
def link_hits(
    view: Any,
    row: int,
    spans: Any,
    count: int,
    canon: Any,
    model: Any,
    tables: Any,
    scratch: Any,
    marks: Any,
    hits: Any,
    n: int,
) -> tuple[Any, int]:
    """Write the hits of the links ``spans[:count]`` of one text; return the table and the new count.

    ``view`` is ``int32[3, …]``: code points, and the span of the original that each stands for.
    """
    for link in range(count):
        first, last = int(spans[link, 0]), int(spans[link, 1])
        start, length = int(spans[link, 3]), int(spans[link, 4])
        found = link_signals(
            view[0], first, last, canon, start, length, int(spans[link, 2]), model, tables, scratch, marks
        )
        for i in range(found):
            begin, end = int(marks[i, MARK_START]), int(marks[i, MARK_END])
            if marks[i, MARK_IN_VIEW] == 0:
                begin, end = locate(view[0], first, last, canon, begin, end)
            hits = add_hit(
                hits, n, row, link, marks[i, MARK_SIGNAL], view[1, begin], view[2, end - 1], marks[i, MARK_ABOUT],
                marks[i, MARK_VALUE],
            )  # fmt: skip
            n += 1
    return hits, n


@k.inlined
def without_vouched(skeleton: Any, n: int, vouched: Any, first: int, last: int, start: int, end: int) -> int:
    """Drop from the skeleton what stands in links that somebody vouched for; return how long it is then.

    The links are rows ``first`` to ``last`` of ``vouched``; columns ``start`` and ``end`` are their bounds in the original. Such
    a link loses its own evidence, and the letters of its address are a part of that.
    """
    for link in range(first, last):
        kept = 0
        for at in range(n):
            inside = vouched[link, start] <= skeleton[1, at] < vouched[link, end]
            doubled = skeleton[0, at] == 32 and (kept == 0 or skeleton[0, kept - 1] == 32)
            if not inside and not doubled:
                skeleton[:, kept] = skeleton[:, at]
                kept += 1
        n = kept
    return n


@k.inlined
def read_link(buffer: Any, start: int, stop: int, suffixes: Any, labels: Any, view: Any, spans: Any, canon: Any) -> int:
    """Read a row that is one link, and the links inside it; return how many there are."""
    n = decode(buffer, start, stop, view[0])
    length, flags, first, last = row_url(view[0], n, canon[: MAX_LINK_CODE_POINTS + SPARE])
    if length == 0:
        return 0
    for at in range(n):
        view[1, at] = at
        view[2, at] = at + 1
    record(spans, 0, first, last, flags | SCHEME, 0, length)
    links, _ = find_nested(view[0], first, last, suffixes, labels, spans, 1, canon, length)
    return int(links)


@k.inlined
def contact_hits(view: Any, row: int, contacts: Any, n_contacts: int, hits: Any, n: int) -> tuple[Any, int]:
    """Write the contacts of one text to the raw table, kind by kind: how many, and where the first stands."""
    for kind in range(len(c.KINDS)):
        times, first = 0, 0
        for contact in range(n_contacts):
            if contacts[contact, c.KIND] == kind:
                first = contact if times == 0 else first
                times += 1
        if times > 0:
            start, end = view[1, contacts[first, c.START]], view[2, contacts[first, c.END] - 1]
            hits = add_hit(hits, n, row, -1, FIRST_CONTACT + kind, start, end, -1, times * ONE)
            n += 1
    return hits, n


@k.inlined
def ask_hits(view: Any, row: int, asks: Any, hits: Any, n: int) -> tuple[Any, int]:
    """Write what one text asks for to the raw table; return the table and the new count."""
    for signal in range(len(p.SIGNALS)):
        if asks[signal, p.COUNT] > 0:
            start, end = view[1, asks[signal, p.START]], view[2, asks[signal, p.END] - 1]
            hits = add_hit(hits, n, row, -1, FIRST_ASK + signal, start, end, -1, ONE)
            n += 1
    return hits, n
