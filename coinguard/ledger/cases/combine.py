"""How a group's evidence adds up to one score, one name and one severity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from coinguard.ledger.cases.findings import Finding


def typology_points(findings: Sequence[Finding], rest: float, most: float) -> dict[str, float]:
    """Return each typology's points in a group: its strongest finding, plus a share of the others up to a bound.

    Evidence of the same kind about linked accounts and over many weeks adds up, but the tenth time says less than the first.
    """
    points: dict[str, list[float]] = defaultdict(list)
    for found in findings:
        points[found.typology].append(found.points)
    total = {}
    for typology, values in points.items():
        strongest, *others = sorted(values, reverse=True)
        total[typology] = round(strongest + min(rest * sum(others), most), 4)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def case_score(points: Mapping[str, float], rest: float) -> float:
    """Return a group's score: its strongest typology's points plus a share of the others'."""
    strongest, *others = points.values()
    return round(strongest + rest * sum(others), 4)


def severity(score: float, levels: Mapping[str, Any]) -> str:
    """Return low, medium, high or critical."""
    for name in ("critical", "high", "medium"):
        if score >= levels[name]:
            return name
    return "low"
