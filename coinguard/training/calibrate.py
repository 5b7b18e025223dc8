"""Scorecards and thresholds: fitted on scores that no model has seen the rows of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from coinguard.scoring.bundle import message_card
from coinguard.scoring.scorecard import UNIT, Scorecard, row_sums
from coinguard.signals.catalogue import BIAS, CATALOGUE, LINK, Signal
from coinguard.signals.hits import Hits
from coinguard.training.signed import SignedLogisticRegression

BASE_RATE: Final = 0.01
"""The share of scams at which probabilities are calibrated: a busy public chat on a bad day."""

FALSE_POSITIVE_RATES: Final = {"review": 2e-3, "scam": 1e-4}
"""On ordinary chat, at which the levels begin."""

PHRASE_RATE: Final = 1e-3
"""Share of ordinary chat that phrases lift to review, out of what review may hold."""

HARD_NEGATIVE_RATES: Final = {"scam": 5e-3}
"""Of messages about coins that are no lures: nobody who asks or warns should be called a scammer on the wording alone."""

MOST_LINK_SCALE: Final = 1.5
"""The most that a link's own log-odds count for in a message. Few messages of the corpora have a link that nothing else gives
away, and a fit to those few would let a name that resembles a brand's make a message scam alone."""
MESSAGE_PENALTY: Final = 1e-6
LINK_PENALTY: Final = 1e-6
"""Half of it times the squared length of the weights is added to the mean loss."""

SHARES: Final = (1.0, 0.75, 0.5, 0.35, 0.2, 0.1, 0.0)
"""Of a signal's fitted weight that it may get."""
_GIVEN: Final = ("link.host", "link.path", "scope.official")
"""Signals that keep their fitted weights: what the others are added to."""
_PASSES: Final = 2
_NEXT_TO_NOTHING: Final = 2e-3

