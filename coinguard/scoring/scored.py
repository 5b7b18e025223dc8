"""A scored batch: hits, points and levels as arrays; verdicts and sentences made of them for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.scoring.batch import NO_LINK, Measured, measure
from coinguard.scoring.bundle import Bundle
from coinguard.scoring.evidence import Evidence, evidence
from coinguard.scoring.scorecard import UNIT, Scorecard, probability, row_sums, shift_base_rate
from coinguard.signals.catalogue import BIAS, LENGTH, LINK, WORDING
from coinguard.signals.hits import Hits, join
from coinguard.signals.obfuscation import obfuscation_hits
from coinguard.verdict import LEVELS

CLEAR: Final = LEVELS.index("clear")


@dataclass(frozen=True)
class Scored:
    """``n`` texts (or links) and what they came to; every array is in the order of the texts."""

    buffer: NDArray[np.uint8]
    """The texts as UTF-8."""
    offsets: NDArray[np.int64]
    """``[n + 1]``."""
    hits: Hits
    """All evidence, by row."""
    points: NDArray[np.int64]
    """``[hits]``: in units of 2^-20 log-odds."""
    score: NDArray[np.float64]
    """``[n]``: log-odds, the exact sum of a row's points."""
    level: NDArray[np.int64]
    """``[n]``: index into ``LEVELS``."""
    bundle: Bundle

    @property
    def rows(self) -> int:
        """How many texts."""
        return len(self.score)

    def probability(self, base_rate: float | None = None) -> NDArray[np.float64]:
        """Return the probability of every row, at the bundle's base rate or another, ``float64[n]``."""
        if base_rate is None:
            return probability(self.score)
        return probability(shift_base_rate(self.score, self.bundle.base_rate, base_rate))

    @cached_property
    def flagged(self) -> NDArray[np.int64]:
        """The rows that are not clear."""
        return np.flatnonzero(self.level != CLEAR)

    @cached_property
    def evidence(self) -> Evidence:
        """Spans and kinds of the flagged rows, in their order."""
        return evidence(self.buffer, self.offsets, self.flagged, self.bundle.text_weights)

    @cached_property
    def located(self) -> Hits:
        """The hits, with the place of a flagged row's wording."""
        spans = np.full((self.rows, 2), -1, np.int64)
        spans[self.flagged] = self.evidence.spans
        wording = (self.hits.signal == WORDING) & (self.hits.value > 0)
        start, end = self.hits.start.copy(), self.hits.end.copy()
        start[wording] = spans[self.hits.row[wording], 0]
        end[wording] = spans[self.hits.row[wording], 1]
        return self.hits._replace(start=start, end=end)


def _everywhere(signal: int, value: NDArray[np.float64]) -> Hits:
    """Return a hit in every row, without a place."""
    nowhere = np.full(len(value), -1)
    return Hits(np.arange(len(value)), np.full(len(value), signal), nowhere, nowhere, value)


def _at(rows: NDArray[np.int64], signal: int, spans: NDArray[np.int64], value: NDArray[np.float64]) -> Hits:
    return Hits(rows, np.full(len(rows), signal), spans[:, 0], spans[:, 1], value)


def message_hits(
    measured: Measured, wording: NDArray[np.float64], link_margins: NDArray[np.float64], link_floor: float
) -> Hits:
    """Return the hit table of measured messages.

    Parameters
    ----------
    measured
        What the kernels found.
    wording, link_margins
        ``[n]``, in log-odds: what the wording and the strongest link come to.
    link_floor
        The margin from which a link is evidence; below it a link says nothing, so no link can clear a message.
    """
    rows = len(wording)
    long = np.flatnonzero(measured.windows > 1)
    linked = np.flatnonzero(link_margins > max(NO_LINK, link_floor))
    nowhere = np.full((len(long), 2), -1)
    return join(
        _everywhere(BIAS, np.ones(rows)),
        _everywhere(WORDING, wording),
        _at(long, LENGTH, nowhere, np.log2(measured.windows[long])),
        _at(linked, LINK, measured.link_spans[linked].astype(np.int64), link_margins[linked] - link_floor),
        obfuscation_hits(measured.undone),
    )


def link_hits(margins: NDArray[np.float64], spans: NDArray[np.int64]) -> Hits:
    """Return the hit table of bare links: margins ``[n]`` in log-odds, and where each link lies, ``[n, 2]``."""
    return join(_everywhere(BIAS, np.ones(len(margins))), _at(np.arange(len(margins)), LINK, spans, margins))


def _finish(
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], hits: Hits, scorecard: Scorecard, part: str, bundle: Bundle
) -> Scored:
    rows = len(offsets) - 1
    points = scorecard.points(hits, rows)
    score = np.asarray(row_sums(hits.row, points, rows) * UNIT, np.float64)
    thresholds = bundle.thresholds(part)
    level = np.searchsorted([thresholds["review"], thresholds["scam"]], score, side="right")
    return Scored(buffer, offsets, hits, points, score, level, bundle)


def score_messages(buffer: NDArray[np.uint8], offsets: NDArray[np.int64], bundle: Bundle) -> Scored:
    """Score the messages ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8."""
    measured = measure(buffer, offsets, bundle.text_weights, bundle.links)
    wording = measured.margins * bundle.text_scale
    hits = message_hits(measured, wording, measured.link_margins, bundle.link_floor)
    return _finish(buffer, offsets, hits, bundle.messages, "messages", bundle)


def score_bare_links(
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], margins: NDArray[np.float64], bundle: Bundle
) -> Scored:
    """Score rows that are each one link; ``margins`` are those of the canonical links."""
    return _finish(
        buffer, offsets, link_hits(margins, _whole(buffer, offsets)), bundle.bare_links, "bare_links", bundle
    )


def _whole(buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the span of every whole text in its own code points, ``int64[n, 2]``."""
    leads = np.concatenate([[0], np.cumsum((buffer & 0xC0) != 0x80)])
    lengths = np.diff(leads[offsets])
    return np.stack([np.zeros(len(lengths), np.int64), lengths], axis=1)
