"""The strongest link of each text, by the scorecard of links: a link is judged whole before it says anything of a message."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coinguard.scoring.scorecard import UNIT, Scorecard, row_sums
from coinguard.signals.catalogue import BIAS, CATALOGUE, NUMBER
from coinguard.signals.hits import OWNER, ROW, Hits, from_raw

ALONE = NUMBER["link.alone"]
_LIFTS = np.array([bool(signal.lifts) for signal in CATALOGUE])
_TOLD = np.array([signal.group == "scope" for signal in CATALOGUE])
"""Signals that are told even where they count nothing: they say who vouched for a link."""


@dataclass(frozen=True)
class LinkEvidence:
    """The strongest link of each text that has one; ``m`` texts, in order."""

    rows: NDArray[np.int64]
    """``[m]``: the texts."""
    score: NDArray[np.float64]
    """``[m]``: what its link comes to on its own, in log-odds."""
    hits: Hits
    """What was found of these links, by text."""
    points: NDArray[np.int64]
    """What each hit adds to its link's score, in units of 2^-20."""
    link: NDArray[np.int64]
    """For each hit, which of the ``m`` it is of."""


def strongest_links(raw: NDArray[np.int64], card: Scorecard) -> LinkEvidence:
    """Return the strongest link of each text among raw hits; a link that an owner blocked is stronger than any other."""
    raw = raw[raw[:, OWNER] >= 0]
    hits = from_raw(raw)
    new = np.ones(len(raw), np.bool_)
    new[1:] = np.any(raw[1:, : OWNER + 1] != raw[:-1, : OWNER + 1], axis=1)
    number = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    points = card.points(hits._replace(row=number), len(first))
    score = (row_sums(number, points, len(first)) + round(card.weights.get(CATALOGUE[BIAS].code, 0.0) / UNIT)) * UNIT
    settled = np.bincount(number, weights=_LIFTS[hits.signal], minlength=len(first)) > 0
    order = np.lexsort((np.arange(len(first)), -score, ~settled, raw[first, ROW]))
    rows, best = np.unique(raw[first, ROW][order], return_index=True)
    place = np.full(len(first), -1)
    place[order[best]] = np.arange(len(rows))
    kept = place[number] >= 0
    columns = [column[kept] for column in hits]
    return LinkEvidence(
        rows, np.asarray(score[order[best]], np.float64), Hits(*columns), points[kept], place[number[kept]]
    )


def shares(found: LinkEvidence, floor: float) -> Hits:
    """Return what the strongest links say of their messages.

    A link whose own score lies above ``floor`` counts by what it lies above it, shared among what speaks against it in
    proportion; one below says nothing, so that no link can clear a message.
    """
    above = np.maximum(found.score - floor, 0.0)
    against = np.maximum(found.points, 0)
    total = np.bincount(found.link, weights=against, minlength=len(found.rows))
    value = np.where(total > 0, above / np.maximum(total, 1), 0.0)[found.link] * against
    told = _TOLD[found.hits.signal]
    value = np.where(_LIFTS[found.hits.signal], 1.0, value)
    kept = (value > 0) | told
    columns = [column[kept] for column in found.hits._replace(value=value)]
    return Hits(*columns)


def alone(found: LinkEvidence, review: float) -> Hits:
    """Return a hit for each text whose strongest link would be held for review on its own."""
    held = np.flatnonzero(found.score >= review)
    first = np.searchsorted(found.link, held)
    hits = found.hits
    return Hits(
        found.rows[held],
        np.full(len(held), ALONE),
        hits.start[first],
        hits.end[first],
        np.full(len(held), -1),
        np.ones(len(held)),
    )
