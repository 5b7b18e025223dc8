"""From what a user has to a ledger that detectors can read: open, load, reconcile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coinguard.errors import InputError
from coinguard.ledger.load import Loaded, load_table
from coinguard.ledger.mapping import LedgerMapping
from coinguard.ledger.reconcile import Reconciliation, reconcile
from coinguard.ledger.reconcile.run import missing_columns
from coinguard.ledger.schema import TableName, create_table_sql
from coinguard.ledger.sources import Source, open_source
from coinguard.ledger.tables import Ledger, workspace
from coinguard.prices import PriceBook


@contextmanager
def read_ledger(
    events: Any,
    accounts: Any = None,
    streams: Any = None,
    *,
    mapping: LedgerMapping | None = None,
    prices: PriceBook | None = None,
) -> Iterator[tuple[Ledger, Reconciliation]]:
    """Give a ledger and what was found while reconciling it; both tables and copies are gone afterwards.

    Parameters
    ----------
    events, accounts, streams
        Anything that :func:`coinguard.ledger.sources.open_source` reads; accounts and streams may be left out.
    mapping
        Which of the user's columns and words are which of ours.
    prices
        Official prices; the shipped ones by default.

    Raises
    ------
    InputError
        A table cannot be read, lacks a required column, or holds no event that can be used.
    """
    chosen = mapping or LedgerMapping()
    given: dict[TableName, Any] = {"events": events}
    if accounts is not None:
        given["accounts"] = accounts
    if streams is not None:
        given["streams"] = streams
    if sum(isinstance(table, str) and table == "-" for table in given.values()) > 1:
        raise InputError("standard input can be only one of the tables", where="-", hint="Put the others into files")
    with workspace() as con:
        sources: dict[TableName, Source] = {}
        loaded: dict[TableName, Loaded] = {}
        for name, table in given.items():
            sources[name] = open_source(con, table, name)
            loaded[name] = load_table(con, sources[name], name, chosen)
        for name in ("accounts", "streams"):
            if name not in given:
                con.execute(create_table_sql(name))
        reconciliation = reconcile(con, loaded, sources, chosen)
        yield Ledger(con, missing_columns(con), prices or PriceBook.load()), reconciliation
