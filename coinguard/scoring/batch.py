"""The hot path: fold, n-grams, windows and named evidence of a batch of texts, in one kernel that holds no lock.

:func:`measure` reads every text and :func:`measure_links` rows that are a link each; :mod:`coinguard.scoring.evidence` reads
again the few that somebody will look at, for the words that counted and the kind of scam they speak of.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.limits import MAX_CONTACTS_PER_TEXT, MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT
from coinguard.links.canonical import decode, row_url
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.flags import SCHEME
from coinguard.links.hosts import MAX_LABELS
from coinguard.links.margins import LinkModel
from coinguard.links.nested import find_nested, record
from coinguard.links.suffixes import suffix_table
from coinguard.message import SCORED_FIELDS
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import ASK_TYPE, ask_tables
from coinguard.signals.asks.scan import asks_in_view
from coinguard.signals.authors import AUTHOR_TYPE, NOTHING, author_finding, brand_authors, new_author_scratch
from coinguard.signals.authors import OFFICIAL as OFFICIAL_HANDLE
from coinguard.signals.catalogue import FIRST_ASK, FIRST_AUTHOR, FIRST_CONTACT, FIRST_UNDONE, NUMBER, OFFICIAL_AUTHOR
from coinguard.signals.contacts import kinds as c
from coinguard.signals.contacts.lexicon import CONTACT_TYPE, contact_tables
from coinguard.signals.contacts.scan import contacts_in_view
from coinguard.signals.contacts.state import CANON, STATE
from coinguard.signals.hits import END, ONE, RAW_HITS, SIGNAL, START, add_hit, new_hits
from coinguard.signals.link_marks import MARK_ABOUT, MARK_END, MARK_IN_VIEW, MARK_SIGNAL, MARK_START, MARK_VALUE
from coinguard.signals.links import (
    MODEL_TYPE,
    TABLES_TYPE,
    LinkTables,
    link_signals,
    locate,
    new_marks,
    new_scratch,
)
from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.ngrams import PER_CODE_POINT, skeleton_ngrams
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES
from coinguard.text.windows import BLOCK, strongest_window

CHUNK: Final = 2048
"""Rows that one worker takes at a time."""

OFFICIAL: Final = np.int64(NUMBER["scope.official"])
ALLOWED: Final = np.int64(NUMBER["owner.allowed"])
AUTHOR_FIELDS: Final = (SCORED_FIELDS.index("author_name"), SCORED_FIELDS.index("author_handle"))
"""The fields that are read as somebody's name."""
_NAME, _HANDLE = (np.int64(field) for field in AUTHOR_FIELDS)
_SPARE: Final = 320

OUT_FLOAT64S: Final = types.Array(types.float64, 1, "C")


@k.inlined
def _longest(offsets: Any, first: int, last: int) -> int:
    longest = 0
    for row in range(first, last):
        longest = max(longest, offsets[row + 1] - offsets[row])
    return longest


