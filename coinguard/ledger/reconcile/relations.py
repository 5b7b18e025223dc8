"""What shows only between rows: references, sums, balances, and rows of other tables. All of it is noted, none set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coinguard.ledger.expressions import units
from coinguard.ledger.reconcile import checks
from coinguard.ledger.reconcile.findings import Book, Check
from coinguard.ledger.reconcile.rows import kept

if TYPE_CHECKING:
    import duckdb

_NAMED: Final = {"purchase": "purchase_attempt", "refund": "purchase", "chargeback": "purchase"}
"""What the event is that an event of a type names."""


def counted(count: str, what: str) -> str:
    """Return SQL for a number with its noun."""
    return f"{count} || CASE WHEN {count} = 1 THEN ' {what}' ELSE ' {what}s' END"


def check_order(book: Book) -> None:
    """Record events that stand behind later ones, and those that lie in the future."""
    columns = "row, event_id AS id, account_id, strftime(ts AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S') AS note"
    book.record(checks.FUTURE, "events", f"SELECT {columns} FROM {kept('events')} WHERE ts > now() + INTERVAL 1 DAY")
    book.record(
        checks.OUT_OF_ORDER,
        "events",
        f"SELECT {columns} FROM (SELECT row, event_id, account_id, ts, lag(ts) OVER () AS before FROM {kept('events')})"
        " WHERE ts < before",
    )


def check_references(con: duckdb.DuckDBPyConnection, book: Book) -> None:
    """Record references to what is not there, of the wrong type, of another account, or later; and refunds beyond the price."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE naming AS SELECT row, event_id, type, account_id, ref_event_id, k, status, currency,"
        f" amount_minor, usd_cents FROM {kept('events')} WHERE ref_event_id IS NOT NULL"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT event_id, type, account_id, k, currency, amount_minor, usd_cents, row"
        f" FROM {kept('events')} WHERE event_id IN (SELECT ref_event_id FROM naming)"
    )
    both = "naming JOIN named ON named.event_id = naming.ref_event_id"
    told = "naming.row AS row, naming.event_id AS id, naming.account_id AS account_id"
    book.record(
        checks.ORPHAN,
        "events",
        "SELECT row, event_id AS id, account_id, type || ' names ' || ref_event_id AS note"
        " FROM naming ANTI JOIN named ON named.event_id = naming.ref_event_id",
    )
    expected = " ".join(f"WHEN '{type_}' THEN '{named}'" for type_, named in _NAMED.items())
    book.record(
        checks.WRONG_KIND,
        "events",
        f"SELECT {told}, naming.type || ' names a ' || named.type AS note FROM {both}"
        f" WHERE named.type <> CASE naming.type {expected} END",
    )
    book.record(
        checks.OTHER_ACCOUNT,
        "events",
        f"SELECT {told}, naming.type || ' names an event of ' || named.account_id AS note FROM {both}"
        " WHERE named.account_id <> naming.account_id",
    )
    book.record(
        checks.EARLY,
        "events",
        f"SELECT {told}, naming.type || ' earlier than its ' || named.type AS note FROM {both} WHERE naming.k < named.k",
    )
    taken_back = (
        "SELECT named.row, named.event_id, named.account_id, named.currency, named.amount_minor AS paid,"
        " named.usd_cents AS paid_cents, sum(naming.amount_minor) AS back, sum(naming.usd_cents) AS back_cents,"
        " count(*) AS times, coalesce(bool_and(naming.currency = named.currency AND naming.amount_minor IS NOT NULL"
        f" AND named.amount_minor IS NOT NULL), false) AS alike FROM {both}"
        " WHERE naming.type IN ('refund', 'chargeback') AND named.type = 'purchase'"
        " AND naming.status IS DISTINCT FROM 'declined' GROUP BY ALL"
    )
    amounts = f"format('{{:.2f}} of {{:.2f}} {{}}', back / {units('currency')}, paid / {units('currency')}, currency)"
    dollars = "format('{:.2f} of {:.2f} USD', back_cents / 100, paid_cents / 100)"
    book.record(
        checks.OVER_REFUNDED,
        "events",
        f"SELECT row, event_id AS id, account_id, CASE WHEN alike THEN {amounts} ELSE {dollars} END AS note"
        f" FROM ({taken_back})"
        # Dollars are rounded once for each payment, so that many small ones may come to a cent more.
        " WHERE CASE WHEN alike THEN back > paid ELSE back_cents > paid_cents + times END",
    )


