"""The columns that a scan appends."""

from __future__ import annotations

from typing import Final, Protocol

import pyarrow as pa

REASON_TYPE: Final = pa.struct(
    [
        pa.field("code", pa.string()),
        pa.field("points", pa.float64()),
        pa.field("text", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
    ]
)
"""One piece of evidence; ``start`` and ``end`` count code points of the original text."""

SCORED_SCHEMA: Final = pa.schema(
    [
        pa.field("cg_probability", pa.float64()),
        pa.field("cg_level", pa.string()),
        pa.field("cg_kind", pa.string()),
        pa.field("cg_score", pa.float64()),
        pa.field("cg_reasons", pa.list_(REASON_TYPE)),
        pa.field("cg_model", pa.string()),
        pa.field("cg_error", pa.string()),
    ]
)
"""What a scored row has behind its own columns, in order."""

OWN_COLUMNS: Final = (*SCORED_SCHEMA.names, "cg_campaign", "cg_context_level", "cg_context_reasons")
"""Every column name that coinguard claims, the second pass over a dump included."""


class ColumnScorer(Protocol):
    """What a scan needs of a guard."""

    @property
    def bundle_id(self) -> str:
        """The id of model, tables and lists, as every scored row carries it."""

    @property
    def thresholds(self) -> dict[str, float]:
        """The least log-odds at which a message is ``review`` and ``scam``; asked for by the second pass alone."""

    def score_columns(self, table: pa.Table, *, links: bool = False, base_rate: float | None = None) -> pa.Table:
        """Return the columns of :data:`SCORED_SCHEMA` for a table with the column ``text``, row by row.

        Threads may call this at the same time.
        """


def in_scored_schema(scored: pa.Table) -> pa.Table:
    """Return a guard's table with exactly the columns, order and types of :data:`SCORED_SCHEMA`."""
    return scored.select(SCORED_SCHEMA.names).cast(SCORED_SCHEMA)
