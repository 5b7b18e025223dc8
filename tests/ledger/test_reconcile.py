"""What cannot be in a ledger is told with its rows, and the rest is used."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.errors import InputError
from coinguard.ledger.reconcile import Reconciliation

from .rows import BUY, GIVE, column, event, ledger_of

OPENED = [{"account_id": "ann", "created_at": "2025-06-01T00:00:00Z"}, {"account_id": "creator"}]


def codes(told: Reconciliation) -> dict[str, int]:
    return {found.check.code: found.count for found in told.findings}


def test_a_clean_ledger_has_nothing_to_tell() -> None:
    rows = [
        event("t", type="purchase_attempt", coins="70", amount="0.99", currency="USD", status="approved"),
        event("b", "2025-06-01T10:00:01Z", **BUY, ref_event_id="t"),
        event("g", "2025-06-01T10:05:00Z", **GIVE),
        event("r", "2025-06-02T10:00:00Z", **{**BUY, "type": "refund"}, ref_event_id="b"),
    ]
    with ledger_of(rows, OPENED) as (ledger, told):
        assert told.findings == ()
        assert (told.bad, told.rows) == (0, {"events": 4, "accounts": 2})
        assert column(ledger, "event_id") == ["t", "b", "g", "r"]


@pytest.mark.parametrize(
    ("row", "code", "note"),
    [
        (event("", "2025-06-02"), "unusable_row", "no event_id"),
        (event("x", "yesterday"), "unusable_row", "unreadable: ts=yesterday"),
        (event("x", "2025-06-02", ""), "unusable_row", "no account_id"),
        (event("x", "2025-06-02", type=""), "unusable_row", "no type"),
        (event("x", "2025-06-02", type="gft"), "unknown_type", "type=gft"),
        (event("x", "1970-01-01"), "impossible_time", "1970-01-01 00:00"),
        (event("x", "9999-12-31"), "impossible_time", "9999-12-31 00:00"),
        (event("x", "2025-06-02", **{**BUY, "coins": "-70"}), "negative_quantity", "purchase, coins -70"),
    ],
)
def test_rows_that_cannot_be_used_are_set_aside_and_the_rest_is_used(row: dict[str, Any], code: str, note: str) -> None:
    with ledger_of([event("a"), row, event("z", "2025-06-03")]) as (ledger, told):
        assert column(ledger, "event_id") == ["a", "z"]
        stored = ledger.con.execute("SELECT action, row, note, content FROM findings").fetchall()
    assert codes(told) == {code: 1}
    assert [(action, place, why) for action, place, why, _ in stored] == [("set aside", 2, note)]
    assert row["account_id"] in stored[0][3]  # nothing of the row is lost
    assert told.bad == 1


@pytest.mark.parametrize("value", ["x", "7O", "1e999", "12.5", "--1", "99999999999999999999"])
def test_a_value_that_cannot_be_read_is_left_out_and_its_row_is_used(value: str) -> None:
    with ledger_of([event("a", **{**GIVE, "coins": value}), event("b", "2025-06-02", **GIVE)]) as (ledger, told):
        assert column(ledger, "coins") == [None, 5]
    assert [(found.check.code, found.check.action) for found in told.findings] == [("unreadable_value", "left out")]
    assert [each.note for each in told.findings[0].examples] == [f"coins={value}"]
    assert told.bad == 1


def test_an_unknown_currency_takes_its_amount_along_and_leaves_the_dollars() -> None:
    with ledger_of([event("a", **{**BUY, "currency": "XQX"}), event("b", "2025-06-02", **BUY)]) as (ledger, told):
        assert column(ledger, "currency") == [None, "USD"]
        assert column(ledger, "amount_minor") == [None, 99]
        assert column(ledger, "usd_cents") == [99, 99]
    assert codes(told) == {"unreadable_value": 1}
    assert told.notes == ("events: 'XQX' is no currency that is known (1 row).",)


def test_an_unknown_word_is_told_with_what_may_have_been_meant() -> None:
    rows = [event("a", type="puchase"), event("b", type="puchase"), event("c")]
    with ledger_of(rows) as (_, told):
        assert told.notes == ("events: 'puchase' is no type that is known (2 rows). Did you mean 'purchase'?",)


def test_a_row_that_stands_twice_is_counted_once() -> None:
    with ledger_of([event("a", **BUY), event("b", "2025-06-02"), event("a", **BUY), event("a", **BUY)]) as (
        ledger,
        told,
    ):
        assert column(ledger, "event_id") == ["a", "b"]
    assert codes(told) == {"duplicate": 2}
    assert told.bad == 0


def test_rows_that_differ_in_what_cannot_be_read_are_not_the_same() -> None:
    with ledger_of([event("a", **{**GIVE, "coins": "7O"}), event("a", **{**GIVE, "coins": "8O"})]) as (_, told):
        assert codes(told) == {"conflicting_duplicate": 1, "unreadable_value": 1}


@settings(max_examples=10)
@given(st.permutations(range(4)))
def test_of_rows_that_share_an_id_the_same_one_is_kept_in_any_order(order: list[int]) -> None:
    rows = [
        event("a", **BUY),
        event("a", **{**BUY, "coins": "350"}),
        event("a", "2025-06-03"),
        event("b", "2025-06-04"),
    ]
    with ledger_of(rows) as (first, _), ledger_of([rows[place] for place in order]) as (ledger, told):
        assert column(first, "event_id") == ["a", "b"]
        assert column(ledger, "coins") == column(first, "coins")
    assert told.count("conflicting_duplicate") == 2


def test_amounts_that_go_out_may_be_written_below_zero() -> None:
    rows = [event("b", **BUY), event("r", "2025-06-02", **{**BUY, "type": "refund", "amount": "-0.99", "usd": "-0.99"})]
    with ledger_of(rows) as (ledger, told):
        assert column(ledger, "usd_cents") == [99, 99]
        assert column(ledger, "amount_minor") == [99, 99]
    assert codes(told) == {"negative_outflow": 1}
    assert told.bad == 0


def refund(event_id: str, ts: str = "2025-06-02", **rest: Any) -> dict[str, Any]:
    return event(event_id, ts, **{**BUY, "type": "refund", "ref_event_id": "b", **rest})


@pytest.mark.parametrize(
    ("rows", "code", "note"),
    [
        ([refund("r", ref_event_id="gone")], "orphan_reference", "refund names gone"),
        ([refund("r", ref_event_id="l")], "wrong_reference", "refund names a login"),
        ([refund("r", account_id="bob")], "foreign_reference", "refund names an event of ann"),
        ([refund("r", "2025-05-02")], "before_its_cause", "refund earlier than its purchase"),
        ([refund("r", amount="1.00")], "refund_exceeds_purchase", "1.00 of 0.99 USD"),
        ([refund("r"), refund("s", "2025-06-03")], "refund_exceeds_purchase", "1.98 of 0.99 USD"),
        ([refund("r", amount="", currency="", usd="1.50")], "refund_exceeds_purchase", "1.50 of 0.99 USD"),
    ],
)
def test_references_that_cannot_be_are_noted_and_used(rows: list[dict[str, Any]], code: str, note: str) -> None:
    with ledger_of([event("b", **BUY), event("l", "2025-06-01T10:00:01Z"), *rows]) as (ledger, told):
        assert len(column(ledger, "event_id")) == 2 + len(rows)
    found = [one for one in told.findings if one.check.code == code]
    assert [each.note for one in found for each in one.examples] == [note]
    assert {one.check.action for one in told.findings} == {"noted"}


def test_a_declined_refund_takes_nothing_back() -> None:
    with ledger_of([event("b", **BUY), refund("r", status="declined"), refund("s", "2025-06-03")]) as (_, told):
        assert told.findings == ()


def test_giving_more_than_was_ever_there_is_told_of_accounts_opened_within_the_ledger() -> None:
    rows = [
        event("l", "2025-05-31"),
        event("b", **BUY),
        event("g", "2025-06-02", **{**GIVE, "coins": "60"}),
        event("h", "2025-06-03", **{**GIVE, "coins": "60"}),
        event("c", "2025-06-04", **BUY),
    ]
    with ledger_of([*rows[1:], event("l", "2025-05-31", "creator")], OPENED) as (_, told):
        found = next(one for one in told.findings if one.check.code == "gift_beyond_balance")
        assert [(each.row, each.id, each.account_id, each.note) for each in found.examples] == [
            (3, "h", "ann", "down to -50 coins")
        ]
    older = [{"account_id": "ann", "created_at": "2020-01-01"}, OPENED[1]]
    for accounts in (older, None):  # what an older account had before the first row is unknown
        with ledger_of(rows, accounts) as (_, told):
            assert told.count("gift_beyond_balance") == 0


def test_a_purchase_of_unknown_size_makes_a_balance_unknown() -> None:
    rows = [event("b", **{**BUY, "coins": ""}), event("g", "2025-06-02", **GIVE), event("l", "2025-05-01", "creator")]
    with ledger_of(rows, OPENED) as (_, told):
        assert told.count("gift_beyond_balance") == 0


def test_paying_out_more_diamonds_than_were_credited_is_told() -> None:
    rows = [
        event("d", type="diamond_credit", diamonds="10", counterparty_id="creator"),
        event("p", "2025-06-02", type="payout", diamonds="11", usd="0.06"),
        event("l", "2025-05-01", "creator"),
    ]
    with ledger_of(rows, OPENED) as (_, told):
        assert codes(told)["payout_beyond_balance"] == 1


def test_accounts_and_streams_that_have_no_row_are_told() -> None:
    rows = [event("a", account_id="eve", stream_id="s9"), event("b", "2025-06-02", "eve"), event("c", "2025-06-03")]
    with ledger_of(rows, OPENED, [{"stream_id": "s1"}]) as (_, told):
        found = {one.check.code: one.examples for one in told.findings}
        assert [(each.account_id, each.note) for each in found["unknown_account"]] == [("eve", "2 events")]
        assert [(each.id, each.note) for each in found["unknown_stream"]] == [("s9", "1 event")]


def test_events_from_before_an_account_was_opened_are_told() -> None:
    with ledger_of([event("a", "2025-05-30")], OPENED) as (_, told):
        assert codes(told) == {"before_account": 1}


def test_events_out_of_order_are_put_in_order_and_counted() -> None:
    rows = [event("c", "2025-06-03"), event("a", "2025-06-01"), event("b", "2025-06-02")]
    with ledger_of(rows) as (ledger, told):
        assert column(ledger, "event_id") == ["a", "b", "c"]
    assert codes(told) == {"out_of_order": 1}


def test_amounts_without_a_currency_and_currencies_without_dollars_are_told() -> None:
    rows = [
        event("a", **{**BUY, "currency": "", "usd": ""}),
        event("b", "2025-06-02", **{**BUY, "currency": "EUR", "usd": ""}),
        event("c", "2025-06-03", **{**BUY, "currency": "EUR", "usd": ""}),
        event("d", "2025-06-04", **BUY),
    ]
    with ledger_of(rows) as (_, told):
        found = {one.check.code: one for one in told.findings}
        assert found["amount_without_currency"].count == 1
        assert [each.note for each in found["currency_gap"].examples] == ["2 amounts in EUR"]


def test_a_ledger_of_which_no_row_can_be_used_is_an_error_that_says_why() -> None:
    with (
        pytest.raises(InputError, match=r"none of the 2 rows can be used; the first: unreadable: ts=morning"),
        ledger_of([event("a", "morning"), event("b", "evening")]),
    ):
        pass
    with (
        pytest.raises(InputError, match="none of the 1 rows can be used") as raised,
        ledger_of([event("a", type="gfit")]),
    ):
        pass
    assert "Did you mean 'gift'?" in str(raised.value.hint)


def test_accounts_that_stand_twice_or_lack_a_name_are_reconciled_too() -> None:
    accounts = [
        *OPENED,
        OPENED[0],
        {"account_id": "", "created_at": "2025-01-01"},
        {"account_id": "bob", "age_band": "teen"},
    ]
    with ledger_of([event("a")], accounts) as (ledger, told):
        assert sorted(column(ledger, "account_id", "accounts")) == ["ann", "bob", "creator"]
    assert {(found.table, found.check.code) for found in told.findings} == {
        ("accounts", "duplicate"),
        ("accounts", "unusable_row"),
        ("accounts", "unreadable_value"),
    }


ODD = st.one_of(
    st.sampled_from(
        ["", " ", "NULL", "gift", "purchase", "refund", "-1", "0", "1e5", "2025-06-01", "USD", "a", "b", "ann"]
    ),
    st.text(max_size=8),
)


ODD_COLUMNS = ("event_id", "ts", "type", "account_id", "coins", "amount", "currency", "usd", "ref_event_id", "status")


@settings(max_examples=40)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ODD_COLUMNS, ODD)), max_size=8))
def test_no_row_is_lost_whatever_it_holds(rows: list[dict[str, str]]) -> None:
    usable = event("anchor", "2025-06-01")
    with ledger_of([usable, *rows]) as (ledger, told):
        kept = len(column(ledger, "event_id"))
    gone = sum(found.count for found in told.findings if found.check.action in ("set aside", "dropped"))
    assert kept + gone == 1 + len(rows)
