"""Small, hostile ledgers for property tests: few accounts, cards and moments, so that everything collides."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from coinguard.ledger.schema import AGE_BANDS, EVENT_TYPES, TABLES, create_table_sql
from tests.ledger.oracle_windows import order_keys

Row = dict[str, Any]
START = 1_767_571_200_000
"""A midnight."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

_accounts = st.sampled_from(["ann", "bob", "cid", "dee"])
_moments = st.sampled_from(
    [
        0,
        1,
        10 * MINUTE - 1,
        10 * MINUTE,
        10 * MINUTE + 1,
        HOUR - 1,
        HOUR,
        DAY - 1,
        DAY,
        7 * DAY - 1,
        7 * DAY,
        7 * DAY + 1,
        15 * DAY,
    ]
) | st.integers(0, 40 * DAY)


def _maybe(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, *values])


_event = st.fixed_dictionaries(
    {
        "ms": _moments,
        "type": st.sampled_from(EVENT_TYPES) | st.sampled_from(["purchase", "gift", "purchase_attempt"]),
        "account_id": _accounts,
        "counterparty_id": st.none() | _accounts,
        "stream_id": _maybe("live"),
        "coins": st.sampled_from([None, 0, 1, 59, 60, 70, 100, 350, 7000]),
        "diamonds": _maybe(0, 35, 3500),
        "amount_minor": _maybe(99, 9999),
        "currency": _maybe("USD", "JPY"),
        "usd_cents": st.sampled_from([None, 0, 99, 499, 9999]),
        "channel": _maybe("web", "ios"),
        "status": st.sampled_from([None, "approved", "approved", "approved", "declined", "pending", "reversed"]),
        "decline_code": _maybe("stolen_card", "insufficient_funds"),
        "ref": st.none() | st.integers(0, 11),
        "card_fp": _maybe("c1", "c2", "c3"),
        "bin_country": _maybe("US", "TR"),
        "payout_fp": _maybe("p1"),
        "device_id": _maybe("d1", "d2"),
        "ip_hash": _maybe("i1"),
        "ip_country": _maybe("US", "TR"),
        "store_country": _maybe("US", "TR"),
        "promo_id": _maybe("welcome"),
        "referrer_id": st.none() | _accounts,
    }
)


@st.composite
def ledgers(draw: st.DrawFn, most: int = 12) -> tuple[list[Row], list[Row]]:
    """Draw the events, with their order keys, and the accounts of a small ledger."""
    events = draw(st.lists(_event, max_size=most))
    names = draw(st.permutations([f"e{place:02d}" for place in range(len(events))]))
    keys = order_keys([(START + event["ms"], name) for event, name in zip(events, names, strict=True)])
    for event, name, k in zip(events, names, keys, strict=True):
        ref = event.pop("ref")
        event["ref_event_id"] = names[ref] if ref is not None and ref < len(names) else None
        event["ts"] = (START + event.pop("ms")) * 1000
        event |= {"event_id": name, "k": k}
    accounts = [
        {
            "account_id": account,
            "created_at": (START - draw(st.integers(-DAY, 400 * DAY))) * 1000,
            "age_band": draw(_maybe(*AGE_BANDS)),
            "home_country": draw(_maybe("US", "TR")),
            "followers": draw(_maybe(0, 1000)),
            "role": draw(_maybe("viewer", "creator")),
        }
        for account in draw(st.lists(_accounts, unique=True))
    ]
    return events, accounts


@st.composite
def gift_ledgers(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Draw gifts among five accounts, mostly passed on by whoever got the one before, so that paths and loops are common."""
    waits = draw(st.lists(st.sampled_from([0, 20 * MINUTE, HOUR, HOUR + 1, DAY, 3 * DAY]), min_size=6, max_size=16))
    moments = [sum(waits[: place + 1]) for place in range(len(waits))]
    ids = draw(st.permutations([f"e{place:02d}" for place in range(len(moments))]))
    keys = order_keys([(START + ms, name) for ms, name in zip(moments, ids, strict=True)])
    whole = {column.name: None for column in TABLES["events"]}
    events, giver = [], 0
    for ms, name, k in zip(moments, ids, keys, strict=True):
        receiver = (giver + draw(st.sampled_from([1, 1, 1, 1, 0, 2, 4]))) % 5
        about = {
            "event_id": name,
            "k": k,
            "ts": (START + ms) * 1000,
            "type": "gift",
            "coins": draw(st.integers(1, 900)),
        }
        events.append(whole | about | {"account_id": "abcde"[giver], "counterparty_id": "abcde"[receiver]})
        giver = draw(st.sampled_from([receiver, receiver, receiver, giver, 0]))
    return events, []


def load(con: duckdb.DuckDBPyConnection, events: list[Row], accounts: list[Row]) -> None:
    """Make the canonical tables of a small ledger."""
    kinds = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "TIMESTAMPTZ": pa.timestamp("us", tz="UTC")}
    for table, rows in {"events": events, "accounts": accounts, "streams": []}.items():
        fields = [(column.name, kinds[column.sql_type]) for column in TABLES[table]]  # type: ignore[index]
        if table == "events":
            fields.append(("k", pa.int64()))
        con.execute(create_table_sql(table).replace("CREATE TABLE", "CREATE OR REPLACE TABLE"))  # type: ignore[arg-type]
        con.register("handed_in", pa.Table.from_pylist(rows, schema=pa.schema(fields)))
        con.execute(f"INSERT INTO {table} SELECT * FROM handed_in")
        con.unregister("handed_in")
