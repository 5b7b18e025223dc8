"""Findings: what one detector says of one account or group, with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coinguard.ledger.detectors import detector_sql
from coinguard.ledger.settings import DetectorSettings

if TYPE_CHECKING:
    import duckdb

_NO_FIGURES = frozenset(("account_id", "partner_id", "member_ids", "event_ks", "usd_cents", "points"))


@dataclass(frozen=True)
class Finding:
    """One detector's evidence."""

    typology: str
    account_ids: tuple[str, ...]
    """The key accounts, in order."""
    event_ks: tuple[int, ...]
    """Order keys of the qualifying events, in order."""
    usd_cents: int
    points: float
    figures: Mapping[str, Any]

    @property
    def first_k(self) -> int:
        """The order key of the first qualifying event."""
        return self.event_ks[0]


def run_detector(con: duckdb.DuckDBPyConnection, settings: DetectorSettings, floor: float) -> list[Finding]:
    """Run one detector over the feature tables and return its findings of at least ``floor`` points, in a fixed order."""
    sql = settings.fill(detector_sql(settings.typology))
    table = con.sql(f"SELECT * FROM ({sql}) WHERE points >= {floor!r}").to_arrow_table()
    findings = []
    for row in table.to_pylist():
        accounts = {row["account_id"], row.get("partner_id"), *(row.get("member_ids") or ())} - {None}
        figures = {name: _plain(value) for name, value in row.items() if name not in _NO_FIGURES}
        findings.append(
            Finding(
                settings.typology,
                tuple(sorted(accounts)),
                tuple(sorted(k for k in set(row["event_ks"]) if k is not None)),
                int(row["usd_cents"] or 0),
                round(float(row["points"]), 4),
                figures,
            )
        )
    return sorted(findings, key=lambda found: (found.first_k, found.account_ids, found.points))


def _plain(value: Any) -> Any:
    """Return a number of the engine's wide types as Python's own."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
