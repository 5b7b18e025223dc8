"""How far an owner's rules go by themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from coinguard.rules.book import ADDED, RuleBook
from coinguard.scoring.scorecard import UNIT, row_sums
from coinguard.signals.hits import Hits


def bounded(
    hits: Hits, points: NDArray[np.int64], rows: int, thresholds: Mapping[str, float], rules: RuleBook
) -> NDArray[np.int64]:
    """Return points with those of an owner's rules cut where nothing else holds the message for review.

    Such a message stays just below ``scam``, whatever its rules weigh, unless their pack may decide alone.
    """
    own = np.flatnonzero(hits.signal == ADDED)
    if not len(own):
        return points
    timid = np.array([reaches != "scam" for reaches in rules.reaches])
    own = own[timid[hits.about[own] - rules.base]]
    total = row_sums(hits.row, points, rows)
    rest = total - row_sums(hits.row[own], points[own], rows)
    highest = int(np.ceil(thresholds["scam"] / UNIT)) - 1
    excess = np.where(rest < thresholds["review"] / UNIT, np.maximum(total - highest, 0), 0)
    cut = points.copy()
    for hit in own.tolist():
        less = min(int(excess[hits.row[hit]]), int(cut[hit]))
        cut[hit] -= less
        excess[hits.row[hit]] -= less
    return cut
