"""Everything that is looked for, in the words a user reads."""

from __future__ import annotations

from typing import Final

from coinguard.ledger.reconcile.findings import Check

UNPARSED: Final = Check("unparsed_line", "set aside", "lines could not be parsed", "line could not be parsed")
UNUSABLE: Final = Check(
    "unusable_row",
    "set aside",
    "rows lack what every row needs, or hold it unreadably",
    "row lacks what every row needs, or holds it unreadably",
)
UNKNOWN_TYPE: Final = Check(
    "unknown_type", "set aside", "events are of a type that is not known", "event is of a type that is not known"
)
IMPOSSIBLE_TIME: Final = Check(
    "impossible_time", "set aside", "events lie at impossible times", "event lies at an impossible time"
)
NEGATIVE: Final = Check(
    "negative_quantity",
    "set aside",
    "events buy, grant or credit less than nothing",
    "event buys, grants or credits less than nothing",
)
SAME_TWICE: Final = Check("duplicate", "dropped", "rows repeat another row exactly", "row repeats another row exactly")
OTHER_TWICE: Final = Check(
    "conflicting_duplicate",
    "set aside",
    "rows share their id with a row that says something else",
    "row shares its id with a row that says something else",
)
UNREAD: Final = Check("unreadable_value", "left out", "values could not be read", "value could not be read")
SIGN: Final = Check(
    "negative_outflow",
    "noted",
    "amounts that go out are written below zero and were read as their size",
    "amount that goes out is written below zero and was read as its size",
)
FUTURE: Final = Check("future_time", "noted", "events lie in the future", "event lies in the future")
OUT_OF_ORDER: Final = Check(
    "out_of_order",
    "noted",
    "events stand behind later ones; they were put in order",
    "event stands behind a later one; it was put in order",
)
ORPHAN: Final = Check(
    "orphan_reference",
    "noted",
    "events name another event that is not in the ledger",
    "event names another event that is not in the ledger",
)
WRONG_KIND: Final = Check(
    "wrong_reference",
    "noted",
    "events name another event of the wrong type",
    "event names another event of the wrong type",
)
OTHER_ACCOUNT: Final = Check(
    "foreign_reference",
    "noted",
    "events name an event of another account",
    "event names an event of another account",
)
EARLY: Final = Check(
    "before_its_cause",
    "noted",
    "events are earlier than what they come from",
    "event is earlier than what it comes from",
)
OVER_REFUNDED: Final = Check(
    "refund_exceeds_purchase",
    "noted",
    "purchases have more taken back than was paid",
    "purchase has more taken back than was paid",
)
BEYOND_BALANCE: Final = Check(
    "gift_beyond_balance",
    "noted",
    "accounts, opened within the ledger, gave more coins than they ever got",
    "account, opened within the ledger, gave more coins than it ever got",
)
BEYOND_CREDIT: Final = Check(
    "payout_beyond_balance",
    "noted",
    "accounts, opened within the ledger, were paid out more diamonds than they ever got",
    "account, opened within the ledger, was paid out more diamonds than it ever got",
)
UNKNOWN_ACCOUNT: Final = Check(
    "unknown_account",
    "noted",
    "accounts have events but no row among the accounts",
    "account has events but no row among the accounts",
)
UNKNOWN_STREAM: Final = Check(
    "unknown_stream",
    "noted",
    "streams are named but have no row among the streams",
    "stream is named but has no row among the streams",
)
BEFORE_ACCOUNT: Final = Check(
    "before_account",
    "noted",
    "accounts have events from before they were opened",
    "account has events from before it was opened",
)
NO_CURRENCY: Final = Check("amount_without_currency", "noted", "amounts name no currency", "amount names no currency")
NO_DOLLARS: Final = Check(
    "currency_gap",
    "noted",
    "currencies have amounts without a value in dollars",
    "currency has amounts without a value in dollars",
)
