"""The figures of an evaluation as a short table for a reader."""

from __future__ import annotations

from typing import Any


def headline(figures: dict[str, Any]) -> str:
    """Return Markdown: what is found in each labelled world, and what honest customers meet with.

    Parameters
    ----------
    figures
        As :func:`coinguard.ledger.evaluate.__main__.evaluate` returns them.
    """
    lines: list[tuple[str, str]] = []
    for name, world in figures["worlds"].items():
        lines += _of_world(f"{name}, {world['accounts']:,} accounts, {world['planted_cases']} planted cases", world)
    for name, shop in figures["shops"].items():
        said = f"{name}, {shop['customers']:,} customers without fraud labels: in a case above low severity"
        lines.append((said, _share(shop["above_low"])))
    if "fan_in" in figures:
        fan_in = figures["fan_in"]
        said = f"money laundering by fan-in, {fan_in['accounts']:,} accounts: average precision"
        lines.append((said, f"{fan_in['average_precision']:.2f}"))
        lines.append(("the same by an isolation forest on degrees", f"{fan_in['isolation_forest']:.2f}"))
    body = "\n".join(f"| {what} | {figure} |" for what, figure in lines)
    return f"|  | coinguard |\n| --- | ---: |\n{body}\n\n{_LIMITS}"


_LIMITS = (
    "The labelled world is simulated, by somebody else than who wrote the detectors. Thresholds were tuned on its first 40 days; "
    "the figures are of all 60, and sums over all 60 were looked at while tuning, so they flatter."
)


def _of_world(name: str, world: dict[str, Any]) -> list[tuple[str, str]]:
    budget = world["budgets"]["5/1000"]
    easy, medium, hard = (_share(budget["recall_by_difficulty"][level]) for level in ("easy", "medium", "hard"))
    return [
        (f"{name}: found with 5 in 1,000 accounts reported, easy / medium / hard", f"{easy} / {medium} / {hard}"),
        ("of those found, typology named right", _share(budget["named"])),
        ("of the accounts reported, truly in a case", _share(budget["account_precision"])),
        ("the same with 2 in 1,000 reported", _share(world["budgets"]["2/1000"]["account_precision"])),
        ("money of all cases that was in the cases found", _share(budget["money"])),
        ("average precision over accounts", f"{world['average_precision']:.2f}"),
    ]


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"
