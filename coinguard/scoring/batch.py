"""The hot path: fold, n-grams, windows and links of a batch of texts, in one kernel that holds no lock.

:func:`measure` reads every text; :func:`evidence` reads again the few that somebody will look at, for the words that counted
and the kind of scam they speak of.
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

from coinguard.limits import MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.margins import FLOAT64S, LinkModel, joined_margin, link_parts
from coinguard.links.ngrams import MAX_FEATURES
from coinguard.links.suffixes import suffix_table
from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.ngrams import PER_CODE_POINT, skeleton_ngrams
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES
from coinguard.text.windows import BLOCK, strongest_window

CHUNK: Final = 2048
"""Rows that one worker takes at a time."""

NO_LINK: Final = -1.0e9
"""A link margin that stands for no link at all."""

OUT_FLOAT64S: Final = types.Array(types.float64, 1, "C")


@k.inlined
def _longest(offsets: Any, first: int, last: int) -> int:
    longest = 0
    for row in range(first, last):
        longest = max(longest, offsets[row + 1] - offsets[row])
    return longest


@k.kernel(
    k.BYTES, k.INT64S, k.INT, k.INT, *TABLES, k.INT16S, k.UINT64S, k.INT16S, k.INT16S, FLOAT64S,
    OUT_FLOAT64S, k.OUT_INT32S, OUT_FLOAT64S, k.OUT_INT32_TABLE, k.OUT_INT32_TABLE, returns=k.INT,
)  # fmt: skip
def _measure(
    buffer: Any,
    offsets: Any,
    begin: int,
    stop: int,
    pages: Any,
    rows: Any,
    sequences: Any,
    compose_keys: Any,
    compose_values: Any,
    entity_keys: Any,
    entity_values: Any,
    text_weights: Any,
    suffixes: Any,
    host_weights: Any,
    path_weights: Any,
    constants: Any,
    margins: Any,
    windows: Any,
    link_margins: Any,
    link_spans: Any,
    found: Any,
) -> int:
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
    counts = np.empty(room // BLOCK + 1, np.int64)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    canon = np.empty(canon_capacity(room), np.int32)
    link_buckets = np.empty(MAX_FEATURES, np.int32)
    n_found = 0
    for row in range(begin, stop):
        n_view, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
        m, _ = skeleton_ngrams(skeleton, n, buckets, ends, words)
        margins[row], _, windows[row] = strongest_window(text_weights, buckets, ends, m, n, sums, counts)
        for what in range(len(UNDONE)):
            if undone[what, 0]:
                found[n_found, 0] = row
                found[n_found, 1] = what
                found[n_found, 2:] = undone[what]
                n_found += 1
        best = NO_LINK
        for link in range(find_in_view(view[0], n_view, suffixes, spans, canon)):
            host, path = link_parts(
                canon, spans[link, 3], spans[link, 4], host_weights, path_weights, constants, link_buckets
            )
            margin = joined_margin(host, path, constants)
            if margin > best:
                best = margin
                link_spans[row, 0] = view[1, spans[link, 0]]
                link_spans[row, 1] = view[2, spans[link, 1] - 1]
        link_margins[row] = best
    return n_found


@dataclass(frozen=True)
class Measured:
    """What the kernels found in a batch of ``n`` texts."""

    margins: NDArray[np.float64]
    """``[n]``: the strongest window's margin, in units of one text weight."""
    windows: NDArray[np.int32]
    """``[n]``: how many windows the text has."""
    link_margins: NDArray[np.float64]
    """``[n]``: the strongest link's margin in log-odds, or :data:`NO_LINK`."""
    link_spans: NDArray[np.int32]
    """``[n, 2]``: where in the original it stands, code points; undefined without a link."""
    undone: NDArray[np.int32]
    """``[m, 5]``: row, which of ``UNDONE``, count, start and end of the first; by row."""


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
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], text_weights: NDArray[np.int16], links: LinkModel
) -> Measured:
    """Measure the texts ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8; a row's result depends on that row alone."""
    rows = len(offsets) - 1
    margins = np.empty(rows)
    windows = np.empty(rows, np.int32)
    link_margins = np.empty(rows)
    link_spans = np.zeros((rows, 2), np.int32)
    tables, suffixes, constants = unicode_table(), suffix_table(), links.constants

    def work(first: int, last: int) -> NDArray[np.int32]:
        found = np.empty(((last - first) * len(UNDONE), 5), np.int32)
        n = _measure(
            buffer, offsets, first, last, *tables, text_weights, suffixes, links.host_weights, links.path_weights, constants,
            margins, windows, link_margins, link_spans, found,
        )  # fmt: skip
        return found[:n].copy()

    return Measured(margins, windows, link_margins, link_spans, np.concatenate(in_chunks(rows, work)))
