"""What can be told of a row by itself, or beside one of the same id; rows that cannot be used are set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coinguard.ledger.load import UNREAD as UNREAD_COLUMN
from coinguard.ledger.reconcile import checks
from coinguard.ledger.reconcile.findings import Book
from coinguard.ledger.schema import KEY_COLUMNS, ORDER_KEY, TABLES, TableName
from coinguard.ledger.sources.source import Source, literal, quoted

if TYPE_CHECKING:
    import duckdb

_INFLOWS: Final = ("purchase_attempt", "purchase", "promo", "diamond_credit")
_OUTFLOWS: Final = ("refund", "chargeback", "gift", "payout")
_QUANTITIES: Final = ("coins", "diamonds", "amount_minor", "usd_cents")


def kept(table: TableName) -> str:
    """Return SQL for the rows of a table that are not set aside, each with its number in ``row``."""
    return (
        f"(SELECT given.*, given.rowid + 1 AS row FROM {table} AS given ANTI JOIN"
        f" (SELECT row AS gone FROM set_aside WHERE table_name = '{table}') ON gone = given.rowid + 1)"
    )


def id_of(table: TableName) -> str:
    """Return the column that names a table's rows."""
    return KEY_COLUMNS[table]


def account_of(table: TableName) -> str:
    """Return the column with the account that a table's rows are about."""
    return {"events": "account_id", "accounts": "account_id", "streams": "creator_id"}[table]


def check_rejects(book: Book, source: Source, table: TableName) -> None:
    """Record the lines of a CSV source that could not be parsed."""
    if source.rejects is None:
        return
    lines = (
        "SELECT scan_id, file_id, line, any_value(csv_line) AS content, any_value(error_message) AS problem"
        f" FROM {quoted(source.rejects)} GROUP BY ALL"
    )
    scans = quoted(source.rejects + "_scans")
    files = f"SELECT scan_id, file_id, parse_filename(any_value(file_path)) AS file FROM {scans} GROUP BY ALL"
    of_file = "CASE WHEN (SELECT count(*) FROM files) > 1 THEN file || ': ' ELSE '' END"
    told = f"{of_file} || problem || ': ' || left(regexp_replace(coalesce(content, ''), '\\s+', ' ', 'g'), 80)"
    book.record(
        checks.UNPARSED,
        table,
        f"WITH files AS ({files}) SELECT line AS row, NULL AS id, NULL AS account_id, {told} AS note, content"
        f" FROM ({lines}) JOIN files USING (scan_id, file_id)",
        content="content",
    )


def check_required(book: Book, table: TableName) -> None:
    """Set rows aside that lack their id, time, type or account, or hold it unreadably."""
    required = [column for column in TABLES[table] if column.required]
    lacks = " OR ".join(f"{column.name} IS NULL" for column in required)
    cases = " ".join(f"WHEN {column.name} IS NULL THEN {_told_unread(column.given)}" for column in required)
    book.record(
        checks.UNUSABLE,
        table,
        f"SELECT row, {id_of(table)} AS id, {account_of(table)} AS account_id, CASE {cases} END AS note"
        f" FROM {kept(table)} WHERE {lacks}",
    )


def check_events(book: Book) -> None:
    """Set events aside whose time or quantities are impossible."""
    columns = "row, event_id AS id, account_id"
    book.record(
        checks.IMPOSSIBLE_TIME,
        "events",
        f"SELECT {columns}, strftime(ts AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M') AS note FROM {kept('events')}"
        f" WHERE {ORDER_KEY} IS NULL",
    )
    below = " OR ".join(f"{name} < 0" for name in _QUANTITIES)
    told = ", ".join(f"CASE WHEN {name} < 0 THEN '{name} ' || {name} END" for name in _QUANTITIES)
    select = f"SELECT {columns}, concat_ws(', ', type, {told}) AS note FROM {kept('events')} WHERE ({below})"
    book.record(checks.NEGATIVE, "events", f"{select} AND type IN {_listed(_INFLOWS)}")
    book.record(checks.SIGN, "events", f"{select} AND type IN {_listed(_OUTFLOWS)}")


def turn_signs(con: duckdb.DuckDBPyConnection) -> None:
    """Make quantities that go out positive; :func:`check_events` has told of them."""
    below = " OR ".join(f"{name} < 0" for name in _QUANTITIES)
    sizes = ", ".join(f"{name} = abs({name})" for name in _QUANTITIES)
    con.execute(f"UPDATE events SET {sizes} WHERE type IN {_listed(_OUTFLOWS)} AND ({below})")


def check_duplicates(con: duckdb.DuckDBPyConnection, book: Book, table: TableName) -> None:
    """Keep one row of each id: the first in time and then in content, so that the order of the file does not matter."""
    key = KEY_COLUMNS[table]
    # Hashes are told apart faster than ids, and take less memory; what they find is compared by the ids themselves.
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE twice AS SELECT hash({key}) AS hashed FROM {kept(table)}"
        " GROUP BY hashed HAVING count(*) > 1"
    )
    cells = ", ".join(
        f"CAST({name} AS VARCHAR)" for name in (*(column.name for column in TABLES[table]), UNREAD_COLUMN)
    )
    order = f"{ORDER_KEY}, content" if table == "events" else "content"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE copies AS SELECT row, {key} AS id, {account_of(table)} AS account_id,"
        f" content = first_value(content) OVER same AS alike, row_number() OVER same AS place FROM ("
        f" SELECT *, md5_number(CAST(to_json([{cells}]) AS VARCHAR)) AS content FROM {kept(table)}"
        f" WHERE hash({key}) IN (SELECT hashed FROM twice))"
        f" WINDOW same AS (PARTITION BY {key} ORDER BY {order}, row)"
    )
    columns = "row, id, account_id, NULL AS note"
    book.record(checks.SAME_TWICE, table, f"SELECT {columns} FROM copies WHERE place > 1 AND alike")
    book.record(checks.OTHER_TWICE, table, f"SELECT {columns} FROM copies WHERE place > 1 AND NOT alike")


def check_unread(book: Book, table: TableName) -> None:
    """Record the values of kept rows that could not be read."""
    book.record(
        checks.UNREAD,
        table,
        f"SELECT row, {id_of(table)} AS id, {account_of(table)} AS account_id, unnest({UNREAD_COLUMN}) AS note"
        f" FROM {kept(table)} WHERE {UNREAD_COLUMN} IS NOT NULL",
    )


def _told_unread(given: str) -> str:
    """Return SQL for why a required value is not there."""
    told = f"list_filter(coalesce({UNREAD_COLUMN}, []), lambda told: starts_with(told, {literal(given + '=')}))[1]"
    return f"coalesce('unreadable: ' || {told}, {literal('no ' + given)})"


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(literal(word) for word in words) + ")"
