"""Which sketches are alike, and what belongs together because of it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.dumps.sketches.sketch import BANDS
from coinguard.scoring.batch import in_chunks
from coinguard.text import kernel as k

COMPARED: Final = 48
"""Sketches of one band that each is compared with at most; they are in the order they came in."""

_BANDS_IN: Final = types.Array(types.uint32, 2, "C", readonly=True)
_ORDER_IN: Final = types.Array(types.int64, 2, "C", readonly=True)


@k.inlined
def _shared(first: Any, second: Any) -> int:
    """Return how many bins two sketches share."""
    shared = 0
    for band in range(BANDS):
        different = first[band] ^ second[band]
        shared += (different & 0xFFFF == 0) + (different >> 16 == 0)
    return shared


@k.inlined
def root_of(parents: Any, node: int) -> int:
    """Return the root of a node in a forest, shortening the way there."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@k.inlined
def unite(parents: Any, first: int, second: int) -> None:
    """Join two trees; the smaller number stays the root, so that no order of joining shows."""
    a = root_of(parents, first)
    b = root_of(parents, second)
    if a < b:
        parents[b] = a
    else:
        parents[a] = b


@k.kernel(_BANDS_IN, _ORDER_IN, k.INT, k.INT, k.OUT_INT64S)
def _cluster(bands: Any, order: Any, alike: int, compared: int, parents: Any) -> None:
    n = bands.shape[0]
    for band in range(BANDS):
        for place in range(n):
            one = order[band, place]
            for further in range(place + 1, min(n, place + 1 + compared)):
                other = order[band, further]
                if bands[other, band] != bands[one, band]:
                    break
                if _shared(bands[one], bands[other]) >= alike:
                    unite(parents, one, other)
    for node in range(n):
        parents[node] = root_of(parents, node)


@k.kernel(_BANDS_IN, _ORDER_IN, _BANDS_IN, k.INT, k.INT, k.OUT_INT64S)
def _nearest(bands: Any, order: Any, others: Any, alike: int, compared: int, found: Any) -> None:
    n = bands.shape[0]
    for other in range(others.shape[0]):
        best = alike - 1
        found[other] = -1
        for band in range(BANDS):
            wanted = others[other, band]
            low = 0
            high = n
            while low < high:
                middle = (low + high) // 2
                if bands[order[band, middle], band] < wanted:
                    low = middle + 1
                else:
                    high = middle
            for place in range(low, min(n, low + compared)):
                one = order[band, place]
                if bands[one, band] != wanted:
                    break
                shared = _shared(bands[one], others[other])
                if shared > best or (shared == best and found[other] >= 0 and one < found[other]):
                    best = shared
                    found[other] = one


@k.kernel(k.INT64S, k.INT64S, k.OUT_INT64S)
def _unite_groups(nodes: Any, groups: Any, parents: Any) -> None:
    for place in range(1, nodes.size):
        if groups[place] == groups[place - 1]:
            unite(parents, nodes[place - 1], nodes[place])
    for node in range(parents.size):
        parents[node] = root_of(parents, node)


def clustered(bands: NDArray[np.uint32], alike: int) -> NDArray[np.int64]:
    """Return for each sketch ``[n, 16]`` the first that it is one with, over any chain of which each two share ``alike`` bins."""
    parents = np.arange(len(bands))
    _cluster(bands, _by_band(bands), alike, COMPARED, parents)
    return parents


def nearest(bands: NDArray[np.uint32], others: NDArray[np.uint32], alike: int) -> NDArray[np.int64]:
    """Return for each of the ``others`` the most alike of ``bands``, the first of equals; -1 where none shares ``alike`` bins."""
    found = np.empty(len(others), np.int64)
    order = _by_band(bands)

    def work(first: int, last: int) -> None:
        _nearest(bands, order, others[first:last], alike, COMPARED, found[first:last])

    in_chunks(len(others), work)
    return found


def unite_groups(parents: NDArray[np.int64], members: NDArray[np.int64], groups: NDArray[np.int64]) -> None:
    """Join the trees of a forest whose nodes have a group in common, and make every node point at its root."""
    order = np.lexsort((members, groups))
    _unite_groups(np.ascontiguousarray(members[order]), np.ascontiguousarray(groups[order]), parents)


def _by_band(bands: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.ascontiguousarray(np.argsort(bands.T, axis=1, kind="stable"))
