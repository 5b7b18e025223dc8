"""Simulated records as Arrow tables in the columns of a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from coinguard.ledger.simulate.names import names
from coinguard.ledger.simulate.people import AGE_BANDS
from coinguard.ledger.simulate.rows import DECLINE_CODES, Channel, Events, Ints, Status, Type
from coinguard.ledger.simulate.streams import Streams
from coinguard.ledger.simulate.world import World

_INSTANT: Final = pa.timestamp("us", tz="UTC")
_LETTERS: Final = {"e": 9, "a": 6, "s": 6, "c": 8, "p": 6, "d": 7, "i": 8}
"""Letters of a name, by its prefix: event, account, stream, card, payout destination, device, address."""

EVENTS: Final = pa.schema(
    [
        pa.field("event_id", pa.string()),
        pa.field("ts", _INSTANT),
        pa.field("type", pa.string()),
        pa.field("account_id", pa.string()),
        pa.field("counterparty_id", pa.string()),
        pa.field("stream_id", pa.string()),
        pa.field("coins", pa.int64()),
        pa.field("diamonds", pa.int64()),
        pa.field("amount", pa.float64()),
        pa.field("currency", pa.string()),
        pa.field("usd", pa.float64()),
        pa.field("channel", pa.string()),
        pa.field("status", pa.string()),
        pa.field("decline_code", pa.string()),
        pa.field("ref_event_id", pa.string()),
        pa.field("card_fp", pa.string()),
        pa.field("bin_country", pa.string()),
        pa.field("payout_fp", pa.string()),
        pa.field("device_id", pa.string()),
        pa.field("ip_hash", pa.string()),
        pa.field("ip_country", pa.string()),
        pa.field("store_country", pa.string()),
        pa.field("promo_id", pa.string()),
        pa.field("referrer_id", pa.string()),
    ]
)


def name(prefix: str, numbers: np.ndarray[Any, Any]) -> pa.Array:
    """Return names of what the prefix stands for; a negative number is null."""
    return names(prefix, np.asarray(numbers, np.int64), _LETTERS[prefix])


def event_table(world: World, events: Events) -> pa.Table:
    """Return events as a table of `EVENTS`, in their order."""
    countries, currencies = world.economy.countries, world.economy.currencies
    columns = {
        "event_id": name("e", events["number"]),
        "ts": _instants(events["ts"]),
        "type": _words([kind.name.lower() for kind in Type], events["type"]),
        "account_id": name("a", events["account"]),
        "counterparty_id": name("a", events["counterparty"]),
        "stream_id": name("s", events["stream"]),
        "coins": _whole(events["coins"]),
        "diamonds": _whole(events["diamonds"]),
        "amount": pa.array(events["amount"], mask=np.isnan(events["amount"])),
        "currency": _words(currencies, events["currency"]),
        "usd": pa.array(events["usd"], mask=np.isnan(events["usd"])),
        "channel": _words([channel.name.lower() for channel in Channel], events["channel"]),
        "status": _words([status.name.lower() for status in Status], events["status"]),
        "decline_code": _words(DECLINE_CODES, events["decline_code"]),
        "ref_event_id": name("e", events["ref"]),
        "card_fp": name("c", events["card"]),
        "bin_country": _words(countries, events["bin_country"]),
        "payout_fp": name("p", events["payout"]),
        "device_id": name("d", events["device"]),
        "ip_hash": name("i", events["ip"]),
        "ip_country": _words(countries, events["ip_country"]),
        "store_country": _words(countries, events["store_country"]),
        "promo_id": _words(
            [f"promo-{number}" for number in range(int(events["promo"].max(initial=0)) + 1)], events["promo"]
        ),
        "referrer_id": name("a", events["referrer"]),
    }
    return pa.table(columns, schema=EVENTS)


def account_table(world: World) -> pa.Table:
    """Return the accounts, in the order of their names."""
    people = world.people
    table = pa.table(
        {
            "account_id": name("a", np.arange(world.accounts)),
            "created_at": _instants(people.created),
            "age_band": _words(AGE_BANDS, people.age),
            "home_country": _words(world.economy.countries, people.country),
            "followers": pa.array(people.followers),
            "role": _words(("viewer", "creator"), people.creator.astype(np.int8)),
        }
    )
    return table.sort_by("account_id")


def stream_table(streams: Streams) -> pa.Table:
    """Return streams as a table, in their order."""
    return pa.table(
        {
            "stream_id": name("s", streams.number),
            "creator_id": name("a", streams.creator),
            "started_at": _instants(streams.started),
            "duration_s": pa.array(streams.duration // 1000),
            "viewers": pa.array(streams.viewers),
        }
    )


def _instants(milliseconds: Ints) -> pa.Array:
    return pa.array(milliseconds * 1000, pa.int64()).cast(_INSTANT)


def _whole(values: Ints) -> pa.Array:
    return pa.array(values, mask=values < 0)


def _words(words: Sequence[str], places: np.ndarray[Any, Any]) -> pa.Array:
    """Return the words at those places; a negative place is null."""
    return pa.array(words, pa.string()).take(pa.array(places.astype(np.int64), mask=places < 0))
