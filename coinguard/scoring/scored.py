"""A scored batch: hits, points and levels as arrays; verdicts and sentences made of them for whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coinguard.scoring.author_evidence import moved
from coinguard.scoring.batch import VOUCHED, Measured, measure, measure_links
from coinguard.scoring.bundle import Bundle
from coinguard.scoring.evidence import Evidence, evidence
from coinguard.scoring.kinds import POINTS, TELLS, TOPIC_KINDS, TOPIC_POINTS, two_kinds
from coinguard.scoring.link_evidence import ALONE, LinkEvidence, alone, shares, strongest_links
from coinguard.scoring.owner_rules import bounded
from coinguard.scoring.scorecard import UNIT, Scorecard, probability, row_sums, shift_base_rate
from coinguard.scoring.segments import Segments
from coinguard.signals.catalogue import BIAS, CATALOGUE, GROUPS, LENGTH, PHRASES, WORDING
from coinguard.signals.hits import END, OWNER, ROW, SIGNAL, START, Hits, from_raw, join
from coinguard.signals.interactions import mixed
from coinguard.verdict import LEVELS

CLEAR: Final = LEVELS.index("clear")
_GROUP_OF: Final = np.array([GROUPS.index(signal.group) for signal in CATALOGUE])
_LIFTS: Final = np.array([signal.lifts for signal in CATALOGUE])
_SILENT: Final = np.array(
    [
        (signal.of_link and signal.group != "scope") or signal.group in ("contact", "offer", "ask", "warning", "mix")
        for signal in CATALOGUE
    ]
)
"""Signals that are not told where they count nothing: there are many of them, and those that weigh matter."""
_SILENT[ALONE] = True


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
    telling: NDArray[np.int64]
    """``[k, 4]``: what tells the kind of a text: text, signal, start and end."""
    vouched: NDArray[np.int64]
    """``[k, 3]``: the links that a brand or an owner vouches for, by text: text, start and end."""
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
        return evidence(self.buffer, self.offsets, self.flagged, self.vouched, self.bundle.text_weights)

    @cached_property
    def kinds(self) -> NDArray[np.int64]:
        """Which kind the flagged rows are of, and another that they also are, ``int64[flagged, 2]``; -1 for none."""
        points = self.evidence.kinds.astype(np.int64)
        telling = self.telling[self.level[self.telling[:, 0]] != CLEAR]
        place = np.searchsorted(self.flagged, telling[:, 0])
        np.add.at(points, (place, TELLS[telling[:, 1]]), POINTS[telling[:, 1]])
        row, topic = np.nonzero(self.evidence.topics[:, ::2] >= 0)
        np.add.at(points, (row, TOPIC_KINDS[topic]), TOPIC_POINTS[topic])
        return two_kinds(points)

    @cached_property
    def located(self) -> Hits:
        """The hits, with the place of a flagged row's wording."""
        spans = np.full((self.rows, 4), -1, np.int64)
        spans[self.flagged] = self.evidence.spans
        start, end = self.hits.start.copy(), self.hits.end.copy()
        for signal, first in ((WORDING, 0), (PHRASES, 2)):
            of = (self.hits.signal == signal) & (self.hits.value > 0)
            start[of] = spans[self.hits.row[of], first]
            end[of] = spans[self.hits.row[of], first + 1]
        return self.hits._replace(start=start, end=end)


def _everywhere(signal: int, value: NDArray[np.float64]) -> Hits:
    """Return a hit in every row, without a place."""
    nowhere = np.full(len(value), -1)
    return Hits(np.arange(len(value)), np.full(len(value), signal), nowhere, nowhere, nowhere, value)


def _at(rows: NDArray[np.int64], signal: int, spans: NDArray[np.int64], value: NDArray[np.float64]) -> Hits:
    return Hits(rows, np.full(len(rows), signal), spans[:, 0], spans[:, 1], np.full(len(rows), -1), value)


def message_hits(
    measured: Measured,
    wording: NDArray[np.float64],
    phrases: NDArray[np.float64],
    links: LinkEvidence,
    floor: float,
    review: float,
) -> Hits:
    """Return the hit table of measured messages.

    Parameters
    ----------
    measured
        What the kernels found.
    wording
        ``[n]``, in log-odds: what the wording comes to.
    phrases
        ``[n]``, in log-odds: by how much the phrases lie above the least that is evidence; below that they say nothing.
    links
        The strongest link of each message that has one.
    floor, review
        The log-odds of a link on its own from which it is evidence, and from which it lifts its message to review.
    """
    long = np.flatnonzero(measured.windows > 1)
    telling = np.flatnonzero(phrases > 0)
    nowhere = np.full((len(wording), 2), -1)
    return join(
        _everywhere(BIAS, np.ones(len(wording))),
        _everywhere(WORDING, wording),
        _at(telling, PHRASES, nowhere[telling], phrases[telling]),
        _at(long, LENGTH, nowhere[long], np.log2(measured.windows[long])),
        from_raw(measured.raw[measured.raw[:, OWNER] < 0]),
        from_raw(measured.similar),
        shares(links, floor),
        alone(links, review),
    )


