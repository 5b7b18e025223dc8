"""A scored batch as the ``cg_`` columns of a table, and as verdicts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from coinguard.scoring.evidence import slices
from coinguard.scoring.scored import CLEAR, Scored
from coinguard.scoring.scorecard import UNIT, probability, shift_base_rate
from coinguard.signals.catalogue import CATALOGUE
from coinguard.verdict import KINDS, LEVELS, Reason, Verdict

REASON: Final = pa.struct(
    [("code", pa.string()), ("points", pa.float64()), ("text", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
)
SCORED_SCHEMA: Final = pa.schema(
    [
        ("cg_probability", pa.float64()),
        ("cg_level", pa.string()),
        ("cg_kind", pa.string()),
        ("cg_score", pa.float64()),
        ("cg_reasons", pa.list_(REASON)),
        ("cg_model", pa.string()),
        ("cg_error", pa.string()),
    ]
)
"""The columns that scoring appends, in order."""

_LONGEST_QUOTE: Final = 80
"""Code points of evidence that a sentence quotes; the span says where all of it is."""

_CODES: Final = pa.array([signal.code for signal in CATALOGUE])
_LEVELS: Final = pa.array(LEVELS)
_KINDS: Final = pa.array(KINDS)
_PLAIN, _VAGUE, _QUIET = range(3)
_SENTENCES: Final = [
    variant or signal.sentence for signal in CATALOGUE for variant in (signal.sentence, signal.vague, signal.quiet)
]
_QUOTES: Final = np.array(["{evidence}" in sentence for sentence in _SENTENCES])
_BEFORE: Final = pa.array([sentence.partition("{evidence}")[0] for sentence in _SENTENCES])
_AFTER: Final = pa.array([sentence.partition("{evidence}")[2] for sentence in _SENTENCES])


class Reasons:
    """The reasons of some rows of a batch, strongest first, as arrays with one element a reason."""

    def __init__(self, scored: Scored, wanted: NDArray[np.bool_]) -> None:
        hits = scored.located
        keep = np.flatnonzero(wanted[hits.row])
        order = keep[np.lexsort((hits.signal[keep], -np.abs(scored.points[keep]), hits.row[keep]))]
        self.row = hits.row[order]
        self.signal = hits.signal[order]
        self.points = scored.points[order] * UNIT
        self.start = hits.start[order]
        self.end = hits.end[order]
        self.per_row = np.bincount(self.row, minlength=scored.rows)
        self._scored = scored

    def sentences(self) -> pa.Array:
        """Return each reason's sentence, quoting the original text where it has a place in it."""
        variant = np.where(self.points < 0, _QUIET, np.where(self.start < 0, _VAGUE, _PLAIN))
        index = self.signal * 3 + variant
        quoted = _QUOTES[index] & (self.start >= 0)
        stop = np.where(quoted, np.minimum(self.end, self.start + _LONGEST_QUOTE), self.start)
        data, offsets = slices(self._scored.buffer, self._scored.offsets, self.row, self.start, stop)
        evidence = pa.LargeStringArray.from_buffers(len(self.row), pa.py_buffer(offsets), pa.py_buffer(data))
        return pc.binary_join_element_wise(
            _BEFORE.take(pa.array(index)), evidence.cast(pa.string()), _AFTER.take(pa.array(index)), ""
        )

    def array(self) -> pa.Array:
        """Return the structs of every reason, in order."""
        placeless = self.start < 0
        fields = [
            _CODES.take(pa.array(self.signal)),
            pa.array(self.points),
            self.sentences(),
            pa.array(self.start, mask=placeless),
            pa.array(self.end, mask=placeless),
        ]
        return pa.StructArray.from_arrays(fields, fields=list(REASON))


def _probability(scored: Scored, base_rate: float | None) -> NDArray[np.float64]:
    score = scored.score if base_rate is None else shift_base_rate(scored.score, scored.bundle.base_rate, base_rate)
    return probability(score)


def as_columns(scored: Scored, *, reasons: str = "all", base_rate: float | None = None) -> pa.Table:
    """Return the ``cg_`` columns of a batch, one row a text.

    Parameters
    ----------
    reasons
        ``all``, or ``flagged`` for an empty list in clear rows.
    base_rate
        Shifts the probability to another share of scams; levels and scores stay.
    """
    wanted = np.ones(scored.rows, bool) if reasons == "all" else scored.level != CLEAR
    found = Reasons(scored, wanted)
    starts = np.concatenate([[0], np.cumsum(found.per_row)]).astype(np.int32)
    kinds = np.zeros(scored.rows, np.int64)
    kinds[scored.flagged] = scored.evidence.kinds
    return pa.table(
        [
            pa.array(_probability(scored, base_rate)),
            _LEVELS.take(pa.array(scored.level)),
            _KINDS.take(pa.array(kinds, mask=scored.level == CLEAR)),
            pa.array(scored.score),
            pa.ListArray.from_arrays(pa.array(starts), found.array()),
            pa.repeat(scored.bundle.id, scored.rows),
            pa.nulls(scored.rows, pa.string()),
        ],
        schema=SCORED_SCHEMA,
    )


def as_verdicts(scored: Scored, *, base_rate: float | None = None) -> list[Verdict]:
    """Return the verdict of every text of a batch."""
    found = Reasons(scored, np.ones(scored.rows, bool))
    structs = found.array().to_pylist()
    reasons = [Reason(**struct) for struct in structs]
    ends = np.cumsum(found.per_row).tolist()
    kind = dict(zip(scored.flagged.tolist(), scored.evidence.kinds.tolist(), strict=True))
    odds = zip(scored.level.tolist(), _probability(scored, base_rate).tolist(), scored.score.tolist(), strict=True)
    verdicts = []
    for row, (level, chance, score) in enumerate(odds):
        first = ends[row] - int(found.per_row[row])
        verdicts.append(
            Verdict(
                level=LEVELS[level],
                probability=chance,
                score=score,
                kind=KINDS[kind[row]] if row in kind else None,
                reasons=tuple(reasons[first : ends[row]]),
                model=scored.bundle.id,
            )
        )
    return verdicts
