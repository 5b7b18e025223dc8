"""One text taken apart: what was read, what was undone, and what each stretch and word came to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coinguard.links.find import Link, find_links
from coinguard.scoring.batch import shares_of
from coinguard.scoring.scorecard import UNIT
from coinguard.scoring.scored import Scored
from coinguard.signals.contacts import Contact, find_contacts
from coinguard.signals.offers import Offer, find_offers
from coinguard.text.features import Ngrams, ngrams
from coinguard.text.views import Folded, View, fold
from coinguard.text.windows import BLOCK, PRIOR, WINDOW, window_count
from coinguard.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that led to one verdict. Spans count code points of the original text."""

    verdict: Verdict
    readable: str
    """The text with entities, styled letters and invisible characters undone."""
    skeleton: str
    """What n-grams were taken from."""
    undone: dict[str, int]
    """How often each kind of disguise was undone."""
    windows: tuple[tuple[int, int, float], ...]
    """Start, end and log-odds of every window, in order, by the one of the two text models that weighs more here."""
    links: tuple[Link, ...]
    """The links found."""
    contacts: tuple[Contact, ...]
    """The contacts found."""
    offers: tuple[Offer, ...]
    """The offers found."""
    words: tuple[tuple[int, int, float], ...]
    """Start, end and log-odds of the words of the strongest window, strongest first."""


def explain_text(text: str, verdict: Verdict, scored: Scored) -> Explanation:
    """Take one text apart; ``scored`` is the batch of it alone, and ``verdict`` its verdict."""
    bundle, folded = scored.bundle, fold(text)
    for _, start, end in scored.vouched.tolist():
        folded = _without(folded, start, end)
    grams = ngrams(folded.skeleton.elements)
    points = {reason.code: reason.points for reason in verdict.reasons}
    if points.get("text.phrases", 0.0) > points.get("text.wording", 0.0):
        code, weights, scale = "text.phrases", bundle.text_weights.phrases, bundle.phrase_scale
    else:
        code, weights, scale = "text.wording", bundle.text_weights.wording, bundle.text_scale
    worth = weights[grams.buckets].astype(np.int64)
    per_unit = scale * bundle.messages.weights.get(code, 0.0) * float(shares_of(np.diff(scored.offsets))[0])
    windows = _windows(folded, grams, worth, per_unit)
    words: list[tuple[int, int, float]] = []
    if windows:
        strongest = max(range(len(windows)), key=lambda i: windows[i][2])
        words = _words(folded, grams, worth, strongest, per_unit)
    return Explanation(
        verdict=verdict,
        readable=folded.readable.text,
        skeleton=folded.skeleton.text,
        undone={name: count for name, (count, _, _) in folded.undone.items()},
        windows=tuple(windows),
        links=tuple(find_links(text)),
        contacts=tuple(find_contacts(text)),
        offers=find_offers(text),
        words=tuple(words),
    )


def _without(folded: Folded, start: int, end: int) -> Folded:
    """Return the views without what the skeleton has of a link that somebody vouches for, as scoring reads them."""
    elements = folded.skeleton.elements
    kept = elements[:, (elements[1] < start) | (elements[1] >= end)]
    spaces = kept[0] == ord(" ")
    doubled = spaces & np.concatenate([[True], spaces[:-1]])
    return replace(folded, skeleton=View(kept[:, ~doubled]))


def _inside(grams: Ngrams, window: int) -> NDArray[np.bool_]:
    return np.asarray((grams.ends >= window * BLOCK) & (grams.ends < window * BLOCK + WINDOW))


def _windows(folded: Folded, grams: Ngrams, worth: NDArray[np.int64], per_unit: float) -> list[tuple[int, int, float]]:
    n = folded.skeleton.elements.shape[1]
    windows = []
    for window in range(window_count(n) if n else 0):
        inside = _inside(grams, window)
        points = worth[inside].sum() / np.sqrt(inside.sum() + PRIOR) * per_unit
        start, end = folded.skeleton.span(window * BLOCK, min(n, window * BLOCK + WINDOW))
        windows.append((start, end, _rounded(points)))
    return windows


def _words(
    folded: Folded, grams: Ngrams, worth: NDArray[np.int64], window: int, per_unit: float
) -> list[tuple[int, int, float]]:
    """Return what the n-grams that end in each word of a window add up to."""
    codes = folded.skeleton.elements[0]
    inside = _inside(grams, window)
    word_of = np.cumsum(codes == ord(" "))
    sums = np.bincount(word_of[grams.ends[inside]], weights=worth[inside], minlength=int(word_of[-1]) + 1)
    scale = per_unit / np.sqrt(inside.sum() + PRIOR)
    words = []
    for word in np.flatnonzero(sums).tolist():
        places = np.flatnonzero((word_of == word) & (codes != ord(" ")))
        words.append((*folded.skeleton.span(int(places[0]), int(places[-1]) + 1), _rounded(sums[word] * scale)))
    return sorted(words, key=lambda word: -word[2])


def _rounded(points: float) -> float:
    return float(np.rint(points / UNIT) * UNIT)
