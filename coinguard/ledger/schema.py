"""The canonical columns of a ledger: names, types, what is required, and which words a column may hold.

A ledger comes in with its own names and words; :mod:`coinguard.ledger.mapping` says which of them are meant. What detectors
read has the columns below under ``name``. Where a user's table holds money as a decimal number it is called ``given``:
``amount`` comes in, ``amount_minor`` goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "code", "word", "time", "whole", "money"]
"""How a column is read.

``text`` as it is, ``code`` as an upper-case country or currency code, ``word`` as one of an enumeration, ``time`` as an instant,
``whole`` as an integer, ``money`` as a decimal number that becomes integer minor units.
"""

TableName = Literal["events", "accounts", "streams"]

SQL_TYPES: Final[dict[Kind, str]] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "word": "VARCHAR",
    "time": "TIMESTAMPTZ",
    "whole": "BIGINT",
    "money": "BIGINT",
}

EVENT_TYPES: Final = (
    "purchase_attempt",
    "purchase",
    "refund",
    "chargeback",
    "gift",
    "diamond_credit",
    "payout",
    "promo",
    "login",
)
CHANNELS: Final = ("web", "ios", "android", "other")
STATUSES: Final = ("approved", "declined", "pending", "reversed")
AGE_BANDS: Final = ("13-15", "16-17", "18-24", "25-34", "35-49", "50+", "unknown")
ROLES: Final = ("viewer", "creator")

MINOR_AGE_BANDS: Final = ("13-15", "16-17")
"""Age bands of people who may not buy coins (the platform's terms: 18 and over)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column."""

    name: str
    """Its name in the canonical table."""
    kind: Kind
    """How it is read."""
    meaning: str
    """What it holds, in a few words."""
    required: bool = False
    """Whether a row without it cannot be used."""
    words: tuple[str, ...] = ()
    """The words it may hold; empty when any text is allowed."""
    source_name: str | None = None
    """Its name in a user's table, where that differs."""

    @property
    def given(self) -> str:
        """Its name in a user's table."""
        return self.source_name or self.name

    @property
    def sql_type(self) -> str:
        """Its type in the canonical table."""
        return SQL_TYPES[self.kind]


EVENTS: Final = (
    Column("event_id", "text", "a name for the row, unlike any other", required=True),
    Column("ts", "time", "when it happened", required=True),
    Column("type", "word", "what happened", required=True, words=EVENT_TYPES),
    Column("account_id", "text", "whose account it happened on", required=True),
    Column("counterparty_id", "text", "the receiver of a gift, or the giver behind a diamond credit"),
    Column("stream_id", "text", "the live stream it happened in"),
    Column("coins", "whole", "coins bought, granted, spent or taken back"),
    Column("diamonds", "whole", "diamonds credited or paid out"),
    Column("amount_minor", "money", "money, in the currency beside it", source_name="amount"),
    Column("currency", "code", "currency of the money (ISO 4217)"),
    Column("usd_cents", "money", "the same money in US dollars", source_name="usd"),
    Column("channel", "word", "where it was bought", words=CHANNELS),
    Column("status", "word", "what became of it", words=STATUSES),
    Column("decline_code", "text", "why a payment was declined"),
    Column("ref_event_id", "text", "a purchase's attempt, or a refund's or chargeback's purchase"),
    Column("card_fp", "text", "fingerprint of the card paid with"),
    Column("bin_country", "code", "country of the card's issuer"),
    Column("payout_fp", "text", "fingerprint of the account paid out to"),
    Column("device_id", "text", "the device it was done on"),
    Column("ip_hash", "text", "the network address it came from, hashed"),
    Column("ip_country", "code", "country of that address"),
    Column("store_country", "code", "country of the store it was bought in"),
    Column("promo_id", "text", "the promotion behind granted coins"),
    Column("referrer_id", "text", "the account that referred this one"),
)

ACCOUNTS: Final = (
    Column("account_id", "text", "a name for the account", required=True),
    Column("created_at", "time", "when it was opened"),
    Column("age_band", "word", "age of its holder, in bands", words=AGE_BANDS),
    Column("home_country", "code", "country of its holder"),
    Column("followers", "whole", "how many follow it"),
    Column("role", "word", "whether it watches or streams", words=ROLES),
)

STREAMS: Final = (
    Column("stream_id", "text", "a name for the stream", required=True),
    Column("creator_id", "text", "the account that streamed"),
    Column("started_at", "time", "when it began"),
    Column("duration_s", "whole", "how long it lasted, in seconds"),
    Column("viewers", "whole", "how many watched"),
)

TABLES: Final[dict[TableName, tuple[Column, ...]]] = {"events": EVENTS, "accounts": ACCOUNTS, "streams": STREAMS}

KEY_COLUMNS: Final[dict[TableName, str]] = {"events": "event_id", "accounts": "account_id", "streams": "stream_id"}
"""The column that tells one row of a table from another."""

ORDER_KEY: Final = "k"
"""The events' order: milliseconds since 1970 shifted left by ``RANK_BITS``, plus the rank of ``event_id`` (by its bytes) among
the events of that millisecond. One 64-bit integer, so that every engine sorts alike."""
RANK_BITS: Final = 20
MAX_EVENTS_PER_MS: Final = 1 << RANK_BITS
"""Events of one millisecond that the order key can tell apart."""

EARLIEST: Final = "1990-01-01"
LATEST: Final = "2100-01-01"
"""An event before or after these is impossible: what an empty, broken or overflowing clock writes."""


def given_name(name: str) -> str:
    """Return what a canonical column is called in a user's table: ``amount`` for ``amount_minor``.

    >>> given_name("usd_cents"), given_name("card_fp")
    ('usd', 'card_fp')
    """
    for columns in TABLES.values():
        for column in columns:
            if column.name == name:
                return column.given
    return name


def create_table_sql(table: TableName) -> str:
    """Return the statement that makes an empty canonical table; the events' has the order key too."""
    columns = [f"{column.name} {column.sql_type}" for column in TABLES[table]]
    if table == "events":
        columns.append(f"{ORDER_KEY} BIGINT")
    return f"CREATE TABLE {table} ({', '.join(columns)})"