@k.inlined
def _link_hits(
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
def _read_link(
    buffer: Any, start: int, stop: int, suffixes: Any, labels: Any, view: Any, spans: Any, canon: Any
) -> int:
    """Read a row that is one link, and the links inside it; return how many there are."""
    n = decode(buffer, start, stop, view[0])
    length, flags, first, last = row_url(view[0], n, canon[: MAX_LINK_CODE_POINTS + _SPARE])
    if length == 0:
        return 0
    for at in range(n):
        view[1, at] = at
        view[2, at] = at + 1
    record(spans, 0, first, last, flags | SCHEME, 0, length)
    links, _ = find_nested(view[0], first, last, suffixes, labels, spans, 1, canon, length)
    return int(links)


@k.inlined
def _contact_hits(view: Any, row: int, contacts: Any, n_contacts: int, hits: Any, n: int) -> tuple[Any, int]:
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
def _ask_hits(view: Any, row: int, asks: Any, hits: Any, n: int) -> tuple[Any, int]:
    """Write what one text asks for to the raw table; return the table and the new count."""
    for signal in range(len(p.SIGNALS)):
        if asks[signal, p.COUNT] > 0:
            start, end = view[1, asks[signal, p.START]], view[2, asks[signal, p.END] - 1]
            hits = add_hit(hits, n, row, -1, FIRST_ASK + signal, start, end, -1, ONE)
            n += 1
    return hits, n


# Messages and bare links share one kernel, because what is said of a link takes long to compile.
@k.kernel(
    k.BYTES, k.INT64S, k.INT64S, k.INT, k.INT, types.boolean, *TABLES, k.INT16S, k.UINT64S, MODEL_TYPE, TABLES_TYPE, CONTACT_TYPE,
    ASK_TYPE, AUTHOR_TYPE, OUT_FLOAT64S, k.OUT_INT32S, returns=RAW_HITS,
)  # fmt: skip
def _measure(
    buffer: Any,
    offsets: Any,
    fields: Any,
    begin: int,
    stop: int,
    bare: bool,
    pages: Any,
    rows: Any,
    sequences: Any,
    compose_keys: Any,
    compose_values: Any,
    entity_keys: Any,
    entity_values: Any,
    text_weights: Any,
    suffixes: Any,
    model: Any,
    link_tables: Any,
    contact_tables: Any,
    ask_tables: Any,
    author_tables: Any,
    margins: Any,
    counts: Any,
) -> Any:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    room = capacity(_longest(offsets, begin, stop))
    raw = np.empty((3, room), np.int32)
    view = np.empty((3, room), np.int32)
    skeleton = np.empty((3, room), np.int32)
    undone = np.empty((len(UNDONE), 3), np.int32)
    buckets = np.empty(room * PER_CODE_POINT, np.int32)
    ends = np.empty(room * PER_CODE_POINT, np.int32)
    words = np.empty(room + 1, np.uint64)
    sums = np.empty(room // BLOCK + 1, np.int64)
    numbers = np.empty(room // BLOCK + 1, np.int64)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    canon = np.empty(canon_capacity(room) + MAX_LINK_CODE_POINTS + _SPARE, np.int32)
    labels = np.empty((MAX_LABELS, 4), np.int64)
    scratch, marks, name_scratch = new_scratch(), new_marks(), new_author_scratch()
    state = np.empty(STATE, np.int64)
    contacts = np.empty((MAX_CONTACTS_PER_TEXT, c.COLUMNS), np.int32)
    values = np.empty(CANON, np.int32)
    asks, ask_state = np.empty((p.NOTED, p.COLUMNS), np.int32), np.zeros(p.STATE, np.int64)
    hits, n_hits = new_hits(), 0
    for row in range(begin, stop):
        n = 0
        if bare:
            links = _read_link(buffer, offsets[row], offsets[row + 1], suffixes, labels, view, spans, canon)
            counts[row] = links
        else:
            n_view, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
            for what in range(len(UNDONE)):
                if undone[what, 0]:
                    first, last, times = undone[what, 1], undone[what, 2], int(undone[what, 0])
                    hits = add_hit(hits, n_hits, row, -1, FIRST_UNDONE + what, first, last, -1, times * ONE)
                    n_hits += 1
            links = find_in_view(view[0], n_view, suffixes, spans, canon)
            n_contacts = contacts_in_view(
                view[0], n_view, canon, spans, links, suffixes, contact_tables, state, values, contacts
            )
            if n_contacts > 0:
                hits, n_hits = _contact_hits(view, row, contacts, n_contacts, hits, n_hits)
            if asks_in_view(view[0], n_view, spans, links, ask_tables, ask_state, asks) > 0:
                hits, n_hits = _ask_hits(view, row, asks, hits, n_hits)
            if fields[row] == _NAME or fields[row] == _HANDLE:
                found, brand = author_finding(
                    view[0], n_view, link_tables[0], link_tables[3], author_tables, name_scratch
                )
                if found != NOTHING:
                    signal = OFFICIAL_AUTHOR if found == OFFICIAL_HANDLE else FIRST_AUTHOR + found - 1
                    hits = add_hit(hits, n_hits, row, -1, signal, -1, -1, brand, ONE)
                    n_hits += 1
        if links > 0:
            before = n_hits
            hits, n_hits = _link_hits(view, row, spans, links, canon, model, link_tables, scratch, marks, hits, n_hits)
            for hit in range(before, n_hits):
                if not bare and (hits[hit, SIGNAL] == OFFICIAL or hits[hit, SIGNAL] == ALLOWED):
                    n = without_vouched(skeleton, n, hits, hit, hit + 1, START, END)
        if not bare:
            m, _ = skeleton_ngrams(skeleton, n, buckets, ends, words)
            margins[row], _, counts[row] = strongest_window(text_weights, buckets, ends, m, n, sums, numbers)
    return hits[:n_hits].copy()


@dataclass(frozen=True)
class Measured:
    """What the kernels found in a batch of ``n`` texts."""

    margins: NDArray[np.float64]
    """``[n]``: the strongest window's margin, in units of one text weight."""
    windows: NDArray[np.int32]
    """``[n]``: how many windows the text has."""
    raw: NDArray[np.int64]
    """``[m, 7]``: everything else, as :mod:`coinguard.signals.hits` lays it out, by row."""


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="coinguard")


def in_chunks(rows: int, work: Callable[[int, int], Any]) -> list[Any]:
    """Call ``work(first, last)`` for every chunk of ``rows`` on all cores; return the results in order of the rows."""
    starts = range(0, rows, CHUNK)
    if len(starts) <= 1:
        return [work(0, rows)]
    return list(_pool().map(lambda start: work(start, min(rows, start + CHUNK)), starts))


def measure(
    buffer: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    text_weights: NDArray[np.int16],
    links: LinkModel,
    tables: LinkTables,
    fields: NDArray[np.int64] | None = None,
) -> Measured:
    """Measure the texts ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8; a row's result depends on that row alone.

    ``fields`` says what each text is, an index into ``SCORED_FIELDS``; by default what somebody wrote.
    """
    rows = len(offsets) - 1
    fields = np.zeros(rows, np.int64) if fields is None else fields
    margins = np.empty(rows)
    windows = np.empty(rows, np.int32)
    unicode, suffixes, model, compared = unicode_table(), suffix_table(), links.arrays, tables.arrays

    def work(first: int, last: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = _measure(
            buffer, offsets, fields, first, last, False, *unicode, text_weights, suffixes, model, compared,
            contact_tables(), ask_tables(), brand_authors().arrays, margins, windows,
        )  # fmt: skip
        return found

    return Measured(margins, windows, np.concatenate(in_chunks(rows, work)))


def measure_links(
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], links: LinkModel, tables: LinkTables
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Measure rows that are a link or domain each, and the links inside those that lead elsewhere.

    Returns
    -------
    tuple
        The raw hits, by row, and how many links each row holds, ``int32[n]``: 0 where there is none, not even itself.
    """
    rows = len(offsets) - 1
    numbers = np.empty(rows, np.int32)
    unicode, suffixes, model, compared = unicode_table(), suffix_table(), links.arrays, tables.arrays
    no_weights, no_margins, no_fields = np.zeros(1, np.int16), np.empty(0), np.zeros(0, np.int64)

    def work(first: int, last: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = _measure(
            buffer, offsets, no_fields, first, last, True, *unicode, no_weights, suffixes, model, compared,
            contact_tables(), ask_tables(), brand_authors().arrays, no_margins, numbers,
        )  # fmt: skip
        return found

    return np.concatenate(in_chunks(rows, work)), numbers
