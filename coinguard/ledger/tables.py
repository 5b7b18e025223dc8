"""A ledger as detectors read it: three canonical tables on one connection, what was missing, and the price book."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coinguard.errors import InputError
from coinguard.ledger.schema import TABLES, create_table_sql, given_name
from coinguard.limits import LEDGER_MEMORY_BYTES
from coinguard.prices import PriceBook

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Ledger:
    """Events, accounts and streams with canonical columns and types (:mod:`coinguard.ledger.schema`)."""

    con: duckdb.DuckDBPyConnection
    """The connection with the tables ``events`` (with the order key ``k``), ``accounts`` and ``streams``."""
    missing: frozenset[str]
    """Canonical columns that hold nothing at all, and ``accounts`` or ``streams`` where that table was not given."""
    prices: PriceBook = field(default_factory=PriceBook.load)
    """Official prices."""

    def lacks(self, *needed: str) -> tuple[str, ...]:
        """Return those of ``needed`` that the ledger does not have, by the names a user knows them under."""
        return tuple(given_name(name) for name in needed if name in self.missing)


@contextmanager
def workspace(memory_bytes: int = LEDGER_MEMORY_BYTES) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection whose tables lie packed in a temporary file, within a bound of memory; all is gone afterwards.

    What does not fit the memory goes to the same temporary folder, so that a ledger may be larger than it.
    """
    import duckdb

    folder = Path(tempfile.mkdtemp(prefix="coinguard-ledger-"))
    try:
        con = duckdb.connect(
            str(folder / "ledger.duckdb"),
            config={
                "memory_limit": f"{memory_bytes // (1 << 20)}MiB",
                "temp_directory": str(folder / "spill"),
                "autoinstall_known_extensions": "false",  # nothing is fetched while a ledger is read
            },
        )
        try:
            con.execute("SET TimeZone = 'UTC'")
            con.execute("SET enable_progress_bar = false")
            con.execute("PRAGMA disable_checkpoint_on_shutdown")  # the file is thrown away
            yield con
        except (RuntimeError, duckdb.Error) as failure:
            raise_for_the_engine(failure)
            raise
        finally:
            con.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def raise_for_the_engine(failure: Exception) -> None:
    """Raise what an engine's failure means where it is not the ledger's fault: an interrupt, too little memory or disk.

    Raises
    ------
    KeyboardInterrupt
        The user interrupted it.
    MemoryError
        It needs more than it may take.
    InputError
        The temporary folder is full.
    """
    import duckdb

    said = str(failure)
    if isinstance(failure, duckdb.InterruptException) or said == "Query interrupted":
        raise KeyboardInterrupt from failure
    if isinstance(failure, duckdb.OutOfMemoryException):
        raise MemoryError(said) from failure
    if isinstance(failure, duckdb.IOException) and ("No space left" in said or "max_temp_directory_size" in said):
        raise InputError(
            "there is not enough room for the ledger's temporary files",
            where=tempfile.gettempdir(),
            hint="Free some, or name another folder in the environment variable TMPDIR",
        ) from failure


def workspace_folder(con: duckdb.DuckDBPyConnection) -> Path:
    """Return the folder that a workspace's tables lie in, for copies that are gone with it."""
    found = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return Path(found[0][0]).parent if found and found[0][0] else Path(tempfile.gettempdir())


def empty_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the three canonical tables, without rows."""
    for table in TABLES:
        con.execute(create_table_sql(table))
