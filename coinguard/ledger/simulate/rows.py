"""What a simulated event is before it is written: one record of numbers, without a string in it.

Ledgers of 20 million events are made a day at a time as arrays of these records; names, currencies and codes become
strings only in the batch that is being written.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Events = NDArray[np.void]
"""Records of `EVENT`."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE: Final = -1
"""What stands for null in a whole-number field; a fractional one holds NaN."""

DAY: Final = 86_400_000
HOUR: Final = 3_600_000
MINUTE: Final = 60_000
"""Milliseconds."""


class Type(IntEnum):
    """What happened; the written name is the member's in lower case."""

    PURCHASE_ATTEMPT = 0
    PURCHASE = 1
    REFUND = 2
    CHARGEBACK = 3
    GIFT = 4
    DIAMOND_CREDIT = 5
    PAYOUT = 6
    PROMO = 7
    LOGIN = 8


class Channel(IntEnum):
    """Where a purchase was made."""

    WEB = 0
    IOS = 1
    ANDROID = 2
    OTHER = 3


class Status(IntEnum):
    """How it ended."""

    APPROVED = 0
    DECLINED = 1
    PENDING = 2
    REVERSED = 3


DECLINE_CODES: Final = ("insufficient_funds", "do_not_honor", "expired_card", "incorrect_cvc", "stolen_card")

EVENT: Final = np.dtype(
    [
        ("number", np.int64),
        ("ts", np.int64),
        ("type", np.int8),
        ("account", np.int32),
        ("counterparty", np.int32),
        ("stream", np.int32),
        ("coins", np.int64),
        ("diamonds", np.int64),
        ("amount", np.float64),
        ("currency", np.int8),
        ("usd", np.float64),
        ("channel", np.int8),
        ("status", np.int8),
        ("decline_code", np.int8),
        ("ref", np.int64),
        ("card", np.int64),
        ("bin_country", np.int8),
        ("payout", np.int64),
        ("device", np.int64),
        ("ip", np.int64),
        ("ip_country", np.int8),
        ("store_country", np.int8),
        ("promo", np.int32),
        ("referrer", np.int32),
    ]
)
"""One event. ``ts`` is in epoch milliseconds; countries and currencies are places in the economy's list of countries."""


def _empty() -> np.void:
    template = np.zeros(1, EVENT)
    for name in EVENT.names or ():
        template[name] = np.nan if EVENT[name].kind == "f" else NONE
    return template[0]  # type: ignore[no-any-return]


_EMPTY: Final = _empty()


def blank(count: int, **values: Any) -> Events:
    """Return that many events with every field null, but for the values given by field."""
    events = np.full(count, _EMPTY, EVENT)
    for name, value in values.items():
        events[name] = value
    return events
