"""What every detector keeps to, one suite for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from coinguard.ledger.baselines import Baselines
from coinguard.ledger.cases import find_cases
from coinguard.ledger.cases.findings import Finding, run_detector
from coinguard.ledger.cases.sentences import sentence
from coinguard.ledger.detectors import detector_sql
from coinguard.ledger.features import build_features, feature_names, feature_sql, in_order
from coinguard.ledger.read import read_ledger
from coinguard.ledger.schema import ACCOUNTS, EVENTS, STREAMS, create_table_sql
from coinguard.ledger.settings import TYPOLOGIES, Settings
from coinguard.ledger.simulate import simulate
from coinguard.ledger.tables import Ledger
from coinguard.prices import PriceBook
from tests.ledger.story import Story, texts

SETTINGS = Settings.load()
FIELDS = {column.name for columns in (EVENTS, ACCOUNTS, STREAMS) for column in columns} | {"accounts", "streams"}

every_detector = pytest.mark.parametrize("typology", TYPOLOGIES)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Finding]]]:
    """What each detector says of a simulated ledger that holds every typology."""
    folder = simulate(tmp_path_factory.mktemp("world"), accounts=2_000, seed=3)
    with read_ledger(*(str(folder / f"{name}.parquet") for name in ("events", "accounts", "streams"))) as (ledger, _):
        build_features(ledger.con, feature_names())
        Baselines.measure(ledger.con).install(ledger.con, ledger.prices)
        yield {name: run_detector(ledger.con, SETTINGS.detectors[name], 0.0) for name in TYPOLOGIES}


@every_detector
def test_it_says_what_it_is_and_what_it_mistakes(typology: str) -> None:
    detector = SETTINGS.detectors[typology]
    assert detector.title
    assert detector.sentence.endswith(".")
    assert detector.look_alikes
    assert "simulated_world" in detector.benign


@every_detector
def test_it_uses_every_threshold_of_its_file_and_no_other(typology: str) -> None:
    assert set(re.findall(r"\$\{(\w+)\}", detector_sql(typology))) == set(SETTINGS.detectors[typology].values)


@every_detector
def test_it_names_only_fields_that_a_ledger_has(typology: str) -> None:
    detector = SETTINGS.detectors[typology]
    assert set(detector.needs) | set(detector.uses) <= FIELDS
    assert not set(detector.needs) & set(detector.uses)


@every_detector
def test_the_features_it_names_are_all_it_reads(typology: str) -> None:
    detector = SETTINGS.detectors[typology]
    with duckdb.connect() as con:
        for table in ("events", "accounts", "streams"):
            con.execute(create_table_sql(table))
        Baselines({}, {}, {}).install(_with_features(con, ("purchases",)), PriceBook.load())
        con.execute("DROP TABLE purchases")
        assert run_detector(_with_features(con, detector.features), detector, -1e9) == []


@every_detector
def test_it_keeps_to_what_every_engine_runs(typology: str) -> None:
    plain = re.sub(r"--.*", "", detector_sql(typology)).upper()
    assert "ASOF" not in plain
    assert not re.search(r"COUNT\s*\(\s*DISTINCT[^)]*\)\s*OVER", plain)
    assert not re.search(r"\bRANGE\s+BETWEEN", plain)
    assert plain.lstrip().startswith(("SELECT", "WITH"))


@every_detector
def test_its_findings_have_rows_accounts_and_a_whole_sentence(
    typology: str, findings: dict[str, list[Finding]]
) -> None:
    assert findings[typology], "the simulated ledger holds every typology"
    for found in findings[typology]:
        assert found.account_ids
        assert found.event_ks
        assert found.usd_cents >= 0
        said = sentence(found, SETTINGS.detectors[typology])
        assert not re.search(r"[{}]|None|nan|Decimal", said), said


@every_detector
def test_it_is_switched_off_visibly_without_a_field_it_needs(typology: str) -> None:
    detector = SETTINGS.detectors[typology]
    if not detector.needs:
        pytest.skip("it needs no optional field")
    with duckdb.connect() as con:
        for table in ("events", "accounts", "streams"):
            con.execute(create_table_sql(table))
        found = find_cases(Ledger(con, frozenset(detector.needs[:1])), SETTINGS)
    assert typology in found.not_run


@pytest.mark.parametrize("feature", feature_names())
def test_a_feature_keeps_to_what_every_engine_runs(feature: str) -> None:
    plain = re.sub(r"--.*", "", feature_sql(feature)).upper()
    assert "ASOF" not in plain
    assert not re.search(r"COUNT\s*\(\s*DISTINCT[^)]*\)\s*OVER", plain)
    assert not re.search(r"\bRANGE\s+BETWEEN", plain)


def test_features_use_every_value_of_their_file_and_no_other() -> None:
    named = {name for name in SETTINGS.features for feature in feature_names() if f"${{{name}}}" in raw(feature)}
    assert named == set(SETTINGS.features)
    assert not any("${" in feature_sql(feature) for feature in feature_names())


def test_a_feature_follows_the_value_it_is_set_to() -> None:
    assert "<= 60 * 60000" in feature_sql("gift_legs")
    assert "<= 5 * 60000" in feature_sql("gift_legs", {**SETTINGS.features, "sitting_minutes": 5})


def test_features_come_after_those_they_read() -> None:
    assert in_order(["rounds"]) == ["purchases", "gifts", "gift_pairs", "spending", "round_receivers", "rounds"]


def test_a_case_without_a_column_says_what_did_not_run_and_what_sees_less() -> None:
    story = Story()
    story.everyday()
    rows = [{key: value for key, value in row.items() if key not in {"card_fp", "ip_country"}} for row in story.events]
    with read_ledger(texts(rows), texts(list(story.accounts.values())), texts(story.streams)) as (ledger, _):
        found = find_cases(ledger, SETTINGS)
    assert found.not_run["card_testing"] == ("card_fp",)
    assert "card_fp" in found.sees_less["account_takeover"]
    assert "ip_country" in found.sees_less["regional_arbitrage"]


def test_frozen_baselines_give_the_same_points_on_any_part(tmp_path: Path) -> None:
    baselines = Baselines(
        {"US": 1.4, "*": 1.4}, {"US": 1.06, "*": 1.05}, {"purchases_per_account": (1.0, 5.0, 9.0, 20.0)}
    )
    baselines.save(tmp_path / "baselines.json")
    again = Baselines.load(tmp_path / "baselines.json")
    assert again == baselines
    assert again.version == baselines.version


def _with_features(con: duckdb.DuckDBPyConnection, features: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    build_features(con, features)
    return con


def raw(feature: str) -> str:
    """A feature's file with its values still by name."""
    path = files("coinguard.ledger.features").joinpath(f"{feature}.sql")
    return path.read_text(encoding="utf-8") if path.is_file() else ""
