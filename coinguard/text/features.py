"""N-grams of many texts as a sparse matrix, for fitting: the serving path's own features, window by window."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.ngrams import PER_CODE_POINT, skeleton_ngrams
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES
from coinguard.text.windows import BLOCK, WINDOW, window_count


class WindowFeatures(NamedTuple):
    """The n-grams of every window of some texts, in order."""

    buckets: NDArray[np.int32]
    """``[n_grams]``: the bucket of each n-gram, window after window."""
    starts: NDArray[np.int64]
    """``[n_windows + 1]``: where each window's n-grams begin in ``buckets``."""
    rows: NDArray[np.int32]
    """``[n_windows]``: the text that each window is of."""


class Ngrams(NamedTuple):
    """The n-grams of one skeleton."""

    buckets: NDArray[np.int32]
    """``[n_grams]``."""
    ends: NDArray[np.int32]
    """``[n_grams]``: where in the skeleton each ends."""
    words: NDArray[np.uint64]
    """``[n_words]``: the hash of every word."""


@k.kernel(k.OUT_INT32_TABLE, k.OUT_INT32S, k.OUT_INT32S, k.OUT_UINT64S, k.OUT_INT64S)
def _ngrams(skeleton: Any, buckets: Any, ends: Any, words: Any, counts: Any) -> None:
    counts[0], counts[1] = skeleton_ngrams(skeleton, skeleton.shape[1], buckets, ends, words)


def ngrams(skeleton: NDArray[np.int32]) -> Ngrams:
    """Return the n-grams of a skeleton's elements, ``int32[3, n]``."""
    n = skeleton.shape[1]
    buckets, ends = np.empty(n * PER_CODE_POINT, np.int32), np.empty(n * PER_CODE_POINT, np.int32)
    words, counts = np.empty(n + 1, np.uint64), np.empty(2, np.int64)
    _ngrams(np.ascontiguousarray(skeleton), buckets, ends, words, counts)
    return Ngrams(buckets[: counts[0]], ends[: counts[0]], words[: counts[1]])


@k.kernel(k.BYTES, k.INT64S, *TABLES, k.OUT_INT32S, k.OUT_INT64S, k.OUT_INT32S, returns=k.INT)
def _window_features(
    buffer: Any,
    offsets: Any,
    pages: Any,
    rows: Any,
    sequences: Any,
    compose_keys: Any,
    compose_values: Any,
    entity_keys: Any,
    entity_values: Any,
    out_buckets: Any,
    out_starts: Any,
    out_rows: Any,
) -> int:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    room = capacity(longest)
    raw = np.empty((3, room), np.int32)
    view = np.empty((3, room), np.int32)
    skeleton = np.empty((3, room), np.int32)
    undone = np.empty((len(UNDONE), 3), np.int32)
    buckets = np.empty(room * PER_CODE_POINT, np.int32)
    ends = np.empty(room * PER_CODE_POINT, np.int32)
    words = np.empty(room + 1, np.uint64)
    n_windows = 0
    at = 0
    out_starts[0] = 0
    for row in range(len(offsets) - 1):
        _, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
        m, _ = skeleton_ngrams(skeleton, n, buckets, ends, words)
        low = 0
        for window in range(window_count(n)):
            while low < m and ends[low] < window * BLOCK:
                low += 1
            j = low
            while j < m and ends[j] < window * BLOCK + WINDOW:
                out_buckets[at] = buckets[j]
                at += 1
                j += 1
            out_rows[n_windows] = row
            n_windows += 1
            out_starts[n_windows] = at
    return n_windows


def window_features(buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> WindowFeatures:
    """Return the n-grams of every window of the texts ``buffer[offsets[i]:offsets[i + 1]]`` (valid UTF-8)."""
    size = int(offsets[-1] - offsets[0])
    texts = len(offsets) - 1
    room = WINDOW // BLOCK * PER_CODE_POINT * capacity(size)
    most_windows = texts + capacity(size) // BLOCK
    buckets = np.empty(room, np.int32)
    starts = np.empty(most_windows + 1, np.int64)
    rows = np.empty(most_windows, np.int32)
    n = _window_features(buffer, offsets, *unicode_table(), buckets, starts, rows)
    return WindowFeatures(buckets[: starts[n]].copy(), starts[: n + 1].copy(), rows[:n].copy())
