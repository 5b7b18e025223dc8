"""The way from a ledger's tables to its cases: features, detectors, linking, one row a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from coinguard.ledger.baselines import Baselines
from coinguard.ledger.cases.combine import case_score, severity, typology_points
from coinguard.ledger.cases.findings import Finding, run_detector
from coinguard.ledger.cases.linking import link
from coinguard.ledger.cases.sentences import sentence
from coinguard.ledger.cases.table import CASE_SCHEMA, MAX_EVENT_IDS, Budget, CaseTable, case_id
from coinguard.ledger.features import build_features
from coinguard.ledger.settings import DetectorSettings, Settings
from coinguard.ledger.tables import Ledger

if TYPE_CHECKING:
    import duckdb

_BASELINE_FEATURES = ("purchases", "gift_pairs")


def find_cases(
    ledger: Ledger, settings: Settings, budget: Budget | None = None, baselines: Baselines | None = None
) -> CaseTable:
    """Return a ledger's cases, the highest score first.

    Parameters
    ----------
    ledger
        The canonical tables on a connection whose memory and threads the caller has bounded.
    settings
        Thresholds, points and sentences.
    budget
        Only the best cases that fit it; all cases by default.
    baselines
        Frozen population baselines; measured on the ledger itself by default.
    """
    con = ledger.con
    runnable, not_run = _runnable(ledger, settings)
    build_features(con, {name for each in runnable for name in each.features}.union(_BASELINE_FEATURES))
    used = baselines or Baselines.measure(con)
    used.install(con, ledger.prices)
    floor = float(settings.combination["floor"])
    findings = [found for each in runnable for found in run_detector(con, each, floor)]
    groups = link(con, findings, int(settings.combination["hub_accounts"]), float(settings.combination["firm"]))
    keys = _events(con, findings)
    lines = [f"{typology}: missing {', '.join(fields)}" for typology, fields in not_run.items()]
    rows = [_row(group, settings, keys, lines) for group in groups]
    rows = [row for row in rows if row["score"] >= settings.combination["least_score"]]
    rows.sort(key=lambda row: (-row["score"], -row["amount_usd"], row["case_id"]))
    cases = CaseTable(pa.Table.from_pylist(rows, schema=CASE_SCHEMA), not_run, settings.version, used.version, baselines is None)
    if budget is None:
        return cases
    counted = con.execute("SELECT count(DISTINCT account_id) FROM (SELECT account_id FROM events UNION ALL SELECT account_id FROM accounts)").fetchone()
    return cases.within(budget, int(counted[0]) if counted else 0)


def _runnable(ledger: Ledger, settings: Settings) -> tuple[list[DetectorSettings], dict[str, tuple[str, ...]]]:
    runnable, not_run = [], {}
    for typology, each in settings.detectors.items():
        lacking = ledger.lacks(*each.needs)
        if lacking:
            not_run[typology] = lacking
        else:
            runnable.append(each)
    return runnable, not_run


def _events(con: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> dict[int, tuple[str, str, Any]]:
    """Return (event id, account, instant) of every qualifying event by its order key."""
    keys = pa.table({"k": pa.array(sorted({k for found in findings for k in found.event_ks}), pa.int64())})
    con.register("qualifying", keys)
    rows = con.execute("SELECT e.k, e.event_id, e.account_id, e.ts FROM events AS e JOIN qualifying AS q ON q.k = e.k").fetchall()
    con.unregister("qualifying")
    return {k: (event, account, ts) for k, event, account, ts in rows}


def _row(
    group: Sequence[Finding], settings: Settings, events: Mapping[int, tuple[str, str, Any]], not_run: list[str]
) -> dict[str, Any]:
    combination = settings.combination
    points = typology_points(group, float(combination["rest"]), float(combination["most"]))
    score = case_score(points, float(combination["rest"]))
    ks = sorted({k for found in group for k in found.event_ks})
    ids = sorted({(found.first_k, case_id(*events[found.first_k][:2])) for found in group})
    ranked = sorted(group, key=lambda found: (-found.points, found.typology, found.first_k, found.account_ids))
    return {
        "case_id": ids[0][1],
        "typology": next(iter(points)),
        "typologies": [{"typology": name, "points": value} for name, value in points.items()],
        "account_ids": sorted({account for found in group for account in found.account_ids}),
        "score": score,
        "severity": severity(score, combination["severity"]),
        "amount_usd": _money(group),
        "first_ts": events[ks[0]][2],
        "last_ts": events[ks[-1]][2],
        "event_ids": [events[k][0] for k in ks[:MAX_EVENT_IDS]],
        "event_count": len(ks),
        "reasons": [
            {"typology": found.typology, "points": found.points, "text": sentence(found, settings.detectors[found.typology])}
            for found in ranked
        ],
        "supersedes": sorted({name for _, name in ids[1:]} - {ids[0][1]}),
        "not_run": not_run,
    }


def _money(group: Sequence[Finding]) -> float:
    """The money at risk: per account set, the largest sum that one detector names (two detectors name the same money)."""
    largest: dict[tuple[str, ...], int] = {}
    for found in group:
        largest[found.account_ids] = max(largest.get(found.account_ids, 0), found.usd_cents)
    return sum(largest.values()) / 100