_CAPS: Final[Mapping[str, Sequence[float]]] = {
    "obfuscation": (np.inf, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
    # Adverts and smishing give contacts far more often than chat does, and honest people give them too: by themselves they may
    # tip a scale and no more, whatever the corpora say.
    "contact": (0.25, 0.5),
}
"""What a group's points may come to at most, to choose from."""
_DECIMALS: Final = 6
_SIGNS: Final = {"text.wording": 1, "link.host": 1, "place.ending": 1}
"""Of what counts both ways by its value: more of it must never count less."""

_ON_TOP: Final = ("ask", "mix", "offer", "similarity")
"""Groups that written lessons teach as well: public messages hardly hold what they speak of. They come on top of what public ones
teach, or wording would lose its weight to them."""
_MOST_ON_TOP: Final = 4.0
"""The most that each of these groups may come to: less than what lies between doubt and a level, so that one sort of evidence
that public messages hardly confirm never decides alone."""


def _given(signal: Signal) -> bool:
    """Return true for signals whose weight is no matter of fitting."""
    return bool(signal.lifts or signal.judged or signal.weightless)


_OF_LINK: Final = [number for number, signal in enumerate(CATALOGUE) if signal.of_link and not _given(signal)]
_SAID_OF_LINKS: Final = [number for number, signal in enumerate(CATALOGUE) if signal.of_link and not signal.lifts]
_OF_TEXT: Final = [
    number
    for number, signal in enumerate(CATALOGUE)
    if not (signal.of_link or _given(signal) or number == BIAS or signal.group in _ON_TOP)
]
_OF_LESSONS: Final = [
    number for number, signal in enumerate(CATALOGUE) if signal.group in _ON_TOP and not _given(signal)
]


def sums(hits: Hits, rows: int, blocks: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return the sum of each row's values over the signals of each block, ``float64[rows, len(blocks)]``."""
    matrix = np.zeros((rows, len(blocks)))
    place = np.full(len(CATALOGUE), -1)
    for number, block in enumerate(blocks):
        place[list(block)] = number
    used = place[hits.signal] >= 0
    np.add.at(matrix, (hits.row[used], place[hits.signal[used]]), hits.value[used])
    return matrix


def at_base_rate(positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights under which scams are a share of :data:`BASE_RATE`."""
    result = np.where(
        positive, BASE_RATE * weight / weight[positive].sum(), (1 - BASE_RATE) * weight / weight[~positive].sum()
    )
    return np.asarray(result)


def _fit(
    hits: Hits,
    positive: NDArray[np.bool_],
    weight: NDArray[np.float64],
    blocks: Sequence[Sequence[int]],
    penalty: float,
) -> tuple[NDArray[np.float64], float]:
    """Return the weight of each block of signals, of the block's own sign, and the bias."""
    matrix = sums(hits, len(positive), blocks)
    signs = [_SIGNS.get(CATALOGUE[block[0]].code, CATALOGUE[block[0]].sign) for block in blocks]
    # One thread, or the order in which its products are summed would show in the last digit.
    with threadpool_limits(limits=1):
        model = SignedLogisticRegression(signs=signs, penalty=penalty).fit(matrix, positive, sample_weight=weight)
    return np.round(model.coef_[0], _DECIMALS), round(float(model.intercept_[0]), _DECIMALS)


def _weights(blocks: Sequence[Sequence[int]], fitted: NDArray[np.float64], bias: float) -> dict[str, float]:
    named = {CATALOGUE[block[0]].code: float(value) for block, value in zip(blocks, fitted, strict=True) if value}
    return dict(sorted({**named, CATALOGUE[BIAS].code: bias}.items()))


def _among(hits: Hits, rows: NDArray[np.bool_]) -> Hits:
    """Return the hits of some rows, numbered anew."""
    kept = rows[hits.row]
    columns: list[Any] = [column[kept] for column in hits]
    return Hits(*columns)._replace(row=(np.cumsum(rows) - 1)[hits.row[kept]])


def _on_top(
    hits: Hits, positive: NDArray[np.bool_], weight: NDArray[np.float64], entry: Mapping[str, Any]
) -> dict[str, float]:
    """Return the weights of the signals that come on top of a fitted scorecard, by their codes."""
    if not _OF_LESSONS:
        return {}
    matrix = sums(hits, len(positive), [[number] for number in _OF_LESSONS])
    given = scores(message_card(entry), hits, len(positive))
    with threadpool_limits(limits=1):
        model = SignedLogisticRegression([1] * len(_OF_LESSONS), MESSAGE_PENALTY, fit_intercept=False)
        model.fit(matrix, positive, sample_weight=at_base_rate(positive, weight), offset=given)
    fitted = np.round(model.coef_[0], _DECIMALS).tolist()
    return {CATALOGUE[number].code: value for number, value in zip(_OF_LESSONS, fitted, strict=True) if value}


def fit_message_card(
    hits: Hits, positive: NDArray[np.bool_], weight: NDArray[np.float64], collected: NDArray[np.bool_]
) -> tuple[dict[str, Any], float]:
    """Fit the scorecard of messages: weights of the signals' own signs, then the caps of the groups that have one.

    What a link says is in log-odds already, and gets one weight for all of it. The rows ``collected`` teach what weight wording,
    links, contacts and disguises have and are what the loss is of; all of them teach what comes on top.

    Returns
    -------
    tuple
        The scorecard's entry in the manifest, and its weighted mean log-loss.
    """
    blocks = [*([number] for number in _OF_TEXT), [LINK, *(number for number in _SAID_OF_LINKS if number != LINK)]]
    every, of_all = hits, (positive, weight)
    hits, positive = _among(hits, collected), positive[collected]
    weight = at_base_rate(positive, weight[collected])
    fitted, bias = _fit(hits, positive, weight, blocks, MESSAGE_PENALTY)
    base = {"weights": _weights(blocks[:-1], fitted[:-1], bias), "link_scale": min(float(fitted[-1]), MOST_LINK_SCALE)}
    choices: list[dict[str, float]] = [{}]
    for group, caps in _CAPS.items():
        choices = [chosen | ({group: cap} if cap < np.inf else {}) for chosen in choices for cap in caps]
    entries: list[dict[str, Any]] = [{**base, "caps": caps} for caps in choices]
    losses = [_loss(message_card(entry), hits, positive, weight) for entry in entries]
    best = int(np.argmin(losses))
    entry = entries[best]
    weights: dict[str, Any] = {**entry["weights"], **_on_top(every, *of_all, entry)}
    limits: dict[str, float] = {**entry["caps"], **dict.fromkeys(_ON_TOP, _MOST_ON_TOP)}
    return {**entry, "weights": dict(sorted(weights.items())), "caps": dict(sorted(limits.items()))}, losses[best]


def fit_link_card(
    hits: Hits,
    positive: NDArray[np.bool_],
    weight: NDArray[np.float64],
    worth: Callable[[NDArray[np.float64]], float],
) -> tuple[dict[str, Any], float]:
    """Fit the scorecard of links: weights of the signals' own signs, then how much of its weight each signal gets.

    The weights make the scores likely as a whole, and a link is judged where honest ones are rare: there a signal that says what
    the n-grams have said already only pushes honest links up. So signals are added one by one to the n-grams, each with the
    largest share of its weight that costs next to nothing of what the scores of all rows are ``worth``.

    Returns
    -------
    tuple
        The scorecard's entry in the manifest, and what its scores are worth.
    """
    blocks = [[number] for number in _OF_LINK]
    fitted, bias = _fit(hits, positive, at_base_rate(positive, weight), blocks, LINK_PENALTY)
    values = sums(hits, len(positive), blocks)
    given = np.array([CATALOGUE[number].code in _GIVEN for number in _OF_LINK])
    weights = np.where(given, fitted, 0.0)
    score = values @ weights
    for place in [*np.flatnonzero(~given & (fitted != 0))] * _PASSES:
        without = score - weights[place] * values[:, place]
        shares = np.round(np.array(SHARES) * fitted[place], _DECIMALS)
        found = np.array([worth(without + share * values[:, place]) for share in shares])
        weights[place] = shares[int(np.argmax(found >= found.max() - _NEXT_TO_NOTHING))]
        score = without + weights[place] * values[:, place]
    return {"weights": _weights(blocks, weights, bias), "caps": {}}, worth(score)


def record(
    hits: Hits, positive: NDArray[np.bool_], among: NDArray[np.bool_] | None = None
) -> dict[str, dict[str, int]]:
    """Return for each signal how many rows have it, by its code, and how many of them are scams; ``among`` tells which rows.

    What counts both ways by its value is counted where it speaks for a scam.
    """
    speaks = np.flatnonzero((hits.value > 0) & (True if among is None else among[hits.row]))
    pairs = np.unique(np.stack([hits.signal[speaks], hits.row[speaks]], axis=1), axis=0)
    number = np.bincount(pairs[:, 0], minlength=len(CATALOGUE))
    scams = np.bincount(pairs[:, 0], weights=positive[pairs[:, 1]], minlength=len(CATALOGUE))
    return {
        signal.code: {"hits": int(number[i]), "scams": int(scams[i])}
        for i, signal in enumerate(CATALOGUE)
        if number[i] and i != BIAS
    }


def scores(card: Scorecard, hits: Hits, rows: int) -> NDArray[np.float64]:
    """Return the log-odds of every row."""
    return np.asarray(row_sums(hits.row, card.points(hits, rows), rows) * UNIT, np.float64)


def _loss(card: Scorecard, hits: Hits, positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    score = scores(card, hits, len(positive))
    return float(weight @ (np.logaddexp(0, score) - positive * score))


def reached_by(scores: NDArray[np.float64], rate: float) -> float:
    """Return the least score that no more than a share of ``rate`` of some rows reaches."""
    ranked = np.sort(scores)[::-1]
    # One unit above the first score that must stay below it, so ties stay below too.
    return float(np.ceil(ranked[int(rate * len(ranked))] / UNIT + 1) * UNIT)


def set_thresholds(
    ordinary: NDArray[np.float64],
    hard_negatives: NDArray[np.float64] | None = None,
    lifted: NDArray[np.int64] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return the levels' thresholds as the manifest holds them.

    Parameters
    ----------
    ordinary
        Log-odds of ordinary traffic that no fit has seen; no more than each level's share of it reaches the level.
    hard_negatives
        Log-odds, out of fold, of what looks like a lure and is none; a level that has a bound on them keeps to both.
    lifted
        Which of ``ordinary`` are sent to review whatever their log-odds.
    """
    held = ordinary.copy()
    held[[] if lifted is None else lifted] = np.inf
    entries: dict[str, dict[str, Any]] = {}
    for level, rate in FALSE_POSITIVE_RATES.items():
        score = reached_by(held if level == "review" else ordinary, rate)
        entries[level] = {"false_positive_rate": rate, "set_on_rows": len(ordinary)}
        if hard_negatives is not None and level in HARD_NEGATIVE_RATES:
            bound = HARD_NEGATIVE_RATES[level]
            score = max(score, reached_by(hard_negatives, bound))
            entries[level] |= {"hard_negative_rate": bound, "set_on_hard_negatives": len(hard_negatives)}
        entries[level]["score"] = score
    return entries
