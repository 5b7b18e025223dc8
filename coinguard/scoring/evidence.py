"""Evidence of the rows that somebody will look at: the words that counted most, and the kind of scam they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coinguard.links.find import SPAN_COLUMNS
from coinguard.scoring.batch import TextWeights, in_chunks
from coinguard.scoring.kinds import POINTS_SHIFT, kind_table
from coinguard.scoring.steps import without_vouched
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import ASK_TYPE, ask_tables
from coinguard.signals.asks.scan import asks_in_view
from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row, lookup
from coinguard.text.ngrams import PER_CODE_POINT, pair_hash, skeleton_ngrams
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES
from coinguard.text.windows import BLOCK, strongest_window, strongest_words
from coinguard.verdict import KINDS

_KINDS = len(KINDS)
_TOPICS = len(p.TOPICS)
_SIGNALS = len(p.SIGNALS)


@k.inlined
def _kind_points(words: Any, n_words: int, keys: Any, values: Any, points: Any) -> None:
    """Add up how strongly the words speak of each kind."""
    points[:] = 0
    for w in range(n_words):
        value = lookup(keys, values, words[w])
        if value:
            points[(value & 255) - 1] += value >> POINTS_SHIFT
        if w + 1 < n_words:
            value = lookup(keys, values, pair_hash(words[w], words[w + 1]))
            if value:
                points[(value & 255) - 1] += value >> POINTS_SHIFT


@k.inlined
def _place_topics(view: Any, asks: Any, topics: Any) -> None:
    """Write where each topic starts and ends, in code points of the original; -1 for one that the text hasn't."""
    for topic in range(_TOPICS):
        found = _SIGNALS + topic
        topics[2 * topic] = view[1, asks[found, p.START]] if asks[found, p.COUNT] else -1
        topics[2 * topic + 1] = view[2, asks[found, p.END] - 1] if asks[found, p.COUNT] else -1


@k.kernel(
    k.BYTES, k.INT64S, k.INT64S, k.INT64_TABLE, k.INT, k.INT, *TABLES, k.INT16S, k.INT16S, k.UINT64S, k.INT32S,
    k.OUT_INT32_TABLE, ASK_TYPE, k.OUT_INT32_TABLE, k.OUT_INT32_TABLE,
)  # fmt: skip
def _evidence(
    buffer: Any,
    offsets: Any,
    wanted: Any,
    vouched: Any,
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
    phrase_weights: Any,
    kind_keys: Any,
    kind_values: Any,
    spans: Any,
    ask_tables: Any,
    kinds: Any,
    topics: Any,
) -> None:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    longest = 0
    for i in range(begin, stop):
        longest = max(longest, offsets[wanted[i] + 1] - offsets[wanted[i]])
    room = capacity(longest)
    raw = np.empty((3, room), np.int32)
    view = np.empty((3, room), np.int32)
    skeleton = np.empty((3, room), np.int32)
    undone = np.empty((len(UNDONE), 3), np.int32)
    buckets = np.empty(room * PER_CODE_POINT, np.int32)
    ends = np.empty(room * PER_CODE_POINT, np.int32)
    words = np.empty(room + 1, np.uint64)
    sums = np.empty(room // BLOCK + 1, np.int64)
    counts = np.empty(room // BLOCK + 1, np.int64)
    asks, ask_state = np.empty((p.NOTED, p.COLUMNS), np.int32), np.zeros(p.STATE, np.int64)
    no_links = np.empty((0, SPAN_COLUMNS), np.int32)
    for i in range(begin, stop):
        row = wanted[i]
        n_view, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
        asks_in_view(view[0], n_view, no_links, 0, ask_tables, ask_state, asks)
        _place_topics(view, asks, topics[i])
        first = np.searchsorted(vouched[:, 0], row)
        last = np.searchsorted(vouched[:, 0], row, side="right")
        n = without_vouched(skeleton, n, vouched, first, last, 1, 2)
        m, n_words = skeleton_ngrams(skeleton, n, buckets, ends, words)
        _kind_points(words, n_words, kind_keys, kind_values, kinds[i])
        spans[i, :] = -1
        if m:
            _, first, _ = strongest_window(text_weights, buckets, ends, m, n, sums, counts)
            start, end = strongest_words(text_weights, buckets, ends, m, first, skeleton, n)
            spans[i, 0] = skeleton[1, start]
            spans[i, 1] = skeleton[2, end - 1]
            _, first, _ = strongest_window(phrase_weights, buckets, ends, m, n, sums, counts)
            start, end = strongest_words(phrase_weights, buckets, ends, m, first, skeleton, n)
            spans[i, 2] = skeleton[1, start]
            spans[i, 3] = skeleton[2, end - 1]


@dataclass(frozen=True)
class Evidence:
    """What was found in ``n`` rows."""

    spans: NDArray[np.int32]
    """``[n, 4]``: start and end in the original of what counted most by the weights of wording, and by those of phrases; -1
    where there is nothing."""
    kinds: NDArray[np.int32]
    """``[n, kinds]``: how strongly the words speak of each of ``KINDS``."""
    topics: NDArray[np.int32]
    """``[n, 2 * topics]``: where each of the topics starts and ends; -1 where it is not spoken of."""


def evidence(
    buffer: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    rows: NDArray[np.int64],
    vouched: NDArray[np.int64],
    weights: TextWeights,
) -> Evidence:
    """Return the evidence of the texts ``rows``, in that order.

    ``vouched``, ``int64[k, 3]``, are the links that somebody vouched for, by text: text, start and end; they are no evidence.
    """
    spans = np.empty((len(rows), 4), np.int32)
    kinds = np.empty((len(rows), _KINDS), np.int32)
    topics = np.empty((len(rows), 2 * _TOPICS), np.int32)
    tables, table = unicode_table(), kind_table()

    def work(first: int, last: int) -> None:
        _evidence(
            buffer, offsets, rows, vouched, first, last, *tables, *weights, table.keys, table.values, spans,
            ask_tables(), kinds, topics,
        )  # fmt: skip

    in_chunks(len(rows), work)
    return Evidence(spans, kinds, topics)


@k.kernel(k.BYTES, k.INT64S, k.INT64S, k.INT64S, k.INT64S, k.OUT_BYTES, k.OUT_INT64S)
def _slices(buffer: Any, offsets: Any, rows: Any, starts: Any, ends: Any, out: Any, out_offsets: Any) -> None:
    at = 0
    out_offsets[0] = 0
    for i in range(len(rows)):
        code_point = -1
        for byte in range(offsets[rows[i]], offsets[rows[i] + 1]):
            code_point += 1 if buffer[byte] & 0xC0 != 0x80 else 0
            if code_point >= ends[i]:
                break
            if code_point >= starts[i]:
                out[at] = buffer[byte]
                at += 1
        out_offsets[i + 1] = at


def slices(
    buffer: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return code points ``[start, end)`` of each row's text, as one UTF-8 buffer and offsets into it."""
    room = int(np.minimum(4 * np.maximum(ends - starts, 0), offsets[rows + 1] - offsets[rows]).sum())
    out = np.empty(room, np.uint8)
    out_offsets = np.empty(len(rows) + 1, np.int64)
    _slices(buffer, offsets, rows, starts, ends, out, out_offsets)
    return out[: out_offsets[-1]], out_offsets
