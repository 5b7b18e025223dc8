"""Real shops without fraud labels: how many ordinary customers get into a case.

Limits that are calibrated (basis C) are raised to what one half of the customers does, and the alert rate is measured on the
other half.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coinguard.ledger.cases import find_cases
from coinguard.ledger.features import build_features
from coinguard.ledger.mapping import read_mapping
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import DetectorSettings, Settings
from coinguard.resources import asset

if TYPE_CHECKING:
    import duckdb

SHOPS: Final = ("retail_invoices", "cdnow_purchases")
QUIET: Final = 0.998
"""Share of the calibrating half that stays within the limits."""

_HALF: Final = "CAST(concat('0x', substr(md5(account_id), 1, 1)) AS INTEGER) % 2 = {half}"
_LIMITS: Final = {"hour_limit": "n_1h", "day_limit": "n_24h", "week_limit": "n_7d"}


def evaluate_shop(table: Path, settings: Settings) -> dict[str, Any]:
    """Return the alert rate on the second half of a shop's customers, with limits calibrated on the first."""
    mapping = read_mapping(asset("data", "mappings", f"{table.stem}.toml"))
    with read_ledger(str(table), mapping=mapping) as (ledger, _):
        _keep_half(ledger.con, 0)
        build_features(ledger.con, ["velocity_purchases"], settings.features)
        burst = _raised(ledger.con, settings.detectors["purchase_burst"])
    calibrated = replace(settings, detectors={**settings.detectors, "purchase_burst": burst})
    with read_ledger(str(table), mapping=mapping) as (ledger, _):
        _keep_half(ledger.con, 1)
        cases = list(find_cases(ledger, calibrated))
        [(customers,)] = ledger.con.execute("SELECT count(DISTINCT account_id) FROM events").fetchall()
    alerted = {account for case in cases if case["severity"] != "low" for account in case["account_ids"]}
    return {
        "customers": customers,
        "limits": {name: burst.values[name] for name in _LIMITS},
        "cases": dict(Counter(f"{case['typology']} {case['severity']}" for case in cases)),
        "in_any_case": len({account for case in cases for account in case["account_ids"]}) / customers,
        "above_low": len(alerted) / customers,
    }


def _keep_half(con: duckdb.DuckDBPyConnection, half: int) -> None:
    con.execute(f"DELETE FROM events WHERE NOT ({_HALF.format(half=half)})")


def _raised(con: duckdb.DuckDBPyConnection, burst: DetectorSettings) -> DetectorSettings:
    """Return the burst detector with each limit at least what the quiet share of accounts reaches."""
    values = dict(burst.values)
    for name, n in _LIMITS.items():
        most = f"SELECT max({n}) AS n FROM velocity_purchases GROUP BY account_id"
        sql = f"SELECT quantile_disc(n, {QUIET}) FROM ({most})"
        [(reached,)] = con.execute(sql).fetchall()
        shipped = values[name]
        if isinstance(shipped, int | float) and reached is not None:
            values[name] = max(shipped, reached)
    return replace(burst, values=values)
