"""Feature tables for an analyst: one row an event with all that was known of it, or any table that detectors read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from coinguard.errors import InputError
from coinguard.ledger.features import build_features, feature_about, feature_names
from coinguard.ledger.features.wide import build_wide, stretches
from coinguard.ledger.mapping import LedgerMapping, meant, read_mapping
from coinguard.ledger.output import refuse_overwriting, table_format, write_tables
from coinguard.ledger.read import read_ledger
from coinguard.ledger.reconcile import Reconciliation

if TYPE_CHECKING:
    import duckdb

WIDE: Final = "event_features"
"""The table with one row an event."""


def tables() -> dict[str, str]:
    """Return every table that can be written, with what it holds."""
    wide = "Each event with all that was known of it at that moment: the windows and the other features side by side."
    return {WIDE: wide} | {name: feature_about(name) for name in feature_names()}


def write_features(
    events: Any,
    accounts: Any = None,
    streams: Any = None,
    *,
    mapping: LedgerMapping | str | Path | None = None,
    output: str,
    table: str = WIDE,
) -> tuple[int, Reconciliation]:
    """Write a table of features, and return how many rows it has and what was found while reconciling.

    ``k`` in a table is the order key: milliseconds since 1970, shifted left by 20 bits, plus the rank within the millisecond.
    A null was not known. Shares of gifts, gift paths and hubs are of the whole ledger; all else is of the past alone.

    Parameters
    ----------
    events, accounts, streams
        As :func:`coinguard.ledger.check.check` reads them.
    mapping
        Which of the user's columns and words are which of ours, or the TOML file that says so.
    output
        A file ending in ``.parquet``, ``.csv``, ``.json`` or ``.jsonl``, or ``-``.
    table
        One of :func:`tables`.

    Raises
    ------
    InputError
        There is no such table, a source cannot be read, or the output cannot be written.
    ConfigurationError
        The mapping is wrong.
    """
    if table not in tables():
        raise InputError(f"there is no table {table!r}", where="--table", hint=meant(table, tables()))
    table_format(output, "features")
    refuse_overwriting([output], (events, accounts, streams))
    chosen = mapping if mapping is None or isinstance(mapping, LedgerMapping) else read_mapping(Path(mapping))
    with read_ledger(events, accounts, streams, mapping=chosen) as (ledger, reconciliation):
        rows = write_tables(map(_plain, _parts(ledger.con, table)), output)
    return rows, reconciliation


def _parts(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[pa.Table]:
    if table == WIDE:
        build_wide(con)
        yield from stretches(con)
        return
    build_features(con, [table])
    reader = con.sql(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_reader()
    yield reader.schema.empty_table()
    for batch in reader:
        yield pa.Table.from_batches([batch])


def _plain(table: pa.Table) -> pa.Table:
    """Return the engine's wide sums as ordinary numbers."""
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            kind = pa.int64() if field.type.scale == 0 else pa.float64()
            table = table.set_column(place, field.name, table.column(place).cast(kind))
    return table
