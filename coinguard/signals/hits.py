"""The hit table: which signal fired in which row, where, and how strongly.

Kernels write *raw* hits as they find them, whole numbers in one growing table; :class:`Hits` is what the scorecard reads.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.signals.catalogue import CATALOGUE
from coinguard.text.kernel import inlined

ROW, OWNER, SIGNAL, START, END, ABOUT, VALUE = range(7)
"""Columns of a raw hit: the text; the link of that text it is about, -1 for the text itself; the signal; its span in code points
of the original, -1 without a place; which name it is about, -1 for none; its value in units of 2^-20."""
RAW_COLUMNS: Final = 7
RAW_HITS: Final = types.Array(types.int64, 2, "C")
"""The Numba type of a raw hit table."""
ONE: Final = 1 << 20
"""A value of one."""

_ROOM: Final = 64
_COUNTED: Final = np.array([signal.counted for signal in CATALOGUE])


class Hits(NamedTuple):
    """Evidence found in a batch of texts, one element a hit; the arrays have one length."""

    row: NDArray[np.int64]
    """The text."""
    signal: NDArray[np.int64]
    """Index into :data:`coinguard.signals.catalogue.CATALOGUE`."""
    start: NDArray[np.int64]
    """First code point of the evidence in the original text; -1 where it has no place."""
    end: NDArray[np.int64]
    """One past its last code point."""
    about: NDArray[np.int64]
    """Which name its sentence speaks of, an index into the batch's names; -1 for none."""
    value: NDArray[np.float64]
    """How strongly it fired, in the signal's own unit."""


@inlined
def new_hits() -> Any:
    """Return an empty raw table."""
    return np.empty((_ROOM, RAW_COLUMNS), np.int64)


@inlined
def add_hit(hits: Any, n: int, row: int, owner: int, signal: int, start: int, end: int, about: int, value: int) -> Any:
    """Write hit ``n`` of a raw table; return the table, another one where it had to grow."""
    if n == hits.shape[0]:
        larger = np.empty((2 * n, RAW_COLUMNS), np.int64)
        larger[:n] = hits
        hits = larger
    hits[n, ROW] = row
    hits[n, OWNER] = owner
    hits[n, SIGNAL] = signal
    hits[n, START] = start
    hits[n, END] = end
    hits[n, ABOUT] = about
    hits[n, VALUE] = value
    return hits


def from_raw(raw: NDArray[np.int64]) -> Hits:
    """Return raw hits as the scorecard reads them, in their order; what is counted is valued ``log2(1 + count)``."""
    row, _, signal, start, end, about, value = raw.T
    worth = value / ONE
    counted = _COUNTED[signal]
    worth[counted] = np.log2(1.0 + worth[counted])
    return Hits(row, signal, start, end, about, worth)


def join(*tables: Hits) -> Hits:
    """Return one table of all hits, by row and then by signal."""
    columns: list[Any] = [np.concatenate(parts) for parts in zip(*tables, strict=True)]
    whole = Hits(*columns)
    order = np.lexsort((whole.signal, whole.row))
    ordered: list[Any] = [column[order] for column in whole]
    return Hits(*ordered)
