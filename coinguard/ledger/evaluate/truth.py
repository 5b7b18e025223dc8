"""How well reported cases agree with planted ones.

A planted case is found when one reported case holds at least half of its accounts, whatever it is called; it is named when one
of the two best-scored reported cases that find it has its typology. A budget of b takes cases by score and leaves out those that
would push the reported accounts above b in 1,000. The account score is the best score of its cases; tied scores are one
threshold of the average precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Agreement:
    """What a list of reported cases is worth under one budget."""

    reported_accounts: int
    recall: float
    recall_by_difficulty: Mapping[str, float]
    named: float
    """Of the planted cases that were found: the share that was named right."""
    account_precision: float
    """Share of reported accounts that are in a planted case."""
    false_per_1000: float
    """Reported accounts outside every planted case, of 1,000 such accounts."""
    money: float
    """Share of the planted loss that lies in found cases."""


def within(cases: Sequence[Case], limit: float) -> list[Case]:
    """Return the cases that fit a number of accounts, best first."""
    named: set[str] = set()
    kept = []
    for case in cases:
        if len(named.union(case["account_ids"])) <= limit:
            named.update(case["account_ids"])
            kept.append(case)
    return kept


def agreement(planted: Sequence[Case], cases: Sequence[Case], accounts: int, per_1000: float | None) -> Agreement:
    """Compare reported with planted cases.

    Parameters
    ----------
    planted
        With ``typology``, ``difficulty``, ``account_ids`` and ``usd_loss``.
    cases
        With ``typology`` and ``account_ids``, the best first.
    accounts
        How many accounts there are.
    per_1000
        The budget; null for none.
    """
    taken = list(cases) if per_1000 is None else within(cases, per_1000 * accounts / 1000)
    found, named = _found(planted, taken)
    reported = {account for case in taken for account in case["account_ids"]}
    bad = {account for case in planted for account in case["account_ids"]}
    levels = sorted({case["difficulty"] for case in planted}, key=("easy", "medium", "hard").index)
    loss = np.array([case["usd_loss"] for case in planted], float)
    return Agreement(
        reported_accounts=len(reported),
        recall=float(found.mean()),
        recall_by_difficulty={
            level: float(found[[case["difficulty"] == level for case in planted]].mean()) for level in levels
        },
        named=float(named[found].mean()) if found.any() else float("nan"),
        account_precision=len(reported & bad) / len(reported) if reported else float("nan"),
        false_per_1000=1000 * len(reported - bad) / (accounts - len(bad)),
        money=float(loss[found].sum() / loss.sum()),
    )


def _found(planted: Sequence[Case], cases: Iterable[Case]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    where: dict[str, list[int]] = {}
    for number, case in enumerate(planted):
        for account in case["account_ids"]:
            where.setdefault(account, []).append(number)
    found = np.zeros(len(planted), bool)
    named = np.zeros(len(planted), bool)
    tries = np.zeros(len(planted), int)
    for case in cases:
        shared = Counter(number for account in case["account_ids"] for number in where.get(account, ()))
        for number, count in shared.items():
            if 2 * count >= len(planted[number]["account_ids"]):
                found[number] = True
                tries[number] += 1
                named[number] |= tries[number] <= 2 and case["typology"] == planted[number]["typology"]
    return found, named


def account_scores(cases: Iterable[Case]) -> dict[str, float]:
    """Return each account's best score."""
    best: dict[str, float] = {}
    for case in cases:
        for account in case["account_ids"]:
            best[account] = max(best.get(account, 0.0), float(case["score"]))
    return best


def average_precision(bad: Iterable[str], scores: Mapping[str, float], accounts: int) -> float:
    """Return the average precision over accounts; those without a score come last, all tied."""
    wanted = set(bad)
    values = np.array([scores.get(account, 0.0) for account in sorted(set(scores) | wanted)])
    labels = np.array([account in wanted for account in sorted(set(scores) | wanted)], float)
    order = np.argsort(-values, kind="stable")
    values, labels = values[order], labels[order]
    last = np.flatnonzero(np.r_[values[1:] != values[:-1], True])
    hits, seen = np.cumsum(labels)[last], np.arange(1, len(labels) + 1, dtype=float)[last]
    if values[-1] == 0.0:
        seen[-1] = accounts
    return float((np.diff(np.r_[0, hits]) * hits / seen).sum() / len(wanted)) if wanted else float("nan")
