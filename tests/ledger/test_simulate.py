"""Simulated ledgers are what is said of them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from coinguard.errors import InputError
from coinguard.ledger.schema import TABLES
from coinguard.ledger.settings import TYPOLOGIES
from coinguard.ledger.simulate import simulate
from coinguard.ledger.simulate.economy import load_economy
from coinguard.ledger.simulate.names import names
from coinguard.ledger.simulate.rows import Channel
from coinguard.prices import LEDGER_CURRENCY, PriceBook

FILES = ("accounts", "events", "lookalikes", "streams", "truth")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(tmp_path_factory.mktemp("world"), accounts=2_000, seed=1)


@pytest.fixture(scope="module")
def con(world: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in FILES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{world}/{name}.parquet'")
        yield connection


def one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = con.execute(sql).fetchone()
    assert found is not None
    return int(found[0])


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (
        hashes(simulate(tmp_path / name, accounts=1_000, days=28, seed=seed))
        for name, seed in (("first", 5), ("again", 5), ("other", 6))
    )
    assert first == again
    assert set(first) == {f"{name}.parquet" for name in FILES}
    assert not set(first.values()) & set(other.values())


def test_tables_have_the_columns_of_a_ledger(world: Path) -> None:
    for table, columns in TABLES.items():
        assert pq.read_schema(world / f"{table}.parquet").names == [column.given for column in columns]


def test_words_are_those_of_a_ledger(con: duckdb.DuckDBPyConnection) -> None:
    for table, columns in TABLES.items():
        for column in columns:
            if column.words:
                found = con.execute(f"SELECT DISTINCT {column.name} FROM {table} WHERE {column.name} IS NOT NULL")
                assert {word for (word,) in found.fetchall()} <= set(column.words)


def test_events_come_in_the_order_they_happened_and_have_names_of_their_own(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, "SELECT count(*) - count(DISTINCT event_id) FROM events") == 0
    assert one(con, "SELECT count(*) FROM (SELECT ts, lag(ts) OVER () AS before FROM events) WHERE ts < before") == 0


def test_nobody_gives_coins_they_do_not_have(con: duckdb.DuckDBPyConnection) -> None:
    # What is refunded after it was spent is missing; nothing else is, but for up to 200 coins from before the ledger.
    missing = one(
        con,
        """
        SELECT count(DISTINCT account_id) FROM (
          SELECT account_id, sum(CASE WHEN type IN ('purchase', 'promo') THEN coins WHEN type = 'gift' THEN -coins ELSE 0 END)
                               OVER (PARTITION BY account_id ORDER BY ts, event_id) AS balance
          FROM events) WHERE balance < -200""",
    )
    assert missing == 0


def test_nobody_acts_before_their_account_is_made(con: duckdb.DuckDBPyConnection) -> None:
    early = "SELECT count(*) FROM events JOIN accounts USING (account_id) WHERE ts < created_at"
    assert one(con, early) == 0


def test_nobody_is_welcomed_twice(con: duckdb.DuckDBPyConnection) -> None:
    welcomes = "SELECT account_id FROM events WHERE type = 'promo' AND promo_id = 'promo-0'"
    assert one(con, f"SELECT count(*) - count(DISTINCT account_id) FROM ({welcomes})") == 0
    assert one(con, f"SELECT count(*) FROM ({welcomes})") > 100


def test_references_lead_to_what_they_name(con: duckdb.DuckDBPyConnection) -> None:
    expected = {
        ("purchase", "purchase_attempt"),
        ("refund", "purchase"),
        ("chargeback", "purchase"),
    }
    found = con.execute(
        "SELECT DISTINCT e.type, r.type FROM events e LEFT JOIN events r ON r.event_id = e.ref_event_id"
        " WHERE e.ref_event_id IS NOT NULL"
    ).fetchall()
    assert set(found) == expected
    assert one(con, "SELECT count(*) FROM events WHERE type = 'purchase' AND ref_event_id IS NULL") == 0
    unknown = "SELECT count(*) FROM events WHERE stream_id NOT IN (SELECT stream_id FROM streams)"
    assert one(con, unknown) == 0


def test_nobody_takes_out_diamonds_that_never_came_in(con: duckdb.DuckDBPyConnection) -> None:
    missing = one(
        con,
        """
        SELECT count(*) FROM (
          SELECT sum(CASE WHEN type = 'diamond_credit' THEN diamonds WHEN type = 'payout' THEN -diamonds ELSE 0 END)
                   OVER (PARTITION BY account_id ORDER BY ts, event_id) AS balance
          FROM events) WHERE balance < 0""",
    )
    assert missing == 0


def test_every_typology_is_planted_in_every_difficulty(con: duckdb.DuckDBPyConnection) -> None:
    found = set(con.execute("SELECT typology, difficulty FROM truth").fetchall())
    assert found == {(typology, grade) for typology in TYPOLOGIES for grade in ("easy", "medium", "hard")}


def test_a_case_consists_of_rows_of_its_accounts_between_its_times(con: duckdb.DuckDBPyConnection) -> None:
    strangers = one(
        con,
        """
        SELECT count(*) FROM (SELECT account_ids, start, "end", unnest(event_ids) AS event_id FROM truth) AS t
        LEFT JOIN events AS e USING (event_id)
        WHERE e.event_id IS NULL OR NOT e.ts BETWEEN t.start AND t."end"
           OR NOT (list_contains(account_ids, account_id) OR coalesce(list_contains(account_ids, counterparty_id), false))""",
    )
    assert strangers == 0


def test_nobody_is_in_two_cases_or_an_honest_lookalike_as_well(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE guilty AS SELECT unnest(account_ids) AS account_id FROM truth")
    assert one(con, "SELECT count(*) - count(DISTINCT account_id) FROM guilty") == 0
    assert one(con, "SELECT count(*) FROM guilty JOIN lookalikes USING (account_id)") == 0
    assert one(con, "SELECT count(DISTINCT kind) FROM lookalikes") >= 20


def test_easy_cases_are_short_and_hard_ones_take_weeks(con: duckdb.DuckDBPyConnection) -> None:
    days = dict(
        con.execute(
            """SELECT difficulty, median(epoch("end") - epoch(start)) / 86400 FROM (
                 SELECT t.difficulty, min(e.ts) AS start, max(e.ts) AS "end"
                 FROM (SELECT case_id, difficulty, unnest(event_ids) AS event_id FROM truth) AS t
                 JOIN events AS e USING (event_id) WHERE e.type NOT IN ('chargeback', 'payout')
                 GROUP BY t.case_id, t.difficulty) GROUP BY difficulty"""
        ).fetchall()
    )
    assert days["easy"] < 7 < days["medium"] < 25 < days["hard"]


def test_prices_of_the_united_states_are_those_of_the_price_book() -> None:
    economy = load_economy()
    book = PriceBook.load().table().to_pylist()
    offers = [row for row in book if (row["currency"], row["country"]) == (LEDGER_CURRENCY, "US")]
    for channel in (Channel.WEB, Channel.IOS, Channel.ANDROID):
        official = {row["quantity"]: row["price_minor"] for row in offers if row["channel"] == channel.name.lower()}
        simulated = np.round(
            economy.price_usd(np.arange(len(economy.bundle_coins)), channel, economy.country("US")) * 100
        )
        ours = dict(zip(economy.bundle_coins.tolist(), simulated.astype(int).tolist(), strict=True))
        assert official
        assert official.items() <= ours.items()


def test_names_differ_and_null_stays_null() -> None:
    written = names("a", np.array([0, 1, -1, 2, 32**4 - 1]), 4).to_pylist()
    assert written[2] is None
    assert len(set(written)) == 5
    assert len(set(names("a", np.arange(32**3), 3).to_pylist())) == 32**3


def test_a_world_too_small_for_every_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too small"):
        simulate(tmp_path / "world", accounts=100)
    assert not (tmp_path / "world").exists()


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    assert simulate(deep, accounts=1_000, days=28) == deep
    shutil.rmtree(deep)
