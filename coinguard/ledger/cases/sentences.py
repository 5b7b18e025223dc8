"""The sentence of a finding: its template with the finding's own figures in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coinguard.ledger.cases.findings import Finding
from coinguard.ledger.settings import DetectorSettings


def sentence(found: Finding, settings: DetectorSettings) -> str:
    """Return what is said of a finding."""
    template = settings.variants.get(str(found.figures.get("variant")), settings.sentence)
    return template.format_map(_words(found.figures))


def _words(figures: Mapping[str, Any]) -> dict[str, str]:
    words = {name: _number(value) for name, value in figures.items()}
    for name, value in figures.items():
        if name.endswith("_cents") and isinstance(value, int | float):
            words[f"{name.removesuffix('_cents')}_usd"] = f"${value / 100:,.2f}"
    if "from_book" in figures:
        words["price_source"] = (
            "the price book's" if figures["from_book"] else "what the ledger's people of that country usually pay"
        )
    if figures.get("viewers") == -1:
        words["viewers"] = "an unknown number of"
    return words


def _number(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if item is not None)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
