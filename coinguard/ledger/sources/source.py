"""One table of a user's, not read yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Source:
    """One table of a user's, not read yet."""

    name: str
    """What to call it: a path, ``path::table``, or the kind of frame."""
    relation: str
    """What stands behind ``FROM`` to read it."""
    columns: Mapping[str, str]
    """Its columns in order, each with DuckDB's type."""
    rejects: str | None = None
    """The table of lines that could not be parsed, filled by reading; null for sources whose rows are parsed already."""


def quoted(name: str) -> str:
    """Return a name as an SQL identifier.

    >>> quoted("first name")
    '"first name"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL string.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def described(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return the columns of a relation, each with its type."""
    return {name: str(kind) for name, kind, *_ in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
