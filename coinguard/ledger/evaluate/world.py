"""The simulated worlds that come with a truth: how much of it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from coinguard.ledger.cases import find_cases
from coinguard.ledger.evaluate.truth import account_scores, agreement, average_precision
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import Settings

BUDGETS = (1.0, 2.0, 5.0)


def evaluate_world(folder: Path, settings: Settings) -> dict[str, Any]:
    """Return the figures of one world: ``events``, ``accounts``, ``streams`` and ``truth`` as Parquet in a folder."""
    tables = {name: str(folder / f"{name}.parquet") for name in ("events", "accounts", "streams")}
    with read_ledger(tables["events"], tables["accounts"], tables["streams"]) as (ledger, _):
        found = find_cases(ledger, settings)
        cases = list(found)
        [(accounts,)] = ledger.con.execute("SELECT count(*) FROM accounts").fetchall()
    planted = pq.read_table(folder / "truth.parquet").to_pylist()
    bad = {account for case in planted for account in case["account_ids"]}
    return {
        "accounts": accounts,
        "planted_cases": len(planted),
        "planted_accounts": len(bad),
        "reported_cases": len(cases),
        "average_precision": average_precision(bad, account_scores(cases), accounts),
        "budgets": {f"{budget:g}/1000": vars(agreement(planted, cases, accounts, budget)) for budget in BUDGETS},
        "all": vars(agreement(planted, cases, accounts, None)),
        "by_typology": _by_typology(planted, cases, accounts),
        "alerts": _alerts(cases, bad, accounts),
        "settings": found.settings_version,
    }


def _by_typology(planted: list[dict[str, Any]], cases: list[dict[str, Any]], accounts: int) -> dict[str, Any]:
    rows = {}
    for typology in sorted({case["typology"] for case in planted}):
        some = [case for case in planted if case["typology"] == typology]
        result = agreement(some, cases, accounts, 5.0)
        rows[typology] = {"planted": len(some), "recall": result.recall, "named": result.named}
    return rows


def _alerts(cases: list[dict[str, Any]], bad: set[str], accounts: int) -> dict[str, float]:
    """Return each typology's benign alert rate: honest accounts in its cases above low severity, of 1,000 honest accounts."""
    alerted: dict[str, set[str]] = {}
    for case in cases:
        if case["severity"] != "low":
            alerted.setdefault(case["typology"], set()).update(set(case["account_ids"]) - bad)
    return {typology: 1000 * len(members) / (accounts - len(bad)) for typology, members in sorted(alerted.items())}
