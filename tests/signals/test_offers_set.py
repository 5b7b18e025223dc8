"""The sets that judge: offers of written lines, and of rows of the corpora, read as they were labelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.signals.offers_set import SET, Counts, compare, rates, real, written

FLOORS = {"currency": (0.90, 0.70), "quantity": (0.90, 0.65), "price": (0.90, 0.70)}
"""Precision and recall that the written set had when the extractor was made, less some room: a loss must show."""
REAL_FLOORS = {"currency": (0.80, 0.35), "quantity": (0.60, 0.15), "price": (0.70, 0.45)}


def at_least(counts: Counts, floors: dict[str, tuple[float, float]]) -> None:
    for field, (precision, recall) in floors.items():
        found = rates(counts[field])
        assert found[0] >= precision, field
        assert found[1] >= recall, field


@pytest.fixture(scope="module")
def sets() -> Path:
    if not (SET / "offers.jsonl").is_file():
        pytest.skip(f"not run: {SET} holds no offers.jsonl")
    return SET


def test_written_offers(sets: Path) -> None:
    at_least(compare(written(sets))["all"], FLOORS)


def test_real_offers(sets: Path, corpora: Path) -> None:
    at_least(compare(real(sets, corpora))["all"], REAL_FLOORS)


def test_comparing_counts_what_is_right_and_what_is_missing() -> None:
    label = {"currency": "robux", "quantity": 1000, "price": "5.00", "money": "USD"}
    counts = compare([("en", "1k robux for $5", [label]), ("en", "good morning", [label])])["en"]
    assert counts == {"currency": [1, 1, 2], "quantity": [1, 1, 2], "price": [1, 1, 2]}
