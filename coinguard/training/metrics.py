"""Figures and their intervals.

Campaigns, not rows, are the unit of chance here: a scam template repeats, so rows of one campaign are caught or missed
together. Intervals are at 95%. Resampling draws whole campaigns; campaigns with the same outcome are counted and drawn
from one multinomial, which gives the same distribution as drawing them one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ROUNDS: Final = 1000
"""How often campaigns are resampled."""
_Z: Final = 1.959963984540054  # the 97.5% point of the normal distribution
_QUANTILES: Final = (0.025, 0.975)

LENGTH_BANDS: Final = (20, 60, 150, 400)
"""Upper ends of the bands of message length, in characters; the last band is open."""


@dataclass(frozen=True)
class Rate:
    """A share of rows or campaigns, with its 95% interval. All three are null where nothing was counted."""

    value: float | None
    low: float | None
    high: float | None
    hits: float
    """Rows counted; for a mean over campaigns, the sum of their shares."""
    total: int
    """Rows, or campaigns, that could have counted."""


@dataclass(frozen=True)
class Caught:
    """What a scorer catches at one threshold."""

    threshold: float
    """Log-odds; a score at or above it counts as flagged."""
    rows: Rate
    """Share of rows caught."""
    campaigns: Rate
    """Mean over campaigns of the share of their rows caught."""


@dataclass(frozen=True)
class Calibration:
    """The line that would calibrate a score: log-odds of the truth = intercept + slope * stated log-odds.

    A calibrated score has slope 1 and intercept 0; a slope below 1 means that it is too sure of itself. Both are null
    where the classes do not overlap.
    """

    slope: float | None
    intercept: float | None
    rows: int


def wilson(hits: float, total: int) -> Rate:
    """Return a share and its Wilson score interval (Wilson 1927)."""
    if total == 0:
        return Rate(None, None, None, hits, 0)
    share = hits / total
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    middle = share + _Z**2 / (2 * total)
    low, high = (middle - spread) / scale, (middle + spread) / scale
    # Rounding must not put a share that is exactly 0 or 1 outside its own interval.
    return Rate(share, min(share, max(0.0, low)), max(share, min(1.0, high)), hits, total)


def threshold_at(negatives: Scores, target: float) -> float:
    """Return the smallest threshold that flags at most this share of the negatives.

    Scores at or above a threshold are flagged. Of tied scores either all are flagged or none, so the share flagged
    never exceeds the target.

    Parameters
    ----------
    negatives
        Scores of rows that should not be flagged, at least one.
    target
        The false-positive rate, 0 to 1.
    """
    scores = np.sort(np.asarray(negatives, dtype=np.float64))[::-1]
    allowed = _allowed(len(scores), target)
    if allowed >= len(scores):
        return float(scores[-1])
    return float(np.nextafter(scores[allowed], np.inf))


def flag_rate(flagged: Mask, groups: Sequence[Any] | pd.Series[Any], seed: int = 0) -> Rate:
    """Return the share of rows flagged, with the wider of the campaign bootstrap's interval and Wilson's.

    Where every row fares alike the bootstrap has nothing to vary, and Wilson's interval is taken over campaigns.
    """
    flagged = np.asarray(flagged, dtype=np.bool_)
    hits, total = int(flagged.sum()), len(flagged)
    if total == 0:
        return wilson(0, 0)
    inside, sizes = _by_group(flagged, groups)
    if hits in (0, total):
        plain = wilson(len(sizes) if hits else 0, len(sizes))
        return Rate(plain.value, plain.low, plain.high, hits, total)
    plain = wilson(hits, total)
    draws = _multinomial(inside, sizes, seed)
    shares = draws.sum_hits / draws.sum_sizes
    return _enclosing(plain, np.quantile(shares, _QUANTILES))


def campaign_rate(flagged: Mask, groups: Sequence[Any] | pd.Series[Any], seed: int = 0) -> Rate:
    """Return the mean over campaigns of the share of their rows flagged, with its interval."""
    flagged = np.asarray(flagged, dtype=np.bool_)
    if len(flagged) == 0:
        return wilson(0, 0)
    inside, sizes = _by_group(flagged, groups)
    shares = inside / sizes
    plain = wilson(float(shares.sum()), len(shares))
    means = _multinomial(inside, sizes, seed).mean_shares
    return _enclosing(plain, np.quantile(means, _QUANTILES))


def caught_at(threshold: float, positives: Scores, groups: Sequence[Any] | pd.Series[Any], seed: int = 0) -> Caught:
    """Return what is caught at a given threshold."""
    flagged = np.asarray(positives) >= threshold
    return Caught(threshold, flag_rate(flagged, groups, seed), campaign_rate(flagged, groups, seed))


def caught_at_rate(
    negatives: Scores,
    positives: Scores,
    groups: Sequence[Any] | pd.Series[Any],
    target: float,
    seed: int = 0,
) -> Caught:
    """Return what is caught at the threshold that flags at most a share of the negatives.

    The interval covers both the campaigns caught and the threshold: in each round campaigns are drawn, and the
    threshold is the one that a resample of the negatives would have set.
    """
    threshold = threshold_at(negatives, target)
    at_point = caught_at(threshold, positives, groups, seed)
    if len(positives) == 0:
        return at_point
    generator = np.random.default_rng(seed)
    cuts = _resampled_cuts(negatives, target, generator)
    codes, unique = pd.factorize(np.asarray(groups, dtype=object))
    size = np.bincount(codes).astype(np.float64)
    weights = generator.multinomial(len(unique), np.full(len(unique), 1 / len(unique)), size=ROUNDS)
    row_shares, campaign_shares = np.empty(ROUNDS), np.empty(ROUNDS)
    # Thresholds repeat, so the rounds that share one share its count of rows caught.
    for cut in np.unique(cuts):
        rounds = np.flatnonzero(cuts == cut)
        inside = np.bincount(codes, weights=np.asarray(positives) > cut, minlength=len(unique))
        drawn = weights[rounds]
        row_shares[rounds] = (drawn @ inside) / (drawn @ size)
        campaign_shares[rounds] = (drawn @ (inside / size)) / len(unique)
    return Caught(
        threshold,
        _enclosing(at_point.rows, np.quantile(row_shares, _QUANTILES)),
        _enclosing(at_point.campaigns, np.quantile(campaign_shares, _QUANTILES)),
    )


def share_at_rate(negatives: Scores, positives: Scores, target: float, seed: int = 0) -> Rate:
    """Return the share caught as `caught_at_rate` does, for rows without campaigns, however many."""
    flagged = int((np.asarray(positives) >= threshold_at(negatives, target)).sum())
    plain = wilson(flagged, len(positives))
    if len(positives) == 0:
        return plain
    generator = np.random.default_rng(seed)
    cuts = _resampled_cuts(negatives, target, generator)
    ascending = np.sort(positives)
    shares = 1 - np.searchsorted(ascending, cuts, side="right") / len(ascending)
    drawn = generator.binomial(len(ascending), shares) / len(ascending)
    return _enclosing(plain, np.quantile(drawn, _QUANTILES))


def calibration(log_odds: Scores, positive: Mask, base_rate: float) -> Calibration:
    """Fit the line that would calibrate a score, with the classes weighted to the base rate.

    Logistic regression of the truth on the stated log-odds (Cox 1958) by Newton's method, without a penalty. Positives
    weigh together as the base rate and the others as the rest, so that a sample richer in scams than the traffic does
    not show up as a wrong intercept.
    """
    x, y = np.asarray(log_odds, dtype=np.float64), np.asarray(positive, dtype=np.float64)
    share = float(y.mean()) if len(y) else 0.0
    if not 0 < share < 1 or np.ptp(x) == 0:
        return Calibration(None, None, len(y))
    weight = np.where(y > 0, base_rate / share, (1 - base_rate) / (1 - share))
    design = np.column_stack([np.ones_like(x), x])
    answer = np.array([0.0, 1.0])
    for _ in range(100):
        fitted = special.expit(design @ answer)
        gradient = design.T @ (weight * (y - fitted))
        curvature = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design
        if np.linalg.cond(curvature) > 1e12:
            return Calibration(None, None, len(y))
        step = np.linalg.solve(curvature, gradient)
        # A long step from a flat start can overshoot; two log-odds a round always returns.
        answer = answer + step * min(1.0, 2.0 / max(1e-300, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-9:
            return Calibration(float(answer[1]), float(answer[0]), len(y))
    return Calibration(None, None, len(y))


def precision_at(base_rate: float, recall: Rate, false_positives: Rate) -> Rate:
    """Return the precision that this recall and false-positive rate give where scams are this share of traffic.

    The interval takes both rates at their worst and at their best together, so it is wider than 95%.
    """

    def precision(caught: float, wrong: float) -> float:
        flagged = base_rate * caught + (1 - base_rate) * wrong
        return base_rate * caught / flagged if flagged > 0 else 1.0

    parts = (recall.value, recall.low, recall.high, false_positives.value, false_positives.low, false_positives.high)
    if any(part is None for part in parts) or recall.value == 0:
        return Rate(None, None, None, recall.hits, recall.total)
    value, low, high, wrong, least, most = (float(part or 0.0) for part in parts)
    return Rate(precision(value, wrong), precision(low, most), precision(high, least), recall.hits, recall.total)


def length_band(texts: Sequence[str] | pd.Series[str]) -> npt.NDArray[np.object_]:
    """Return the band of length of each text, such as ``21-60``; shape ``(len(texts),)``."""
    names = ["0-20", "21-60", "61-150", "151-400", "over 400"]
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    return np.asarray(names, dtype=object)[np.searchsorted(LENGTH_BANDS, lengths, side="left")]


@dataclass(frozen=True)
class _Draws:
    sum_hits: Scores
    sum_sizes: Scores
    mean_shares: Scores


def _resampled_cuts(negatives: Scores, target: float, generator: np.random.Generator) -> Scores:
    """Return, for each round, the score that a resample of the negatives would let pass unflagged.

    Resampled scores are the originals at the ranks of uniform variates, so the rank of the resample's k-th largest is a
    Beta variate and the negatives need no resampling.
    """
    descending = np.sort(np.asarray(negatives, dtype=np.float64))[::-1]
    count = len(descending)
    allowed = min(_allowed(count, target), count - 1)
    ranks = np.floor(count * generator.beta(allowed + 1, count - allowed, size=ROUNDS)).astype(np.int64)
    return np.asarray(descending[np.minimum(ranks, count - 1)])


def _allowed(count: int, target: float) -> int:
    # 0.01 * 300 is 3, whatever the last bit of the product says.
    return math.floor(count * target + 1e-9)


def _by_group(flagged: Mask, groups: Sequence[Any] | pd.Series[Any]) -> tuple[Scores, Scores]:
    codes, _ = pd.factorize(np.asarray(groups, dtype=object))
    return np.bincount(codes, weights=flagged).astype(np.float64), np.bincount(codes).astype(np.float64)


def _multinomial(inside: Scores, sizes: Scores, seed: int) -> _Draws:
    outcomes, counts = np.unique(np.column_stack([inside, sizes]), axis=0, return_counts=True)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(counts.sum(), counts / counts.sum(), size=ROUNDS).astype(np.float64)
    shares = outcomes[:, 0] / outcomes[:, 1]
    return _Draws(drawn @ outcomes[:, 0], drawn @ outcomes[:, 1], (drawn @ shares) / counts.sum())


def _enclosing(plain: Rate, interval: Scores) -> Rate:
    if plain.value is None or plain.low is None or plain.high is None:
        return plain
    low, high = min(plain.low, float(interval[0])), max(plain.high, float(interval[1]))
    return Rate(plain.value, low, high, plain.hits, plain.total)
