"""Scorecards and thresholds: fitted on scores that no model has seen the rows of."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coinguard.scoring.scorecard import UNIT, Scorecard, row_sums
from coinguard.signals.catalogue import BIAS, CATALOGUE
from coinguard.signals.hits import Hits
from coinguard.training.signed import SignedLogisticRegression

BASE_RATE: Final = 0.01
"""The share of scams at which probabilities are calibrated: a busy public chat on a bad day."""

FALSE_POSITIVE_RATES: Final = {"review": 1e-3, "scam": 1e-4}
"""On ordinary chat, at which the levels begin."""

HARD_NEGATIVE_RATES: Final = {"scam": 5e-3}
"""Of messages about coins that are no lures: nobody who asks or warns should be called a scammer on the wording alone."""

_CAPS: Final = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
_CAPPED: Final = "obfuscation"
_DECIMALS: Final = 6
_SIGNS: Final = {"text.wording": 1, "link.host": 1}


def matrix_of(hits: Hits, rows: int) -> NDArray[np.float64]:
    """Return the hit table as ``float64[rows, len(CATALOGUE)]``."""
    matrix = np.zeros((rows, len(CATALOGUE)))
    np.add.at(matrix, (hits.row, hits.signal), hits.value)
    return matrix


def at_base_rate(positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights under which scams are a share of :data:`BASE_RATE`."""
    result = np.where(
        positive, BASE_RATE * weight / weight[positive].sum(), (1 - BASE_RATE) * weight / weight[~positive].sum()
    )
    return np.asarray(result)


def fit_scorecard(hits: Hits, positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[Scorecard, float]:
    """Fit weights of the signals' own signs, then the cap of the obfuscation group.

    Returns
    -------
    tuple[Scorecard, float]
        The scorecard, and its weighted mean log-loss.
    """
    matrix = matrix_of(hits, len(positive))
    columns = [i for i in range(len(CATALOGUE)) if i != BIAS and matrix[:, i].any()]
    signs = [_SIGNS.get(CATALOGUE[i].code, CATALOGUE[i].sign) for i in columns]
    weight = at_base_rate(positive, weight)
    model = SignedLogisticRegression(signs=signs).fit(matrix[:, columns], positive, sample_weight=weight)
    weights = {CATALOGUE[i].code: float(value) for i, value in zip(columns, model.coef_[0], strict=True)}
    weights[CATALOGUE[BIAS].code] = float(model.intercept_[0])
    rounded = {code: round(value, _DECIMALS) for code, value in sorted(weights.items()) if round(value, _DECIMALS)}
    cards = [Scorecard(rounded, {}), *(Scorecard(rounded, {_CAPPED: cap}) for cap in _CAPS)]
    losses = [_loss(card, hits, positive, weight) for card in cards]
    best = int(np.argmin(losses))
    return cards[best], losses[best]


def scores(card: Scorecard, hits: Hits, rows: int) -> NDArray[np.float64]:
    """Return the log-odds of every row."""
    return np.asarray(row_sums(hits.row, card.points(hits, rows), rows) * UNIT, np.float64)


def _loss(card: Scorecard, hits: Hits, positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    score = scores(card, hits, len(positive))
    return float(weight @ (np.logaddexp(0, score) - positive * score))


def _threshold(scores: NDArray[np.float64], rate: float) -> float:
    """Return the least score that no more than a share of ``rate`` of some rows reaches."""
    ranked = np.sort(scores)[::-1]
    # One unit above the first score that must stay below it, so ties stay below too.
    return float(np.ceil(ranked[int(rate * len(ranked))] / UNIT + 1) * UNIT)


def set_thresholds(
    ordinary: NDArray[np.float64], hard_negatives: NDArray[np.float64] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the levels' thresholds as the manifest holds them.

    Parameters
    ----------
    ordinary
        Log-odds of ordinary traffic that no fit has seen; no more than each level's share of it reaches the level.
    hard_negatives
        Log-odds, out of fold, of what looks like a lure and is none; a level that has a bound on them keeps to both.
    """
    entries: dict[str, dict[str, Any]] = {}
    for level, rate in FALSE_POSITIVE_RATES.items():
        score = _threshold(ordinary, rate)
        entries[level] = {"false_positive_rate": rate, "set_on_rows": len(ordinary)}
        if hard_negatives is not None and level in HARD_NEGATIVE_RATES:
            bound = HARD_NEGATIVE_RATES[level]
            score = max(score, _threshold(hard_negatives, bound))
            entries[level] |= {"hard_negative_rate": bound, "set_on_hard_negatives": len(hard_negatives)}
        entries[level]["score"] = score
    return entries
