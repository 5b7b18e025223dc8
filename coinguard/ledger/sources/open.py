"""What a caller handed over, told apart: a path, a table in a database, or a table in memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coinguard.errors import InputError
from coinguard.ledger.schema import TableName
from coinguard.ledger.sources import databases, files, frames
from coinguard.ledger.sources.source import Source

if TYPE_CHECKING:
    import duckdb

TABLE_MARK: Final = "::"
"""What stands between a database and the table in it: ``shop.duckdb::sales``."""

_POSTGRES: Final = ("postgresql://", "postgres://")
_DUCKDB_SUFFIXES: Final = (".duckdb", ".ddb", ".db")
_TABLE_NAME: Final = re.compile(r"[^\s:/@\[\]]+")


def open_source(con: duckdb.DuckDBPyConnection, given: Any, table: TableName) -> Source:
    """Return the source that a caller means.

    Parameters
    ----------
    con
        The workspace (:func:`coinguard.ledger.tables.workspace`).
    given
        The path of a CSV or Parquet file or of a folder of them; ``-`` for standard input; ``FILE.duckdb::TABLE``;
        ``postgresql://HOST/DATABASE::TABLE``; a pandas, polars or Arrow table, or anything that hands over Arrow batches.
    table
        Which of our tables it is to become; in a database it is the table's name unless one is given.

    Raises
    ------
    InputError
        There is no such thing, or it is nothing that can be read.
    InstallationError
        What reads it is not installed.
    """
    if not isinstance(given, str | Path):
        return frames.open_frame(con, given, table)
    text = str(given)
    place, named = split_table(text)
    if text.lower().startswith(_POSTGRES):
        return databases.open_postgres(con, place, named or table)
    if Path(place).suffix.lower() in _DUCKDB_SUFFIXES and not Path(text).exists():
        return databases.open_duckdb(con, Path(place), named or table)
    if Path(text).suffix.lower() in _DUCKDB_SUFFIXES:
        return databases.open_duckdb(con, Path(text), table)
    if not text:
        raise InputError(
            "the name of the input is empty", where=table, hint="Name a file, a table of a database, or '-'"
        )
    return files.open_files(con, text, table)


def split_table(text: str) -> tuple[str, str | None]:
    """Return a database and the table named behind it, null when none is.

    >>> split_table("shop.duckdb::sales")
    ('shop.duckdb', 'sales')
    >>> split_table("postgresql://[::1]/shop")
    ('postgresql://[::1]/shop', None)
    """
    place, mark, name = text.rpartition(TABLE_MARK)
    return (place, name) if mark and _TABLE_NAME.fullmatch(name) else (text, None)
