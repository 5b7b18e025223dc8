"""The tables of a workspace, as loaded, become the ledger that detectors read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from coinguard.currencies import minor_digits
from coinguard.errors import InputError
from coinguard.ledger.load import UNREAD, Loaded
from coinguard.ledger.mapping import LedgerMapping, Rate
from coinguard.ledger.reconcile import relations, rows
from coinguard.ledger.reconcile.checks import UNKNOWN_TYPE, UNUSABLE
from coinguard.ledger.reconcile.findings import Book, Reconciliation
from coinguard.ledger.reconcile.words import settle_words
from coinguard.ledger.schema import MAX_EVENTS_PER_MS, TABLES, TableName
from coinguard.ledger.sources.source import Source

if TYPE_CHECKING:
    import duckdb


def reconcile(
    con: duckdb.DuckDBPyConnection,
    loaded: Mapping[TableName, Loaded],
    sources: Mapping[TableName, Source],
    mapping: LedgerMapping,
) -> Reconciliation:
    """Check the loaded tables, take out what cannot be used, and number the events of a millisecond.

    Parameters
    ----------
    con
        The workspace with the tables that :func:`coinguard.ledger.load.load_table` made; one that was not given is empty.
    loaded, sources
        What was given.
    mapping
        The user's words for ours, and exchange rates for amounts without a value in dollars.

    Raises
    ------
    InputError
        Not one event can be used, or more share a millisecond than the order key tells apart.
    """
    book = Book(con)
    notes = [f"{name}: {note}" for name, table in loaded.items() for note in table.notes]
    for name in loaded:
        rows.check_rejects(book, sources[name], name)
        present = frozenset(column.name for column in TABLES[name]) - loaded[name].lacking
        words = settle_words(con, book, name, present, mapping)
        notes += [f"{name}: {sentence}" for sentence in words]
        rows.check_required(book, name)
        if name == "events":
            _refuse_nothing_usable(book, loaded[name], words)
            rows.check_events(book)
        rows.check_duplicates(con, book, name)
        rows.check_unread(book, name)
    rows.turn_signs(con)
    _value_in_dollars(con, mapping.rates)
    _rank_within_milliseconds(con, loaded["events"])
    relations.check_order(book)
    relations.check_references(con, book)
    if "accounts" in loaded:
        relations.check_accounts(con, book)
    if "streams" in loaded:
        relations.check_streams(book)
    relations.check_money(book)
    _take_out(con, loaded)
    bad = sum(found.count for found in book.findings if found.check.action in ("set aside", "left out"))
    return Reconciliation(
        book.findings,
        {name: table.rows for name, table in loaded.items()},
        {name: table.source for name, table in loaded.items()},
        tuple(notes),
        bad,
    )


def missing_columns(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the canonical columns that hold nothing, and the tables that are empty."""
    missing: set[str] = set()
    for name, columns in TABLES.items():
        counts = ", ".join(f"count({column.name})" for column in columns)
        [(total, *filled)] = con.execute(f"SELECT count(*), {counts} FROM {name}").fetchall()
        if not total:
            missing.add(name)
        empty = {column.name for column, count in zip(columns, filled, strict=True) if not count}
        if name != "events":  # account_id and stream_id are the events' too
            empty -= {"account_id", "stream_id"}
        missing |= empty
    return frozenset(missing)


def _refuse_nothing_usable(book: Book, events: Loaded, words: list[str]) -> None:
    """Raise where every row was set aside: then the columns are not what they were taken for."""
    aside = [found for found in book.findings if found.table == "events" and found.check in (UNUSABLE, UNKNOWN_TYPE)]
    if not events.rows or sum(found.count for found in aside) < events.rows:
        return
    raise InputError(
        f"none of the {events.rows:,} rows can be used; the first: {aside[0].examples[0].note}",
        where=events.source,
        hint=words[0] if words else "Say in a mapping file (--map) which columns are meant, or how times are written",
    )


def _value_in_dollars(con: duckdb.DuckDBPyConnection, rates: tuple[Rate, ...]) -> None:
    """Give amounts without one a value in dollars, by the rate of their day."""
    if not rates:
        return
    con.execute("CREATE OR REPLACE TEMP TABLE rates (currency VARCHAR, start DATE, until DATE, cents DOUBLE)")
    ordered = sorted(rates, key=lambda rate: (rate.currency, rate.start))
    for rate, following in zip(ordered, [*ordered[1:], None], strict=True):
        until = following.start if following and following.currency == rate.currency else None
        cents = rate.usd * 10.0 ** (2 - minor_digits()[rate.currency])
        con.execute("INSERT INTO rates VALUES (?, ?, ?, ?)", [rate.currency, rate.start, until, cents])
    con.execute(
        "UPDATE events SET usd_cents = CAST(round(amount_minor * rates.cents) AS BIGINT) FROM rates"
        " WHERE events.usd_cents IS NULL AND events.amount_minor IS NOT NULL AND events.currency = rates.currency"
        " AND CAST(events.ts AT TIME ZONE 'UTC' AS DATE) >= rates.start"
        " AND (rates.until IS NULL OR CAST(events.ts AT TIME ZONE 'UTC' AS DATE) < rates.until)"
    )


def _rank_within_milliseconds(con: duckdb.DuckDBPyConnection, events: Loaded) -> None:
    """Add to the order key the rank of the event's id among the events of its millisecond."""
    kept = rows.kept("events")
    con.execute(f"CREATE OR REPLACE TEMP TABLE tied AS SELECT k FROM {kept} GROUP BY k HAVING count(*) > 1")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE ranked AS SELECT row - 1 AS place,"
        " row_number() OVER (PARTITION BY k ORDER BY event_id) - 1 AS rank"
        f" FROM {kept} SEMI JOIN tied USING (k)"
    )
    [(most,)] = con.execute("SELECT coalesce(max(rank), 0) FROM ranked").fetchall()
    if most >= MAX_EVENTS_PER_MS:
        raise InputError(
            f"{most + 1:,} events share one millisecond; {MAX_EVENTS_PER_MS:,} can be told apart",
            where=events.source,
            hint="Give times as exact as they are known, not only the day",
        )
    con.execute(
        "UPDATE events SET k = k + ranked.rank FROM ranked WHERE events.rowid = ranked.place AND ranked.rank > 0"
    )


def _take_out(con: duckdb.DuckDBPyConnection, loaded: Mapping[TableName, Loaded]) -> None:
    """Delete the rows that are set aside, and what helped to find them."""
    for name in loaded:
        con.execute(f"DELETE FROM {name} WHERE rowid + 1 IN (SELECT row FROM set_aside WHERE table_name = '{name}')")
        con.execute(f"ALTER TABLE {name} DROP COLUMN {UNREAD}")
    for helper in ("found", "twice", "copies", "naming", "named", "active", "opened_within", "tied", "ranked", "rates"):
        con.execute(f"DROP TABLE IF EXISTS {helper}")
