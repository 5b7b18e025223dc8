"""Every case's rows, read back from the ledger, satisfy its sentences."""

from __future__ import annotations

import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from coinguard.ledger.cases import CaseTable, find_cases
from coinguard.ledger.cases.findings import Finding, run_detector
from coinguard.ledger.cases.sentences import sentence
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import TYPOLOGIES, DetectorSettings, Settings
from coinguard.ledger.simulate import simulate
from tests.ledger.sentences import gifts, money
from tests.ledger.sentences.scene import Book, Scene

CLAIMS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "card_testing": money.card_testing,
    "many_instruments": money.many_instruments,
    "purchase_burst": money.purchase_burst,
    "reseller_funding": money.reseller_funding,
    "regional_arbitrage": money.regional_arbitrage,
    "off_price_resale": money.off_price_resale,
    "refund_abuse": money.refund_abuse,
    "account_takeover": gifts.account_takeover,
    "gift_funnel": gifts.gift_funnel,
    "circular_gifting": gifts.circular_gifting,
    "quick_cashout": gifts.quick_cashout,
    "payout_structuring": money.payout_structuring,
    "bot_farm": gifts.bot_farm,
    "minor_spend": money.minor_spend,
    "promo_abuse": gifts.promo_abuse,
}
"""What each sentence claims, in plain Python."""

SEEDS = (21, 22)


class Searched:
    """A simulated world with everything that was found in it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings.load()
        paths = [str(folder / f"{table}.parquet") for table in ("events", "accounts", "streams")]
        with read_ledger(*paths) as (ledger, _):
            self.cases: CaseTable = find_cases(ledger, self.settings)
            tables = ("events", "accounts", "streams", "official_prices", "store_prices")
            self.book = Book(*(rows_of(ledger.con, table) for table in tables))
            self.findings = [
                found
                for each in self.settings.detectors.values()
                for found in run_detector(ledger.con, each, self.settings.combination.floor)
            ]


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    return con.sql(f"SELECT * FROM {table}").to_arrow_table().to_pylist()


@pytest.fixture(scope="module", params=SEEDS)
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    return Searched(simulate(tmp_path_factory.mktemp("world"), accounts=2_000, seed=request.param))


def template(found: Finding, settings: DetectorSettings) -> str:
    variant = found.figures.get("variant")
    return settings.variants.get(str(variant), settings.sentence)


def figures_named(text: str) -> list[str]:
    """Return the figures behind the names that a sentence uses."""
    behind = {"price_source": "from_book", "age_text": "age_band"}
    used = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return [behind.get(name, f"{name[:-4]}_cents" if name.endswith("_usd") else name) for name in used]


def same(told: Any, recomputed: Any) -> bool:
    """Return whether a figure that may be rounded tells what was recomputed."""
    if isinstance(recomputed, set):
        return all(each in str(told) for each in recomputed)
    if isinstance(recomputed, str) or recomputed is None:
        return bool(told == recomputed)
    return abs(float(told) - float(recomputed)) <= max(
        0.51 if float(told) == int(told) else 0.06, 1e-3 * abs(recomputed)
    )


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_a_finding_says_what_its_rows_say(searched: Searched, typology: str) -> None:
    settings = searched.settings.detectors[typology]
    found = [each for each in searched.findings if each.typology == typology]
    assert found
    for each in found:
        claims = CLAIMS[typology](Scene(searched.book, each, settings))
        for name in figures_named(template(each, settings)):
            assert name in claims, f"no plain twin of {name}"
            assert same(each.figures[name], claims[name]), (name, each.figures[name], claims[name])


def test_a_case_tells_what_findings_about_its_own_rows_told(searched: Searched) -> None:
    told: dict[tuple[str, str], list[Finding]] = {}
    for found in searched.findings:
        told.setdefault((found.typology, sentence(found, searched.settings.detectors[found.typology])), []).append(
            found
        )
    for case in searched.cases:
        rows = set(case["event_ids"])
        for reason in case["reasons"]:
            behind = told[reason["typology"], reason["text"]]
            within = [found for found in behind if set(found.account_ids) <= set(case["account_ids"])]
            assert within, reason["text"]
            if case["event_count"] <= len(rows):
                names = [{searched.book.events[k]["event_id"] for k in found.event_ks} for found in within]
                assert any(each <= rows for each in names)
