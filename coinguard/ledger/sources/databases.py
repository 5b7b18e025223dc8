"""Tables in a DuckDB file or a PostgreSQL database; both are only read."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coinguard.errors import InputError, InstallationError
from coinguard.ledger.mapping import meant
from coinguard.ledger.sources.files import first_sentence
from coinguard.ledger.sources.source import Source, described, literal, quoted
from coinguard.ledger.tables import workspace_folder

if TYPE_CHECKING:
    import duckdb

_PASSWORD: Final = re.compile(r"(?<=:)[^:@/]*(?=@)")
_NO_NULL: Final = "\x01null\x01"
"""Stands for null in the copy of a PostgreSQL table, so that an empty text stays one."""


def open_duckdb(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> Source:
    """Return the source for a table or view in a DuckDB file.

    Raises
    ------
    InputError
        There is no such file, it is no DuckDB file, another program writes to it, or it holds no such table.
    """
    import duckdb

    if not path.is_file():
        raise InputError("there is no such file", where=str(path), hint="Check the path")
    database = _attached(con, path)
    tables = con.execute(
        "SELECT schema_name || '.' || name FROM ("
        " SELECT database_name, schema_name, table_name AS name FROM duckdb_tables()"
        " UNION ALL SELECT database_name, schema_name, view_name FROM duckdb_views() WHERE NOT internal)"
        " WHERE database_name = ? ORDER BY 1",
        [database],
    ).fetchall()
    names = [name for (name,) in tables]
    wanted = table if "." in table else f"main.{table}"
    if wanted not in names:
        shown = [name.removeprefix("main.") for name in names]
        hint = meant(table, shown) if shown else "It holds no tables at all"
        raise InputError(f"there is no table {table!r}", where=str(path), hint=hint)
    schema, name = wanted.split(".", 1)
    relation = f"{quoted(database)}.{quoted(schema)}.{quoted(name)}"
    try:
        return Source(f"{path}::{table}", relation, described(con, relation))
    except duckdb.Error as failure:
        raise InputError(f"the table cannot be read ({first_sentence(failure)})", where=f"{path}::{table}") from failure


def _attached(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Attach a file unless it is attached already, and return the name it goes by."""
    import duckdb

    resolved = str(path.resolve())
    found = con.execute("SELECT database_name FROM duckdb_databases() WHERE path = ?", [resolved]).fetchall()
    if found:
        return str(found[0][0])
    [(count,)] = con.execute("SELECT count(*) FROM duckdb_databases()").fetchall()
    name = f"given{count}"
    try:
        con.execute(f"ATTACH {literal(resolved)} AS {name} (READ_ONLY)")
    except duckdb.Error as failure:
        in_use = any(sign in str(failure).lower() for sign in ("lock on file", "already attached"))
        raise InputError(
            "the file is open elsewhere, for writing" if in_use else "this is no DuckDB file that can be read",
            where=str(path),
            hint="Close it there first" if in_use else f"DuckDB says: {first_sentence(failure)}",
        ) from failure
    return name


def open_postgres(con: duckdb.DuckDBPyConnection, url: str, table: str) -> Source:
    """Return the source for a table or view in a PostgreSQL database, copied to the workspace in one streamed read.

    Raises
    ------
    InputError
        The database does not answer, or holds no such table.
    InstallationError
        The driver is not installed.
    """
    try:
        import psycopg
    except ImportError as failure:
        raise InstallationError(
            "reading PostgreSQL needs the package psycopg", hint="Install it with 'pip install coinguard[postgres]'"
        ) from failure
    where = f"{_PASSWORD.sub('…', url, count=1)}::{table}"
    path = workspace_folder(con) / f"postgres-{len(list(workspace_folder(con).glob('postgres-*')))}.csv"
    try:
        with contextlib.closing(psycopg.connect(url, connect_timeout=10)) as database:
            header = _copy_table(database, table, path)
    except psycopg.errors.UndefinedTable as failure:
        raise InputError(
            f"there is no table {table!r}", where=where, hint="Name it as SCHEMA.TABLE behind '::'"
        ) from failure
    except psycopg.Error as failure:
        raise InputError(
            f"the database cannot be read ({_PASSWORD.sub('…', first_sentence(failure))})",
            where=where,
            hint="Check host, database, user and rights",
        ) from failure
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    relation = (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, nullstr = {literal(_NO_NULL)})"
    )
    return Source(where, relation, dict.fromkeys(header, "VARCHAR"))


def _copy_table(database: Any, table: str, path: Path) -> list[str]:
    """Stream a table into a CSV file, and return its columns. Times come with their zone, in UTC."""
    from psycopg import sql

    named = sql.Identifier(*table.split("."))
    with database.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute("SET LOCAL DateStyle = 'ISO'")
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(named))
        header = [column.name for column in cursor.description]
        statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, NULL {}, ENCODING 'UTF8')")
        with path.open("wb") as file, cursor.copy(statement.format(named, sql.Literal(_NO_NULL))) as copy:
            for block in copy:
                file.write(block)
    return header
