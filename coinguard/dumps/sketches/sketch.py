"""Sketches: a few numbers that are alike where wordings are alike.

The words of a skeleton, in which disguises are undone, with their slots taken out (links, handles, numbers, amounts, emoji)
are cut into overlapping 4-grams of letters. One-permutation MinHash keeps the least hash of each of 32 bins (Li, Owen and
Zhang 2012), and empty bins borrow from full ones (Shrivastava 2017, "Optimal Densification"), so that the share of equal bins
estimates the Jaccard similarity of two wordings. The hash of all the letters is the template: equal where only slots,
numbers, disguise and spacing differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.limits import MAX_LINKS_PER_TEXT
from coinguard.links.canonical import encode
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.flags import SHOWN
from coinguard.links.suffixes import suffix_table
from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.ngrams import is_emoji
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES

BINS: Final = 32
"""Bins of a sketch."""
BANDS: Final = BINS // 2
"""A band is two bins: wordings that share a whole band are compared."""
GRAM: Final = 4
"""Letters of one gram."""
SHORTEST: Final = 16
"""Letters that a wording needs to be compared at all; an East Asian letter counts twice."""

_EMPTY: Final = 1 << 16
_PRIME: Final = np.uint64(0x100000001B3)
_SEED: Final = np.uint64(0xCBF29CE484222325)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_BIN_SHIFT: Final = np.uint64(59)
_VALUE_SHIFT: Final = np.uint64(43)
_VALUE_MASK: Final = np.uint64(0xFFFF)
_EAST_ASIAN: Final = 0x2E80
_BORROWINGS: Final = 64

_OUT_UINT32_TABLE: Final = types.Array(types.uint32, 2, "C")


@k.inlined
def mixed(value: Any) -> Any:
    """Return a hash with every bit depending on every other (two rounds of xor-shift and multiply)."""
    value = (value ^ (value >> _SHIFT)) * _GOLDEN
    value = (value ^ (value >> _SHIFT)) * _GOLDEN
    return value ^ (value >> _SHIFT)


@k.inlined
def _in_name(code: int) -> bool:
    """Return whether a code point may stand in a handle or an address."""
    lower = code | 0x20
    return 0x61 <= lower <= 0x7A or 0x30 <= code <= 0x39 or code == 0x5F or code == 0x2E or code == 0x2D


@k.inlined
def _hide(hidden: Any, start: int, end: int) -> None:
    for place in range(start, end):
        hidden[place] = 1


@k.inlined
def _hide_handles(view: Any, n: int, hidden: Any) -> None:
    """Mark the code points of the original that belong to a handle or a mail address."""
    for at in range(n):
        if view[0, at] != 0x40:
            continue
        start = at
        while start > 0 and _in_name(view[0, start - 1]):
            start -= 1
        end = at + 1
        dots = 0
        while end < n and _in_name(view[0, end]):
            dots += view[0, end] == 0x2E
            end += 1
        if end > at + 1 and (start == at or dots):  # p@ssword is neither
            _hide(hidden, view[1, start], view[2, end - 1])


@k.inlined
def _letters(skeleton: Any, n: int, hidden: Any, letters: Any) -> tuple[int, int]:
    """Write the letters of a skeleton that stand in no slot; return how many, and how much they weigh."""
    count = weight = 0
    for place in range(n):
        code = skeleton[0, place]
        if code <= 0x60 or is_emoji(code) or hidden[skeleton[1, place]]:
            continue
        letters[count] = code
        count += 1
        weight += 2 if code >= _EAST_ASIAN else 1
    return count, weight


@k.inlined
def _fill(letters: Any, count: int, bins: Any) -> None:
    """Put the least hash of each bin into ``bins``, 32 of them."""
    for place in range(BINS):
        bins[place] = _EMPTY
    for end in range(GRAM - 1, count):
        value = _SEED
        for place in range(end - GRAM + 1, end + 1):
            value = (value ^ np.uint64(letters[place])) * _PRIME
        value = mixed(value)
        chosen = np.int64(value >> _BIN_SHIFT)
        least = np.int64((value >> _VALUE_SHIFT) & _VALUE_MASK)
        bins[chosen] = min(bins[chosen], least)
    full = 0
    for place in range(BINS):
        full += bins[place] < _EMPTY
    if full == 0:
        return
    for place in range(BINS):
        if bins[place] < _EMPTY:
            continue
        for attempt in range(1, _BORROWINGS):
            lender = np.int64(mixed(np.uint64(place * _BORROWINGS + attempt)) >> _BIN_SHIFT)
            if bins[lender] < _EMPTY:
                bins[place] = bins[lender] + 2 * _EMPTY  # a lent value lends nothing further
                break
        if bins[place] == _EMPTY:
            bins[place] = 3 * _EMPTY - 1


@k.inlined
def _keep(bins: Any, sketch: Any) -> None:
    for band in range(BANDS):
        sketch[band] = (bins[2 * band] & 0xFFFF) << 16 | (bins[2 * band + 1] & 0xFFFF)


@k.kernel(
    k.BYTES, k.INT64S, k.INT, k.INT, *TABLES, k.UINT64S,
    k.OUT_UINT64S, k.OUT_INT32S, _OUT_UINT32_TABLE, k.OUT_INT64S, k.OUT_INT64S, k.OUT_BYTES, returns=k.INT,
)  # fmt: skip
def _sketch(
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
    suffixes: Any,
    templates: Any,
    weights: Any,
    sketches: Any,
    link_rows: Any,
    link_ends: Any,
    link_bytes: Any,
) -> int:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    longest = 0
    for row in range(begin, stop):
        longest = max(longest, offsets[row + 1] - offsets[row])
    room = capacity(longest)
    raw = np.empty((3, room), np.int32)
    view = np.empty((3, room), np.int32)
    skeleton = np.empty((3, room), np.int32)
    undone = np.empty((len(UNDONE), 3), np.int32)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    canon = np.empty(canon_capacity(room), np.int32)
    hidden = np.zeros(room, np.uint8)
    letters = np.empty(room, np.int32)
    bins = np.empty(BINS, np.int64)
    n_links = at = 0
    for row in range(begin, stop):
        n_view, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
        hidden[: offsets[row + 1] - offsets[row] + 1] = 0
        for link in range(find_in_view(view[0], n_view, suffixes, spans, canon)):
            _hide(hidden, view[1, spans[link, 0]], view[2, spans[link, 1] - 1])
            length = spans[link, 4]
            if spans[link, 2] & SHOWN or n_links == link_rows.size or at + 4 * length > link_bytes.size:
                continue
            at = encode(canon[spans[link, 3] : spans[link, 3] + length], length, link_bytes, at)
            link_rows[n_links] = row
            link_ends[n_links] = at
            n_links += 1
        _hide_handles(view, n_view, hidden)
        count, weights[row] = _letters(skeleton, n, hidden, letters)
        value = _SEED
        for place in range(count):
            value = (value ^ np.uint64(letters[place])) * _PRIME
        templates[row] = mixed(value)
        if weights[row] >= SHORTEST:
            _fill(letters, count, bins)
            _keep(bins, sketches[row])
    return n_links


@dataclass(frozen=True)
class Sketches:
    """What is remembered of ``n`` texts."""

    templates: NDArray[np.uint64]
    """``[n]``: equal where the wordings are, slots and disguise apart."""
    weights: NDArray[np.int32]
    """``[n]``: letters in the wording, East Asian ones twice."""
    bands: NDArray[np.uint32]
    """``[n, 16]``: the sketch, two bins in each number; undefined where the weight is under :data:`SHORTEST`."""
    link_rows: NDArray[np.int64]
    """``[m]``: the row of each link, in order."""
    links: list[str]
    """``[m]``: canonical URLs, those that are only shown left out."""


def sketch(buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Sketches:
    """Return the sketches and links of the texts ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8."""
    rows = len(offsets) - 1
    size = int(offsets[-1] - offsets[0])
    templates, weights = np.empty(rows, np.uint64), np.empty(rows, np.int32)
    bands = np.zeros((rows, BANDS), np.uint32)
    # A link needs four bytes of text and is written in at most three times its length, four bytes a code point.
    link_rows, link_ends = np.empty(size // 2 + 1, np.int64), np.empty(size // 2 + 1, np.int64)
    link_bytes = np.empty(12 * size + 4096, np.uint8)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        n = _sketch(
            buffer, offsets, 0, rows, *unicode_table(), suffix_table(),
            templates, weights, bands, link_rows, link_ends, link_bytes,
        )  # fmt: skip
    starts = [0, *link_ends[:n].tolist()]
    data = link_bytes[: starts[-1]].tobytes()
    links = [data[first:last].decode() for first, last in pairwise(starts)]
    return Sketches(templates, weights, bands, link_rows[:n].copy(), links)


@k.kernel(k.BYTES, k.INT64S, k.OUT_UINT64S)
def _hash_rows(buffer: Any, offsets: Any, out: Any) -> None:
    for row in range(offsets.size - 1):
        value = _SEED
        for place in range(offsets[row], offsets[row + 1]):
            value = (value ^ np.uint64(buffer[place])) * _PRIME
        out[row] = mixed(value)


def hashes(buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each text ``buffer[offsets[i]:offsets[i + 1]]``; the same on every machine."""
    out: NDArray[np.uint64] = np.empty(len(offsets) - 1, np.uint64)
    with np.errstate(over="ignore"):
        _hash_rows(buffer, offsets, out)
    return out


def shared_bins(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return how many of the 32 bins are equal, ``int64[n]``, for two arrays of bands ``[n, 16]``."""
    different = first ^ second
    equal = (different & 0xFFFF == 0).astype(np.int64) + (different >> 16 == 0)
    total: NDArray[np.int64] = equal.sum(axis=1)
    return total