def check_accounts(con: duckdb.DuckDBPyConnection, book: Book) -> None:
    """Record accounts that are not among the accounts, were opened later, or spent more than they can have had."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE active AS SELECT account_id, count(*) AS events, min(ts) AS first_ts,"
        f" arg_min(row, k) AS row, arg_min(event_id, k) AS id FROM {kept('events')} GROUP BY account_id"
    )
    accounts = kept("accounts")
    book.record(
        checks.UNKNOWN_ACCOUNT,
        "events",
        f"SELECT row, id, account_id, {counted('events', 'event')} AS note FROM active ANTI JOIN {accounts} USING (account_id)",
    )
    book.record(
        checks.BEFORE_ACCOUNT,
        "events",
        "SELECT active.row AS row, id, account_id, 'first event ' || strftime(first_ts AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M')"
        " || ', opened ' || strftime(created_at AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M') AS note"
        f" FROM active JOIN {accounts} AS opened USING (account_id) WHERE first_ts < created_at",
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE opened_within AS SELECT account_id"
        f" FROM {accounts} WHERE created_at >= (SELECT min(first_ts) FROM active)"
    )
    gained = "type IN ('purchase', 'promo') AND status IS DISTINCT FROM 'declined'"
    _check_balance(book, checks.BEYOND_BALANCE, "coins", gained, "type = 'gift' AND status IS DISTINCT FROM 'declined'")
    spent = "type = 'payout' AND status IS DISTINCT FROM 'declined'"
    _check_balance(book, checks.BEYOND_CREDIT, "diamonds", "type = 'diamond_credit'", spent)


def _check_balance(book: Book, check: Check, unit: str, gains: str, spends: str) -> None:
    """Record accounts whose balance, zero when they were opened, falls below zero; those with a gain of unknown size aside."""
    running = (
        f"SELECT row, event_id, account_id, {spends} AS spends, k,"
        f" sum(CASE WHEN {gains} THEN {unit} WHEN {spends} THEN -{unit} ELSE 0 END)"
        " OVER (PARTITION BY account_id ORDER BY k) AS balance,"
        f" bool_or(({gains}) AND {unit} IS NULL) OVER (PARTITION BY account_id) AS unknown"
        f" FROM {kept('events')} SEMI JOIN opened_within USING (account_id) WHERE ({gains}) OR ({spends})"
    )
    book.record(
        check,
        "events",
        "SELECT arg_min(row, k) AS row, arg_min(event_id, k) AS id, account_id,"
        f" 'down to ' || min(balance) || ' {unit}' AS note"
        f" FROM ({running}) WHERE spends AND balance < 0 AND NOT coalesce(unknown, false) GROUP BY account_id",
    )


def check_streams(book: Book) -> None:
    """Record streams that are named but not among the streams."""
    book.record(
        checks.UNKNOWN_STREAM,
        "events",
        "SELECT min(row) AS row, stream_id AS id, NULL AS account_id, "
        f"{counted('count(*)', 'event')} AS note"
        f" FROM (SELECT row, stream_id FROM {kept('events')} WHERE stream_id IS NOT NULL)"
        f" ANTI JOIN {kept('streams')} USING (stream_id) GROUP BY stream_id",
    )


def check_money(book: Book) -> None:
    """Record amounts that name no currency, and currencies whose amounts have no value in dollars."""
    book.record(
        checks.NO_CURRENCY,
        "events",
        f"SELECT row, event_id AS id, account_id, type || ' of ' || amount_minor AS note FROM {kept('events')}"
        " WHERE amount_minor IS NOT NULL AND currency IS NULL AND usd_cents IS NULL",
    )
    book.record(
        checks.NO_DOLLARS,
        "events",
        "SELECT min(row) AS row, currency AS id, NULL AS account_id, "
        f"{counted('count(*)', 'amount')} || ' in ' || currency AS note"
        f" FROM {kept('events')} WHERE amount_minor IS NOT NULL AND usd_cents IS NULL AND currency IS NOT NULL"
        " GROUP BY currency",
    )
