"""The scorecard: points that add up.

Log-odds are a bias plus each signal's weight times its value. Points are whole multiples of 2^-20, so they sum exactly, in any
order; a group whose points exceed its cap shrinks to it pro rata.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.signals.catalogue import CATALOGUE, GROUPS
from coinguard.signals.hits import Hits

UNIT: Final = 2.0**-20
"""One point, in log-odds."""

_GROUP_OF: Final = np.array([GROUPS.index(signal.group) for signal in CATALOGUE])


@dataclass(frozen=True)
class Scorecard:
    """Weights by signal code and caps by group, in log-odds."""

    weights: Mapping[str, float]
    """What one unit of a signal's value adds; one that is not named adds what was judged, or nothing."""
    caps: Mapping[str, float]
    """The most that a group's positive points may come to; a group that is not named has no cap."""

    def points(self, hits: Hits, rows: int) -> NDArray[np.int64]:
        """Return each hit's points in units of 2^-20, ``int64[len(hits.row)]``, for a batch of ``rows`` texts."""
        weight = np.array([self.weights.get(signal.code, signal.judged) for signal in CATALOGUE])
        points = np.rint(weight[hits.signal] * hits.value / UNIT).astype(np.int64)
        for group, cap in self.caps.items():
            inside = _GROUP_OF[hits.signal] == GROUPS.index(group)
            if inside.any():
                points[inside] = _shrink(hits.row[inside], points[inside], int(np.rint(cap / UNIT)), rows)
        return points


def _shrink(row: NDArray[np.int64], points: NDArray[np.int64], cap: int, rows: int) -> NDArray[np.int64]:
    """Shrink each row's points pro rata to a sum of at most ``cap``; rounding goes to the row's first hit."""
    total = row_sums(row, points, rows)
    over = total > cap
    if not over.any():
        return points
    hit = over[row]
    shrunk = points.copy()
    shrunk[hit] = points[hit] * cap // total[row[hit]]
    missing = np.where(over, cap - row_sums(row, shrunk, rows), 0)
    first = np.unique(row, return_index=True)
    shrunk[first[1]] += missing[first[0]]
    return shrunk


def row_sums(row: NDArray[np.int64], points: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Return the sum of each row's points, ``int64[rows]``; exact, since every partial sum is below 2^53."""
    return np.bincount(row, weights=points, minlength=rows).astype(np.int64)


def probability(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logistic function of log-odds, without overflow at either end."""
    small = np.exp(-np.abs(score))
    return np.where(score >= 0, 1 / (1 + small), small / (1 + small))


def shift_base_rate(score: NDArray[np.float64], old: float, new: float) -> NDArray[np.float64]:
    """Return log-odds at another base rate (Bayes' rule: the odds change by the ratio of the prior odds)."""
    return np.asarray(score + (np.log(new / (1 - new)) - np.log(old / (1 - old))))
