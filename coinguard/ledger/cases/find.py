"""The way from a ledger's tables to its cases: features, detectors, linking, one row a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from coinguard.ledger.baselines import Baselines
from coinguard.ledger.cases.combine import case_score, severity, typology_points
from coinguard.ledger.cases.findings import Finding, run_detector
from coinguard.ledger.cases.linking import link
from coinguard.ledger.cases.sentences import sentence
from coinguard.ledger.cases.table import CASE_SCHEMA, MAX_EVENT_IDS, Budget, CaseTable, case_id
from coinguard.ledger.features import build_features
from coinguard.ledger.settings import Combination, Settings
from coinguard.ledger.tables import Ledger

if TYPE_CHECKING:
    import duckdb

_BASELINE_FEATURES: Final = ("purchases", "gift_pairs")

_ACCOUNTS_SQL: Final = """
SELECT count(DISTINCT account_id) FROM (SELECT account_id FROM events UNION ALL SELECT account_id FROM accounts)"""

_EVENTS_SQL: Final = "SELECT e.k, e.event_id, e.account_id, e.ts FROM events AS e JOIN qualifying AS q ON q.k = e.k"


def find_cases(
    ledger: Ledger, settings: Settings, budget: Budget | None = None, baselines: Baselines | None = None
) -> CaseTable:
    """Return a ledger's cases, the highest score first.

    Parameters
    ----------
    ledger
        The canonical tables on a connection whose memory and threads the caller has bounded. Feature tables are left on it as
        temporary tables.
    settings
        Thresholds, points and sentences.
    budget
        Only the best cases that fit it; all cases by default.
    baselines
        Frozen population baselines; measured on the ledger itself by default.
    """
    con = ledger.con
    not_run = _lacking(ledger, {name: each.needs for name, each in settings.detectors.items()})
    running = [each for name, each in settings.detectors.items() if name not in not_run]
    wanted = {name for each in running for name in each.features}.union(_BASELINE_FEATURES)
    build_features(con, wanted, settings.features)
    used = baselines or Baselines.measure(con)
    used.install(con, ledger.prices)
    combination = settings.combination
    findings = [found for each in running for found in run_detector(con, each, combination.floor)]
    groups = link(con, findings, combination.hub_accounts, combination.firm)
    cases = CaseTable(
        _table(groups, settings, _events(con, findings), not_run),
        not_run,
        _lacking(ledger, {each.typology: each.uses for each in running}),
        settings.version,
        used.version,
        own_baselines=baselines is None,
    )
    if budget is None:
        return cases
    [(accounts,)] = con.execute(_ACCOUNTS_SQL).fetchall()
    return cases.within(budget, accounts)


def _lacking(ledger: Ledger, fields: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    lacking = {typology: ledger.lacks(*names) for typology, names in fields.items()}
    return {typology: names for typology, names in lacking.items() if names}


def _events(con: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> dict[int, tuple[str, str, Any]]:
    """Return (event id, account, instant) of every qualifying event by its order key."""
    keys = pa.table({"k": pa.array(sorted({k for found in findings for k in found.event_ks}), pa.int64())})
    con.register("qualifying", keys)
    rows = con.execute(_EVENTS_SQL).fetchall()
    con.unregister("qualifying")
    return {k: (event, account, ts) for k, event, account, ts in rows}


def _table(
    groups: Sequence[Sequence[Finding]],
    settings: Settings,
    events: Mapping[int, tuple[str, str, Any]],
    not_run: Mapping[str, tuple[str, ...]],
) -> pa.Table:
    lines = [f"{typology}: missing {', '.join(names)}" for typology, names in not_run.items()]
    rows = [{**_row(group, settings, events), "not_run": lines} for group in groups]
    rows = [row for row in rows if row["score"] >= settings.combination.least_score]
    rows.sort(key=lambda row: (-row["score"], -row["amount_usd"], row["case_id"]))
    return pa.Table.from_pylist(rows, schema=CASE_SCHEMA)


def _row(group: Sequence[Finding], settings: Settings, events: Mapping[int, tuple[str, str, Any]]) -> dict[str, Any]:
    combination: Combination = settings.combination
    points = typology_points(group, combination.rest, combination.most)
    score = case_score(points, combination.rest)
    ks = sorted({k for found in group for k in found.event_ks})
    ids = sorted({(found.first_k, case_id(*events[found.first_k][:2])) for found in group})
    ranked = sorted(group, key=lambda found: (-found.points, found.typology, found.first_k, found.account_ids))
    return {
        "case_id": ids[0][1],
        "typology": next(iter(points)),
        "typologies": [{"typology": name, "points": value} for name, value in points.items()],
        "account_ids": sorted({account for found in group for account in found.account_ids}),
        "score": score,
        "severity": severity(score, combination.severity),
        "amount_usd": _money(group),
        "first_ts": events[ks[0]][2],
        "last_ts": events[ks[-1]][2],
        "event_ids": [events[k][0] for k in ks[:MAX_EVENT_IDS]],
        "event_count": len(ks),
        "reasons": [
            {
                "typology": found.typology,
                "points": found.points,
                "text": sentence(found, settings.detectors[found.typology]),
            }
            for found in ranked
        ],
        "supersedes": sorted({name for _, name in ids} - {ids[0][1]}),
    }


def _money(group: Sequence[Finding]) -> float:
    """Return the money at risk in US dollars: of findings about the same accounts, only the largest sum counts."""
    largest: dict[tuple[str, ...], int] = {}
    for found in group:
        largest[found.account_ids] = max(largest.get(found.account_ids, 0), found.usd_cents)
    return sum(largest.values()) / 100
