"""Reasons: a row's points, strongest first, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.scoring.scorecard import UNIT
from coinguard.scoring.scored import Scored
from coinguard.signals.catalogue import CATALOGUE, EVIDENCE, NUMBER
from coinguard.signals.offers.official import told_under, told_worth

LONGEST_QUOTE: Final = 80
"""Code points of evidence that a sentence quotes; the span says where all of it is."""

SENTENCES: Final = tuple(
    variant or signal.sentence for signal in CATALOGUE for variant in (signal.sentence, signal.vague, signal.quiet)
)
"""Three for each signal: with a place in the text, without one, and where it speaks against a scam."""

_TOLD: Final = {NUMBER["offer.below_official"]: told_under, NUMBER["offer.free_worth"]: told_worth}
"""Signals whose sentence is worked out from the numbers that their hit is about."""

_PLAIN, _VAGUE, _QUIET = range(3)
_QUOTES: Final = np.array([EVIDENCE in sentence for sentence in SENTENCES])


@dataclass(frozen=True)
class Reasons:
    """The reasons of some rows of a batch, by row and then strongest first; arrays have one element a reason."""

    row: NDArray[np.int64]
    signal: NDArray[np.int64]
    """Index into the catalogue."""
    points: NDArray[np.float64]
    """Log-odds."""
    start: NDArray[np.int64]
    """First code point of the evidence in the original; -1 where it has no place."""
    end: NDArray[np.int64]
    """One past its last."""
    about: NDArray[np.int64]
    """Index into the bundle's names, -1 for none; of the signals in :data:`_TOLD`, the numbers of their sentence."""
    sentence: NDArray[np.int64]
    """Index into :data:`SENTENCES`."""
    quoted: NDArray[np.bool_]
    """Whether the sentence quotes the evidence."""
    per_row: NDArray[np.int64]
    """``[rows of the batch]``: how many reasons each row has."""


def reasons_of(scored: Scored, wanted: NDArray[np.bool_]) -> Reasons:
    """Return the reasons of the rows that are ``wanted``."""
    hits = scored.located
    keep = np.flatnonzero(wanted[hits.row])
    order = keep[np.lexsort((hits.signal[keep], -np.abs(scored.points[keep]), hits.row[keep]))]
    points, start = scored.points[order], hits.start[order]
    variant = np.where(points < 0, _QUIET, np.where(start < 0, _VAGUE, _PLAIN))
    sentence = hits.signal[order] * 3 + variant
    return Reasons(
        row=hits.row[order],
        signal=hits.signal[order],
        points=np.asarray(points * UNIT, np.float64),
        start=start,
        end=hits.end[order],
        about=hits.about[order],
        sentence=sentence,
        quoted=_QUOTES[sentence] & (start >= 0),
        per_row=np.bincount(hits.row[order], minlength=scored.rows),
    )


def spoken_of(reasons: Reasons, names: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Return which name each reason's sentence speaks of, as indexes into the list that is returned too."""
    told = ["", *names]
    about = reasons.about + 1
    for signal, tell in _TOLD.items():
        places = np.flatnonzero(reasons.signal == signal)
        if len(places):
            packed, which = np.unique(reasons.about[places], return_inverse=True)
            about[places] = len(told) + which
            told += [tell(number) for number in packed.tolist()]
    return about, told
