"""The hit table: which signal fired in which row, where, and how strongly."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


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
    value: NDArray[np.float64]
    """How strongly it fired, in the signal's own unit."""


def join(*tables: Hits) -> Hits:
    """Return one table of all hits, by row and then by signal."""
    columns: list[Any] = [np.concatenate(parts) for parts in zip(*tables, strict=True)]
    whole = Hits(*columns)
    order = np.lexsort((whole.signal, whole.row))
    ordered: list[Any] = [column[order] for column in whole]
    return Hits(*ordered)
