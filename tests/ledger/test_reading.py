"""What a user's values become: times, money, quantities, words, and the order of events."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.errors import ConfigurationError, InputError
from coinguard.ledger.mapping import parse_mapping
from coinguard.ledger.schema import RANK_BITS, TABLES

from .rows import BUY, GIVE, column, event, ledger_of

NOON = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2025-06-01T12:00:00Z",
        "2025-06-01 12:00:00",
        "2025-06-01T14:00:00+02:00",
        "2025-06-01T07:00:00.000-0500",
        "2025-06-01 14:00:00 Europe/Berlin",
        "1748779200",
        "1748779200000",
        "1748779200000000",
        "1748779200000000000",
    ],
)
def test_one_instant_is_read_however_it_is_written(written: str) -> None:
    with ledger_of([event("a", written)]) as (ledger, told):
        assert column(ledger, "ts") == [NOON]
    assert told.findings == ()


def test_mixed_zones_in_one_column_are_each_read_for_themselves() -> None:
    rows = [
        event("a", "2025-06-01T14:00:00+02:00"),
        event("b", "2025-06-01T12:00:01Z"),
        event("c", "2025-06-01 12:00:02"),
    ]
    with ledger_of(rows) as (ledger, _):
        assert [time - NOON for time in column(ledger, "ts")] == [dt.timedelta(seconds=second) for second in range(3)]


def test_times_without_a_zone_are_of_the_zone_that_the_mapping_names() -> None:
    rows = [
        event("a", "2025-06-01 14:00:00"),
        event("b", "2025-06-01T12:00:00Z"),
        event("c", "2025-06-01 14:00:00+02:00"),
    ]
    with ledger_of(rows, time={"zone": "Europe/Berlin"}) as (ledger, _):
        assert column(ledger, "ts") == [NOON] * 3


def test_times_of_another_writing_are_read_by_the_format_that_the_mapping_names() -> None:
    with ledger_of([event("a", "01.06.2025 14:00")], time={"zone": "Europe/Berlin", "format": "%d.%m.%Y %H:%M"}) as (
        ledger,
        _,
    ):
        assert column(ledger, "ts") == [NOON]


def test_steps_of_a_simulation_are_days_from_an_origin() -> None:
    table = pa.table({"event_id": ["a"], "ts": [151], "type": ["login"], "account_id": ["ann"]})
    with ledger_of(table, time={"unit": "day", "origin": dt.date(2025, 1, 1)}) as (ledger, _):
        assert column(ledger, "ts") == [dt.datetime(2025, 6, 1, tzinfo=dt.UTC)]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("0.99", "USD", 99), ("1234.50", "eur", 123450), ("120", "JPY", 120), ("1.234", "KWD", 1234), ("0.005", "USD", 1)],
)
def test_money_is_whole_minor_units_of_its_currency(amount: str, currency: str, minor: int) -> None:
    row = event("a", type="purchase", amount=amount, currency=currency)
    for table in (None, float):
        given_row = row if table is None else {**row, "amount": float(amount)}
        events = pa.table({name: [value] for name, value in given_row.items()})
        with ledger_of(events) as (ledger, _):
            assert column(ledger, "amount_minor") == [minor]


def test_decimal_commas_are_read_where_the_mapping_says_so() -> None:
    row = event("a", type="purchase", amount="1.234,50", currency="EUR", usd="1.300,00")
    with ledger_of([row], money={"decimal": ","}) as (ledger, told):
        assert column(ledger, "amount_minor") == [123450]
        assert column(ledger, "usd_cents") == [130000]
    assert told.bad == 0


def test_amounts_in_dollars_need_no_second_column_and_others_take_the_rate_of_their_day() -> None:
    rows = [
        event("a", type="purchase", amount="2.00", currency="USD"),
        event("b", "2025-06-30", type="purchase", amount="10.00", currency="EUR"),
        event("c", "2025-07-01", type="purchase", amount="10.00", currency="EUR"),
        event("d", "2025-07-01", type="purchase", amount="1000", currency="JPY"),
        event("e", "2025-05-01", type="purchase", amount="10.00", currency="EUR"),
    ]
    rates = [
        {"currency": "EUR", "from": dt.date(2025, 7, 1), "usd": 1.2},
        {"currency": "EUR", "from": dt.date(2025, 6, 1), "usd": 1.1},
        {"currency": "JPY", "from": dt.date(2025, 6, 1), "usd": 0.007},
    ]
    with ledger_of(rows, money={"rates": rates}) as (ledger, told):
        assert dict(zip(column(ledger, "event_id"), column(ledger, "usd_cents"), strict=True)) == {
            "a": 200, "b": 1100, "c": 1200, "d": 700, "e": None,
        }  # fmt: skip
    assert told.count("currency_gap") == 1


def test_words_are_understood_in_any_capitals_and_as_the_mapping_says() -> None:
    rows = [event("a", type="TopUp", status=" Approved "), event("b", type="Gift", status="ok")]
    values = {"type": {"topup": "purchase"}, "status": {"OK": "approved"}}
    with ledger_of(rows, events={"values": values}) as (ledger, told):
        assert column(ledger, "type") == ["purchase", "gift"]
        assert column(ledger, "status") == ["approved", "approved"]
    assert told.findings == ()


def test_booleans_may_stand_for_words() -> None:
    events = pa.table({"id": ["a", "b"], "ts": [NOON, NOON], "cancelled": [True, False], "user": [7, 8]})
    columns = {"event_id": "id", "type": "cancelled", "account_id": "user"}
    values = {"type": {"true": "refund", "false": "purchase"}}
    with ledger_of(events, events={"columns": columns, "values": values}) as (ledger, _):
        assert column(ledger, "type") == ["refund", "purchase"]
        assert column(ledger, "account_id") == ["7", "8"]


def test_ids_that_became_decimal_numbers_by_a_gap_are_whole_again() -> None:
    frame = pd.DataFrame({"event_id": ["a", "b"], "ts": ["2025-06-01"] * 2, "type": ["login"] * 2, "account_id": [7.0, 8.0],
                          "counterparty_id": [9.0, None]})  # fmt: skip
    with ledger_of(frame) as (ledger, _):
        assert column(ledger, "account_id") == ["7", "8"]
        assert column(ledger, "counterparty_id") == ["9", None]


def test_constants_and_scales_fill_in_what_a_source_leaves_out() -> None:
    rows = [{"event_id": "a", "ts": "2025-06-01", "account_id": "ann", "coins": "1.25"}]
    mapping: dict[str, Any] = {"constants": {"type": "gift", "channel": "web"}, "scale": {"coins": 100}}
    with ledger_of(rows, events=mapping) as (ledger, _):
        assert (column(ledger, "type"), column(ledger, "channel"), column(ledger, "coins")) == (
            ["gift"],
            ["web"],
            [125],
        )


def test_rows_without_a_name_get_one_from_what_they_hold_wherever_they_stand() -> None:
    rows = [{"ts": f"2025-06-0{day}", "type": "login", "account_id": "ann"} for day in (1, 2, 2, 3)]
    names = []
    for order in (rows, rows[::-1]):
        with ledger_of(order, events={"make_event_id": True}) as (ledger, told):
            names.append(sorted(column(ledger, "event_id")))
        assert told.findings == () or {found.check.code for found in told.findings} == {"out_of_order"}
    assert names[0] == names[1]
    assert len(set(names[0])) == 4


@settings(max_examples=10)
@given(st.permutations(["b", "a", "c", "B", "é"]))
def test_events_of_one_millisecond_are_ranked_by_the_bytes_of_their_ids(ids: list[str]) -> None:
    later = event("z", "2025-06-01T12:00:00.001Z")
    with ledger_of([*(event(name, "2025-06-01T12:00:00Z") for name in ids), later]) as (ledger, _):
        assert column(ledger, "event_id") == ["B", "a", "b", "c", "é", "z"]
        ms = int(NOON.timestamp() * 1000)
        assert column(ledger, "k") == [*((ms << RANK_BITS) + rank for rank in range(5)), (ms + 1) << RANK_BITS]


def test_what_the_source_lacks_is_missing_by_the_name_a_user_knows() -> None:
    with ledger_of([event("a", **GIVE), event("b", **{**BUY, "currency": ""})]) as (ledger, _):
        assert {"card_fp", "accounts", "streams", "created_at", "currency"} <= ledger.missing
        assert not {"coins", "usd_cents", "account_id", "stream_id"} & ledger.missing - {"stream_id"}
        assert ledger.lacks("coins", "card_fp", "amount_minor") == ("card_fp",)
        assert ledger.lacks("diamonds", "usd_cents") == ("diamonds",)


def test_every_canonical_column_is_there_with_its_type() -> None:
    with ledger_of([event("a")], [{"account_id": "ann"}], [{"stream_id": "s"}]) as (ledger, _):
        for table, columns in TABLES.items():
            found = {name: kind for name, kind, *_ in ledger.con.execute(f"DESCRIBE {table}").fetchall()}
            expected = {one.name: one.sql_type.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for one in columns}
            assert found == expected | ({"k": "BIGINT"} if table == "events" else {})


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "arrow", "batch", "reader", "dataset"])
def test_every_kind_of_frame_gives_the_same_ledger(kind: str) -> None:
    table = pa.table(
        {
            "event_id": ["a", "b"],
            "ts": [NOON, NOON + dt.timedelta(seconds=1)],
            "type": pa.array(["purchase", "gift"]).dictionary_encode(),
            "account_id": ["ann", "ann"],
            "coins": [70, None],
            "amount": [0.99, None],
            "currency": ["USD", None],
        }
    )
    frames: dict[str, Any] = {
        "pandas": table.to_pandas(),
        "polars": pl.from_arrow(table),
        "lazy": pl.DataFrame(pl.from_arrow(table)).lazy(),
        "arrow": table,
        "batch": table.combine_chunks().to_batches()[0],
        "reader": table.to_reader(1),
        "dataset": pyarrow.dataset.dataset(table),
    }
    with ledger_of(frames[kind]) as (ledger, told):
        rows = ledger.con.execute(
            "SELECT event_id, type, coins, amount_minor, usd_cents FROM events ORDER BY k"
        ).fetchall()
    assert rows == [("a", "purchase", 70, 99, 99), ("b", "gift", None, None, None)]
    assert told.findings == ()


def test_object_columns_that_mix_kinds_are_judged_value_by_value() -> None:
    frame = pd.DataFrame(
        {
            "event_id": ["a", "b", "c"],
            "ts": ["2025-06-01", dt.datetime(2025, 6, 1, 14, tzinfo=dt.timezone(dt.timedelta(hours=2))), NOON],
            "type": ["purchase"] * 3,
            "account_id": ["ann", 7, b"bo"],
            "coins": [70, "many", None],
        }
    )
    with ledger_of(frame) as (ledger, told):
        assert column(ledger, "ts") == [dt.datetime(2025, 6, 1, tzinfo=dt.UTC), NOON, NOON]
        assert sorted(column(ledger, "account_id")) == ["7", "ann", "bo"]
    assert [each.note for each in told.findings[0].examples] == ["coins=many"]


def test_row_numbers_are_those_of_the_source_also_in_a_large_table() -> None:
    count = 300_000  # several of the engine's row groups, read by several threads
    ids = pa.array([f"e{number}" for number in range(count)])
    start = int(NOON.timestamp() * 1000)
    coins = ["7"] * count
    coins[250_000] = "x"
    table = pa.table(
        {
            "event_id": ids,
            "ts": pa.array(range(start, start + count), pa.timestamp("ms", "UTC")),
            "type": pa.array(["gift"] * count),
            "account_id": ids,
            "coins": coins,
            "currency": pa.array([("eur", "JPY", " usd", "GBP")[number % 4] for number in range(count)]),
        }
    )
    with ledger_of(table) as (ledger, told):
        assert ledger.con.execute("SELECT count(*) FROM events WHERE currency = 'EUR'").fetchall() == [(count // 4,)]
        assert {(found.check.code, found.count) for found in told.findings} == {("unreadable_value", 1)}
        assert [(each.row, each.id) for each in told.findings[0].examples] == [(250_001, "e250000")]


def test_missing_required_columns_are_named_with_what_there_is() -> None:
    with pytest.raises(InputError) as raised, ledger_of([{"id": "1", "time": "2", "user": "3"}]):
        pass
    assert "events need a column event_id and ts and type and account_id; there are 'id', 'time', 'user'" in str(
        raised.value
    )
    assert "[events.columns]" in str(raised.value.hint)


def test_a_mapped_column_that_is_not_there_is_told_with_the_nearest_one() -> None:
    mapping = {"columns": {"event_id": "transacton"}}
    with (
        pytest.raises(InputError, match="no column 'transacton'") as raised,
        ledger_of([event("a", transaction="1")], events=mapping),
    ):
        pass
    assert raised.value.hint == "Did you mean 'transaction'?"


@pytest.mark.parametrize(
    ("mapping", "problem", "hint"),
    [
        ({"event": {}}, "there is no section 'event'", "Did you mean 'events'?"),
        ({"events": {"colums": {}}}, "there is no part 'colums'", "Did you mean 'columns'?"),
        ({"events": {"columns": {"event": "x"}}}, "there is no column 'event'", "Did you mean 'event_id'?"),
        ({"events": {"values": {"type": {"buy": "purchse"}}}}, "type cannot be 'purchse'", "Did you mean 'purchase'?"),
        ({"events": {"constants": {"currency": "EURO"}}}, "'EURO' is no currency of ISO 4217", "Write it like 'EUR'"),
        (
            {"events": {"columns": {"coins": "c"}, "constants": {"coins": 1}}},
            "'coins' is a constant as well",
            "Keep one",
        ),
        ({"events": {"scale": {"coins": 0}}}, "0 is no number above zero", None),
        ({"events": {"scale": {"type": 2}}}, "type is no number", "Scale coins"),
        ({"events": {"make_event_id": "yes"}}, "'yes' is neither true nor false", None),
        ({"accounts": {"make_event_id": True}}, "there is no part 'make_event_id'", "There are"),
        ({"time": {"zone": "Europe/Berln"}}, "there is no time zone 'Europe/Berln'", "Did you mean 'Europe/Berlin'?"),
        ({"time": {"unit": "days"}}, "it cannot be 'days'", "Did you mean 'day'?"),
        ({"time": {"format": "iso"}}, "'iso' is no time format", None),
        ({"money": {"decimal": ";"}}, "it cannot be ';'", "There are"),
        ({"money": {"rates": [{"currency": "EUR", "usd": 1.1}]}}, "None is no day like", None),
        (
            {"money": {"rates": [{"currency": "EUR", "from": dt.date(2025, 1, 1), "usd": -1}]}},
            "-1 is no rate above",
            None,
        ),
    ],
)
def test_a_wrong_mapping_says_where_and_what_may_have_been_meant(mapping: Any, problem: str, hint: str | None) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse_mapping(mapping, "map.toml")
    assert problem in raised.value.problem
    assert str(raised.value.where).startswith("map.toml")
    assert raised.value.hint is None if hint is None else hint in str(raised.value.hint)


def test_a_misspelt_optional_column_is_pointed_out() -> None:
    with ledger_of([event("a", card_fpp="x")]) as (_, told):
        assert told.notes == ("events: the column 'card_fpp' is not read; did you mean card_fp?",)
