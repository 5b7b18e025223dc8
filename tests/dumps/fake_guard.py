"""A guard that needs no model: what it finds is what the test wrote into the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from coinguard.dumps.scored import SCORED_SCHEMA


@dataclass
class FakeGuard:
    """Calls a text with "free coins" a scam, one with "cheap coins" worth a review, everything else clear."""

    bundle_id: str = "fake-1"
    thresholds: dict[str, float] = field(default_factory=lambda: {"review": 0.0, "scam": 2.0})
    calls: list[dict[str, Any]] = field(default_factory=list)

    def score_columns(self, table: Any, *, links: bool = False, **options: Any) -> Any:
        self.calls.append({"columns": table.column_names, "rows": table.num_rows, "links": links, **options})
        rows = [self._row(value) for value in table["text"].to_pylist()]
        return pa.Table.from_pylist(rows, schema=SCORED_SCHEMA)

    def _row(self, text: str | bytes | None) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(SCORED_SCHEMA.names) | {"cg_model": self.bundle_id}
        if isinstance(text, bytes):
            try:
                text = text.decode()
            except UnicodeDecodeError:
                return row | {"cg_error": "the text is not valid UTF-8"}
        if text is None:
            return row | {"cg_error": "there is no text"}
        level, kind, score = "clear", None, -3.5
        if "free coins" in text:
            level, kind, score = "scam", "free_generator", 4.25 + len(text) / 1000
        elif "cheap coins" in text:
            level, kind, score = "review", "discount_reseller", 0.5
        reasons = [{"code": "bias", "points": score, "text": 'says "=coins"', "start": 0, "end": min(len(text), 4)}]
        return row | {
            "cg_probability": 1 / (1 + 2.718281828459045**-score),
            "cg_level": level,
            "cg_kind": kind,
            "cg_score": score,
            "cg_reasons": reasons,
        }
