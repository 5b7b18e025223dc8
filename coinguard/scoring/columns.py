"""A scored batch as the ``cg_`` columns of a table."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coinguard.scoring.evidence import slices
from coinguard.scoring.reasons import LONGEST_QUOTE, SENTENCES, Reasons, reasons_of, spoken_of
from coinguard.scoring.scored import CLEAR, Scored
from coinguard.signals.catalogue import ABOUT, CATALOGUE, EVIDENCE
from coinguard.verdict import KINDS, LEVELS

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


@lru_cache(maxsize=1)
def _words() -> tuple[pa.Array, ...]:
    """Return as Arrow: the codes, levels and kinds."""
    return tuple(pa.array(list(column)) for column in ([signal.code for signal in CATALOGUE], LEVELS, KINDS))


@lru_cache(maxsize=1)
def _pieces() -> tuple[pa.Array, ...]:
    """Return as Arrow what each sentence says before its name, between name and evidence, and after that; a name comes first."""
    starts, _, rest = zip(*(_after_name(sentence) for sentence in SENTENCES), strict=True)
    before, _, after = zip(*(sentence.partition(EVIDENCE) for sentence in rest), strict=True)
    return tuple(pa.array(list(column)) for column in (starts, before, after))


def _after_name(sentence: str) -> tuple[str, str, str]:
    return sentence.partition(ABOUT) if ABOUT in sentence else ("", "", sentence)


def _sentences(scored: Scored, reasons: Reasons) -> pa.Array:
    """Return each reason's sentence, quoting the original text where it has a place in it."""
    stop = np.where(reasons.quoted, np.minimum(reasons.end, reasons.start + LONGEST_QUOTE), reasons.start)
    data, offsets = slices(scored.buffer, scored.offsets, reasons.row, reasons.start, stop)
    evidence = pa.LargeStringArray.from_buffers(len(reasons.row), pa.py_buffer(offsets), pa.py_buffer(data))
    about, told = spoken_of(reasons, scored.bundle.names)
    index = pa.array(reasons.sentence)
    start, before, after = (piece.take(index) for piece in _pieces())
    names = pa.array(told).take(pa.array(about))
    return pc.binary_join_element_wise(start, names, before, evidence.cast(pa.string()), after, "")


def _structs(scored: Scored, reasons: Reasons) -> pa.Array:
    placeless = reasons.start < 0
    fields = [
        _words()[0].take(pa.array(reasons.signal)),
        pa.array(reasons.points),
        _sentences(scored, reasons),
        pa.array(reasons.start, mask=placeless),
        pa.array(reasons.end, mask=placeless),
    ]
    return pa.StructArray.from_arrays(fields, fields=list(REASON))


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
    found = reasons_of(scored, wanted)
    starts = np.concatenate([[0], np.cumsum(found.per_row)]).astype(np.int32)
    _, levels, kind_names = _words()
    kinds = np.zeros(scored.rows, np.int64)
    kinds[scored.flagged] = scored.kinds[:, 0]
    return pa.table(
        [
            pa.array(scored.probability(base_rate)),
            levels.take(pa.array(scored.level)),
            kind_names.take(pa.array(kinds, mask=scored.level == CLEAR)),
            pa.array(scored.score),
            pa.ListArray.from_arrays(pa.array(starts), _structs(scored, found)),
            pa.repeat(scored.bundle.id, scored.rows),
            pa.nulls(scored.rows, pa.string()),
        ],
        schema=SCORED_SCHEMA,
    )
