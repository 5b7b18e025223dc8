"""The published figures hold on the data they are measured on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coinguard.ledger.evaluate.__main__ import evaluate
from coinguard.ledger.evaluate.headline import headline


@pytest.fixture(scope="module")
def figures(corpora: Path) -> dict[str, Any]:
    if not (corpora / "ledger").is_dir():
        pytest.skip("not run: there are no ledgers among the corpora")
    return evaluate(corpora)


def test_planted_cases_are_found_within_five_accounts_in_a_thousand(figures: dict[str, Any]) -> None:
    for world in figures["worlds"].values():
        budget = world["budgets"]["5/1000"]
        assert budget["recall_by_difficulty"]["easy"] >= 0.97
        assert budget["recall_by_difficulty"]["medium"] >= 0.85
        assert budget["recall_by_difficulty"]["hard"] >= 0.50
        assert budget["named"] >= 0.9
        assert budget["account_precision"] >= 0.65
        assert world["budgets"]["2/1000"]["account_precision"] >= 0.9
        assert budget["money"] >= 0.85
        assert world["average_precision"] >= 0.55


def test_ordinary_customers_of_real_shops_hardly_ever_get_into_a_case(figures: dict[str, Any]) -> None:
    assert figures["shops"]
    assert all(shop["above_low"] <= 0.005 for shop in figures["shops"].values())


def test_launderers_are_ranked_far_above_what_an_isolation_forest_makes_of_them(figures: dict[str, Any]) -> None:
    fan_in = figures["fan_in"]
    assert fan_in["average_precision"] >= 2 * fan_in["isolation_forest"]


def test_a_reader_gets_a_short_table_of_them(figures: dict[str, Any]) -> None:
    table = headline(figures)
    assert table.startswith("|  | coinguard |")
    for shop in figures["shops"]:
        assert shop in table
