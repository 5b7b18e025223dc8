"""A message's verdict is that of its strongest field: from one row a field to one row a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from coinguard.message import SCORED_FIELDS
from coinguard.scoring.columns import SCORED_SCHEMA
from coinguard.scoring.scored import Scored
from coinguard.scoring.segments import Segments
from coinguard.verdict import Reason, Verdict


def strongest(scored: Scored, segments: Segments, rows: int) -> NDArray[np.int64]:
    """Return each row's segment with the highest score; the text itself where another field only draws level."""
    order = np.lexsort((segments.field, -scored.score, segments.row))
    first = np.searchsorted(segments.row[order], np.arange(rows))
    found: NDArray[np.int64] = order[first]
    return found


def _prefix(field: int) -> str:
    return f"In {SCORED_FIELDS[field]}: "


def named(verdict: Verdict, field: int) -> Verdict:
    """Return a verdict whose reasons say which field they are about, and have no place in the text."""
    reasons = tuple(Reason(r.code, r.points, _prefix(field) + r.text) for r in verdict.reasons)
    return replace(verdict, reasons=reasons)


def reduced(columns: pa.Table, scored: Scored, segments: Segments, rows: int) -> pa.Table:
    """Return one row a message: that of its strongest field."""
    chosen = strongest(scored, segments, rows)
    result = columns.take(pa.array(chosen))
    elsewhere = np.flatnonzero(segments.field[chosen])
    if len(elsewhere):
        field = segments.field[chosen]
        reasons = result.column("cg_reasons").combine_chunks()
        owner = np.repeat(np.arange(rows), pc.list_value_length(reasons).to_numpy(zero_copy_only=False))
        moved = field[owner] > 0
        structs = reasons.flatten()
        prefixes = pa.array([_prefix(index) if index else "" for index in range(len(SCORED_FIELDS))])
        parts = [structs.field(i) for i in range(structs.type.num_fields)]
        parts[2] = pc.binary_join_element_wise(prefixes.take(pa.array(field[owner])), parts[2], "")
        parts[3], parts[4] = (pc.if_else(pa.array(moved), pa.scalar(None, pa.int64()), parts[i]) for i in (3, 4))
        rebuilt = pa.StructArray.from_arrays(parts, fields=list(structs.type))
        lists = pa.ListArray.from_arrays(_starts(reasons), rebuilt)
        result = result.set_column(4, SCORED_SCHEMA.field("cg_reasons"), lists)
    return result


def _starts(lists: pa.ListArray) -> pa.Array:
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    return pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))


def with_errors(columns: pa.Table, errors: Mapping[int, str]) -> pa.Table:
    """Return the columns with what can't be scored left empty and explained; such a row is never clear."""
    if not errors:
        return columns
    problems: list[str | None] = [None] * columns.num_rows
    for row, problem in errors.items():
        problems[row] = problem
    bad = pa.array([problem is not None for problem in problems])
    kept = [
        pa.array(problems, pa.string())
        if name == "cg_error"
        else column
        if name == "cg_model"
        else pc.if_else(bad, pa.scalar(None, column.type), column)
        for name, column in zip(columns.column_names, columns.columns, strict=True)
    ]
    return pa.table(kept, schema=SCORED_SCHEMA)
