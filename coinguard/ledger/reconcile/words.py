"""Words and codes: the different ones that a column holds are few, so each is understood once and rewritten where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from coinguard.currencies import minor_digits
from coinguard.ledger.mapping import LedgerMapping, meant
from coinguard.ledger.reconcile import checks
from coinguard.ledger.reconcile.findings import Book
from coinguard.ledger.reconcile.rows import account_of, id_of
from coinguard.ledger.schema import TABLES, Column, TableName
from coinguard.ledger.sources.source import literal

if TYPE_CHECKING:
    import duckdb

_MOST_WORDS: Final = 10_000
"""Different words looked at in one column; a column with more holds something else than words."""
_SHOWN: Final = 5


def settle_words(
    con: duckdb.DuckDBPyConnection, book: Book, table: TableName, present: frozenset[str], mapping: LedgerMapping
) -> list[str]:
    """Rewrite the words and codes of a table as ours, and leave out those that are none; return a sentence on each such.

    An event's type is left to be null when it is none of ours, which sets the row aside.
    """
    sentences: list[str] = []
    for column in TABLES[table]:
        if column.kind in ("word", "code") and column.name in present:
            sentences += _settle(con, book, table, column, mapping.tables[table].values.get(column.given, {}))
    return sentences


def _settle(
    con: duckdb.DuckDBPyConnection, book: Book, table: TableName, column: Column, words: Mapping[str, str]
) -> list[str]:
    name = column.name
    counts = con.execute(
        f"SELECT {name}, count(*) AS n FROM {table} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
        f" LIMIT {_MOST_WORDS + 1}"
    ).fetchall()
    understood = {word: _understood(word, column, words) for word, _ in counts[:_MOST_WORDS]}
    if len(counts) <= _MOST_WORDS and all(word == ours for word, ours in understood.items()):
        return []
    known = {word: ours for word, ours in understood.items() if ours is not None}
    unknown = [(word, count) for word, count in counts if understood.get(word) is None and word.strip()]
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(ours)}" for word, ours in known.items())
    value = f"CASE {name} {cases} END" if cases else "CAST(NULL AS VARCHAR)"
    if unknown:
        odd = f"{name} IS NOT NULL AND trim({name}) <> '' AND {value} IS NULL"
        told = f"{literal(column.given + '=')} || left({name}, 80)"
        book.record(
            checks.UNKNOWN_TYPE if column.required else checks.UNREAD,
            table,
            f"SELECT rowid + 1 AS row, {id_of(table)} AS id, {account_of(table)} AS account_id, {told} AS note"
            f" FROM {table} WHERE {odd}",
        )
        if name == "currency":  # how many digits its minor unit has is anybody's guess
            con.execute(f"UPDATE {table} SET amount_minor = NULL WHERE {odd}")
    con.execute(f"UPDATE {table} SET {name} = {value} WHERE {name} IS NOT NULL")
    return [_sentence(column, word, count) for word, count in unknown[:_SHOWN]]


def _understood(word: str, column: Column, words: Mapping[str, str]) -> str | None:
    plain = word.strip()
    ours = words.get(plain.lower(), plain)
    if column.kind == "word":
        return ours.lower() if ours.lower() in column.words else None
    code = ours.upper()
    if column.name == "currency":
        return code if code in minor_digits() else None
    return code or None


def _sentence(column: Column, word: str, count: int) -> str:
    allowed = column.words or sorted(minor_digits())
    hint = meant(word, allowed) if column.words else ""
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return f"{word!r} is no {column.given} that is known ({rows}). {hint}".rstrip()
