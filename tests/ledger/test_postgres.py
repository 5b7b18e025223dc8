"""A table in a PostgreSQL database, on a server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from coinguard.errors import InputError
from tests.postgres import running_server

from .rows import column, ledger_of


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database."""
    with running_server() as server:
        yield server.address


@pytest.fixture(scope="module")
def shop(database: str) -> str:
    with psycopg.connect(database, autocommit=True) as con:
        con.execute("CREATE SCHEMA sales")
        con.execute(
            'CREATE TABLE sales.log ("Event_ID" bigint, ts timestamptz, type text, account_id uuid, coins int,'
            " amount numeric(12, 2), currency char(3), promo_id text, cancelled boolean)"
        )
        con.execute(
            "INSERT INTO sales.log VALUES"
            " (1, '2025-06-01 14:00+02', 'purchase', '00000000-0000-0000-0000-00000000000a', 70, 0.99, 'USD', '', false),"
            " (2, '2025-06-02 00:00+00', 'gift', '00000000-0000-0000-0000-00000000000a', 5, NULL, NULL,"
            " E'say \"hi\",\\nall', true)"
        )
        con.execute("CREATE VIEW events AS SELECT * FROM sales.log")
    return database


def test_a_postgres_table_becomes_a_ledger(shop: str) -> None:
    with ledger_of(f"{shop}::sales.log") as (ledger, told):
        rows = ledger.con.execute(
            "SELECT event_id, ts::VARCHAR, type, coins, amount_minor, usd_cents, promo_id FROM events ORDER BY k"
        ).fetchall()
    assert rows == [
        ("1", "2025-06-01 12:00:00+00", "purchase", 70, 99, 99, None),
        ("2", "2025-06-02 00:00:00+00", "gift", 5, None, None, 'say "hi",\nall'),
    ]
    assert told.findings == ()


def test_a_view_is_read_and_without_a_name_it_is_the_one_called_as_ours(shop: str) -> None:
    with ledger_of(shop) as (ledger, _):
        assert column(ledger, "event_id") == ["1", "2"]


def test_a_table_that_is_not_there_is_told(shop: str) -> None:
    with pytest.raises(InputError, match=r"there is no table 'sales.logg'"), ledger_of(f"{shop}::sales.logg"):
        pass


def test_a_name_is_a_name_and_nothing_else(shop: str) -> None:
    hostile = f"{shop}::log;DROP_TABLE_sales.log"
    with pytest.raises(InputError), ledger_of(hostile):
        pass
    with ledger_of(f"{shop}::sales.log") as (ledger, _):
        assert column(ledger, "event_id") == ["1", "2"]


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    with (
        pytest.raises(InputError, match="the database cannot be read") as raised,
        ledger_of("postgresql://ann:secret@127.0.0.1:1/shop::events"),
    ):
        pass
    assert "secret" not in str(raised.value)