def link_hits(links: LinkEvidence, rows: int) -> Hits:
    """Return the hit table of ``rows`` bare links."""
    return join(_everywhere(BIAS, np.ones(rows)), links.hits)


def _lifted(hits: Hits, points: NDArray[np.int64], rows: int, thresholds: Mapping[str, float]) -> NDArray[np.int64]:
    """Return the points with what is missing to the level that a text must reach; the first hit that asks for it gets it."""
    for level in reversed(LEVELS):
        asked = np.flatnonzero(_LIFTS[hits.signal] == level)
        if level and len(asked):
            row, first = np.unique(hits.row[asked], return_index=True)
            missing = np.rint(thresholds[level] / UNIT).astype(np.int64) - row_sums(hits.row, points, rows)[row]
            points[asked[first]] += np.maximum(missing, 0)
    return points


def _telling(raw: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the raw hits that tell the kind of their text, by text."""
    found = raw[(raw[:, OWNER] < 0) & (TELLS[np.minimum(raw[:, SIGNAL], len(TELLS) - 1)] >= 0)]
    return np.ascontiguousarray(found[np.argsort(found[:, ROW], kind="stable")][:, [ROW, SIGNAL, START, END]])


def _vouched(raw: NDArray[np.int64]) -> NDArray[np.int64]:
    found = raw[np.isin(raw[:, SIGNAL], VOUCHED)]
    return np.ascontiguousarray(found[:, [ROW, START, END]])


def _finish(
    buffer: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    raw: NDArray[np.int64],
    hits: Hits,
    scorecard: Scorecard,
    part: str,
    bundle: Bundle,
) -> Scored:
    rows = len(offsets) - 1
    thresholds = bundle.thresholds(part)
    points = bounded(hits, scorecard.points(hits, rows), rows, thresholds, bundle.rules)
    points = _lifted(hits, points, rows, thresholds)
    idle = (points == 0) & _SILENT[hits.signal]
    if idle.any():
        kept: list[Any] = [column[~idle] for column in hits]
        hits, points = Hits(*kept), points[~idle]
    score = np.asarray(row_sums(hits.row, points, rows) * UNIT, np.float64)
    level = np.searchsorted([thresholds["review"], thresholds["scam"]], score, side="right")
    return Scored(buffer, offsets, hits, points, score, level, _telling(raw), _vouched(raw), bundle)


def score_messages(segments: Segments, bundle: Bundle) -> Scored:
    """Score the texts of messages."""
    buffer, offsets = segments.buffer, segments.offsets
    measured = measure(buffer, offsets, bundle.text_weights, bundle.links, bundle.tables, segments.field, bundle.rules)
    measured = replace(measured, raw=mixed(moved(measured.raw, segments)))
    links = strongest_links(measured.raw, bundle.bare_links)
    review = bundle.thresholds("bare_links")["review"]
    wording = measured.margins * bundle.text_scale
    phrases = measured.phrases * bundle.phrase_scale - bundle.phrase_floor
    hits = message_hits(measured, wording, phrases, links, bundle.link_floor, review)
    raw = np.concatenate([measured.raw, measured.similar])
    return _finish(buffer, offsets, raw, hits, bundle.messages, "messages", bundle)


def group_sums(scored: Scored) -> dict[str, NDArray[np.float64]]:
    """Return what each group of signals adds to every row's score, ``float64[n]`` by group; the groups sum to the score."""
    group = _GROUP_OF[scored.hits.signal]
    sums = {}
    for number, name in enumerate(GROUPS):
        of = group == number
        sums[name] = np.asarray(row_sums(scored.hits.row[of], scored.points[of], scored.rows) * UNIT, np.float64)
    return sums


def score_bare_links(
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], bundle: Bundle
) -> tuple[Scored, NDArray[np.int64]]:
    """Score rows that are each one link; also returned are the rows that hold none."""
    raw, numbers = measure_links(buffer, offsets, bundle.links, bundle.tables)
    hits = link_hits(strongest_links(raw, bundle.bare_links), len(numbers))
    scored = _finish(buffer, offsets, raw, hits, bundle.bare_links, "bare_links", bundle)
    return scored, np.flatnonzero(numbers == 0)
