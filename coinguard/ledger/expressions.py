"""How one column of a user's becomes one of ours: an SQL expression for its value, and one for whether it was unreadable.

A value that cannot be read becomes null and is told of (:mod:`coinguard.ledger.load`); nothing here raises on a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coinguard.currencies import minor_digits
from coinguard.ledger.mapping import LedgerMapping, TableMapping
from coinguard.ledger.schema import Column
from coinguard.ledger.sources.source import literal, quoted

_INTEGERS: Final = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
    "UHUGEINT",
)
_FLOATS: Final = ("FLOAT", "DOUBLE")
_MICROSECONDS: Final = {
    "day": "86400000000",
    "second": "1000000",
    "millisecond": "1000",
    "microsecond": "1",
    "nanosecond": "0.001",
}
_ZONED: Final = r":\d{2}(\.\d+)?\s*([Zz]|UTC|GMT|[+-]\d{2}(:?\d{2})?|[A-Za-z]+/[A-Za-z_/]+)\s*$"
"""A time of day with a zone behind it."""
_MOST_MICROSECONDS: Final = "9e18"
_DECIMAL: Final = "DECIMAL(18, 4)"
"""Money and quantities as they are read from text: up to a hundred million million, to a hundredth of a cent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one canonical column is read."""

    column: Column
    value: str
    """SQL for the value; null where there is none or it cannot be read."""
    raw: str | None = None
    """SQL for what stands there as text; null when every value can be read."""

    @property
    def unreadable(self) -> str | None:
        """SQL for whether something stands there that cannot be read."""
        return None if self.raw is None else f"({self.raw} IS NOT NULL AND {self.value} IS NULL)"


def reading(column: Column, theirs: str, sql_type: str, table: TableMapping, mapping: LedgerMapping) -> Reading:
    """Return how a canonical column is read from a user's column.

    Parameters
    ----------
    column
        Ours.
    theirs
        The user's column.
    sql_type
        DuckDB's type of it.
    table, mapping
        What the user's mapping file says.
    """
    kind = sql_type.split("(")[0]
    name = quoted(theirs)
    if kind.startswith("ENUM") or kind in ("UUID", "JSON"):
        name, kind = f"CAST({name} AS VARCHAR)", "VARCHAR"
    elif kind == "BLOB":
        return _bytes(column, name, table.values.get(column.given, {}))
    text = _text(name, kind)
    words = table.values.get(column.given, {})
    if words and column.kind in ("time", "whole", "money"):
        cases = " ".join(f"WHEN {literal(word)} THEN {literal(ours)}" for word, ours in words.items())
        name, kind = f"CASE lower(trim({text})) {cases} ELSE {text} END", "VARCHAR"
        text = name
    if column.kind in ("word", "code"):
        return Reading(column, text)  # understood word by word once the table is there
    if column.kind == "time":
        value = _time(name, kind, mapping)
    elif column.kind == "whole":
        value = _whole(name, kind, table.scale.get(column.given), mapping)
    elif column.kind == "money":
        value = _number(name, kind, table.scale.get(column.given), mapping)
    else:
        return Reading(column, _translated(text, words))
    return Reading(column, value, None if _never_fails(column, kind, table) else text)


def minor_units(amount: str, currency: str | None) -> str:
    """Return SQL for a decimal number as whole minor units of the currency that another expression gives (dollars if null)."""
    if currency is None:
        return f"CAST(round({amount} * 100) AS BIGINT)"
    return f"CASE WHEN {amount} IS NOT NULL THEN CAST(round({amount} * {units(currency)}) AS BIGINT) END"


def units(currency: str) -> str:
    """Return SQL for how many minor units make one of a currency; a hundred where it is not known."""
    cases = []
    for digits in sorted({digits for digits in minor_digits().values() if digits != 2}):
        codes = ", ".join(literal(code) for code, found in sorted(minor_digits().items()) if found == digits)
        # An IN with many values would become a join, and a join does not keep the rows in their order.
        cases.append(f"WHEN list_contains([{codes}], upper(trim({currency}))) THEN {10**digits}")
    return f"CASE {' '.join(cases)} ELSE 100 END"


def _bytes(column: Column, name: str, words: Mapping[str, str]) -> Reading:
    """Read bytes as UTF-8; what is none is told of."""
    text = f"nullif(try(decode({name})), '')"
    value = text if column.kind in ("word", "code") else _translated(text, words)
    if column.kind in ("time", "whole", "money"):
        value = f"CAST(NULL AS {column.sql_type})"
    return Reading(
        column, value, f"CASE WHEN octet_length({name}) > 0 THEN coalesce({text}, 'bytes that are no text') END"
    )


def _never_fails(column: Column, kind: str, table: TableMapping) -> bool:
    if column.kind == "time":
        return kind.startswith("TIMESTAMP") or kind == "DATE"
    return column.kind == "whole" and kind in _INTEGERS[:4] and column.given not in table.scale


def _text(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"nullif({name}, '')"
    if kind in _FLOATS:  # a column of whole numbers that once had a gap
        whole = f"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e18 THEN CAST(CAST({name} AS BIGINT) AS VARCHAR)"
        return f"{whole} WHEN isnan({name}) THEN NULL ELSE CAST({name} AS VARCHAR) END"
    return f"CAST({name} AS VARCHAR)"


def _translated(text: str, words: Mapping[str, str]) -> str:
    if not words:
        return text
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in words.items())
    return f"CASE lower(trim({text})) {cases} ELSE {text} END"


def _time(name: str, kind: str, mapping: LedgerMapping) -> str:
    zone = literal(mapping.time_zone)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return name
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return f"(CAST({name} AS TIMESTAMP) AT TIME ZONE {zone})"
    if kind in _INTEGERS or kind in _FLOATS or kind.startswith("DECIMAL"):
        return _counted_time(f"CAST({name} AS DOUBLE)", mapping)
    text = name if kind == "VARCHAR" else f"CAST({name} AS VARCHAR)"
    if mapping.time_format is not None:
        return f"(try_strptime(trim({text}), {literal(mapping.time_format)}) AT TIME ZONE {zone})"
    counted = _counted_time(f"try_cast({text} AS DOUBLE)", mapping)
    if mapping.time_unit is not None:
        return counted
    written = f"try_cast({text} AS TIMESTAMPTZ)"
    if mapping.time_zone != "UTC":
        local = f"(try_cast({text} AS TIMESTAMP) AT TIME ZONE {zone})"
        written = f"CASE WHEN regexp_matches({text}, {literal(_ZONED)}) THEN {written} ELSE {local} END"
    return f"coalesce({written}, {counted})"


def _counted_time(number: str, mapping: LedgerMapping) -> str:
    """Return SQL for a time given as a number: of the unit that is named, else of the one its size speaks of.

    Between 1990 and 2100 seconds, milliseconds, microseconds and nanoseconds have no number in common.
    """
    if mapping.time_unit is not None:
        count = f"{number} * {_MICROSECONDS[mapping.time_unit]}"
    else:
        count = (
            f"{number} * CASE WHEN abs({number}) < 1e11 THEN 1000000 WHEN abs({number}) < 1e14 THEN 1000"
            f" WHEN abs({number}) < 1e17 THEN 1 ELSE 0.001 END"
        )
    if mapping.time_origin is not None:
        count = f"({count} + epoch_us(DATE '{mapping.time_origin}'))"
    fits = f"CASE WHEN abs({count}) < {_MOST_MICROSECONDS} THEN CAST({count} AS BIGINT) END"
    return f"(make_timestamp({fits}) AT TIME ZONE 'UTC')"


def _whole(name: str, kind: str, scale: float | None, mapping: LedgerMapping) -> str:
    if scale is None and kind in _INTEGERS:
        return f"try_cast({name} AS BIGINT)"
    number = _number(name, kind, scale, mapping)
    if scale is not None:
        return f"CAST(round({number}) AS BIGINT)"
    return f"CASE WHEN {number} = trunc({number}) THEN CAST({number} AS BIGINT) END"


def _number(name: str, kind: str, scale: float | None, mapping: LedgerMapping) -> str:
    """Return SQL for a decimal number of bounded size."""
    if kind == "VARCHAR":
        text = f"replace(replace({name}, '.', ''), ',', '.')" if mapping.decimal_mark == "," else name
        number = f"try_cast({text} AS {_DECIMAL})"
    elif kind in _FLOATS:
        number = f"CASE WHEN abs({name}) < 1e13 THEN {name} END"
    else:
        number = f"try_cast({name} AS {_DECIMAL})"
    return number if scale is None else f"({number} * CAST({scale!r} AS DOUBLE))"
