"""A source becomes a canonical table: our names, our types, and beside each row what could not be read in it.

The table's ``rowid`` counts the source's rows from 0, so that whatever is found later can name the row it was found in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coinguard.errors import InputError
from coinguard.ledger.expressions import Reading, minor_units, reading
from coinguard.ledger.mapping import LedgerMapping, TableMapping, meant
from coinguard.ledger.schema import EARLIEST, LATEST, ORDER_KEY, RANK_BITS, TABLES, Column, TableName
from coinguard.ledger.sources.files import first_sentence
from coinguard.ledger.sources.source import Source, literal, quoted
from coinguard.ledger.tables import raise_for_the_engine

if TYPE_CHECKING:
    import duckdb

UNREAD: Final = "unread"
"""The column beside the canonical ones: a list of ``column=value`` for what could not be read; null in most rows."""

_SHOWN_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source."""

    source: str
    rows: int
    lacking: frozenset[str]
    """Canonical columns that the source has no column for."""
    notes: tuple[str, ...] = ()
    """What a user should know of how it was read, in sentences."""


def load_table(con: duckdb.DuckDBPyConnection, source: Source, name: TableName, mapping: LedgerMapping) -> Loaded:
    """Make the canonical table ``name`` from a source.

    Raises
    ------
    InputError
        A required column is missing, a mapped column is not there, or the source breaks while it is read.
    """
    import duckdb

    table = mapping.tables[name]
    theirs = _matched(source, name, table)
    made = {"event_id"} if name == "events" and table.make_event_id and "event_id" not in theirs else set()
    _require(source, name, theirs.keys() | table.constants.keys() | made)
    readings = [
        reading(column, theirs[column.given], source.columns[theirs[column.given]], table, mapping)
        for column in TABLES[name]
        if column.given in theirs
    ]
    readings += [
        Reading(column, literal(table.constants[column.given]))
        for column in TABLES[name]
        if column.given in table.constants
    ]
    if made:
        readings.append(Reading(TABLES[name][0], _content_hash(source)))
    select = _select(name, readings)
    try:
        con.execute(f"CREATE TABLE {name} AS SELECT {select} FROM {source.relation}")
    except duckdb.Error as failure:
        raise_for_the_engine(failure)
        raise InputError(
            f"it cannot be read to its end ({first_sentence(failure)})",
            where=source.name,
            hint="Get an undamaged copy of it",
        ) from failure
    if made:
        _tell_apart(con)
    [(count,)] = con.execute(f"SELECT count(*) FROM {name}").fetchall()
    present = {each.column.name for each in readings}
    lacking = frozenset(column.name for column in TABLES[name] if column.name not in present)
    notes = (*_unused(source, name, theirs), *_zone_note(source, readings, theirs, mapping))
    return Loaded(source.name, count, lacking, notes)


def _matched(source: Source, name: TableName, table: TableMapping) -> dict[str, str]:
    """Return the user's column for each of ours that there is: the mapped one, or one of the same name, capitals aside."""
    lowered = {theirs.strip().lower(): theirs for theirs in reversed(list(source.columns))}
    matched = {}
    for column in TABLES[name]:
        ours = column.given
        if (named := table.columns.get(ours)) is not None:
            found = named if named in source.columns else lowered.get(named.strip().lower())
            if found is None:
                raise InputError(
                    f"there is no column {named!r}, which the mapping names for {ours}",
                    where=source.name,
                    hint=meant(named, source.columns),
                )
            matched[ours] = found
        elif ours in lowered and ours not in table.constants:
            matched[ours] = lowered[ours]
    return matched


def _require(source: Source, name: TableName, present: set[str]) -> None:
    absent = [column.given for column in TABLES[name] if column.required and column.given not in present]
    if not absent:
        return
    shown = ", ".join(repr(column) for column in list(source.columns)[:30])
    more = ", …" if len(source.columns) > 30 else ""
    lines = " and ".join(f'{ours} = "…"' for ours in absent)
    raise InputError(
        f"{name} need a column {' and '.join(absent)}; there are {shown}{more}",
        where=source.name,
        hint=f"Say in a mapping file which columns they are ([{name}.columns] {lines}) and name it with --map",
    )


def _select(name: TableName, readings: Sequence[Reading]) -> str:
    present = {each.column.name: each for each in readings}
    parts = [f"{_value(column, present)} AS {column.name}" for column in TABLES[name]]
    if name == "events":
        parts.append(f"{_order_key(present['ts'].value)} AS {ORDER_KEY}")
    return ", ".join([*parts, f"{_unread(readings)} AS {UNREAD}"])


def _order_key(ts: str) -> str:
    """Return SQL for the order key of the first event of a millisecond; null at impossible times, which would not fit it."""
    possible = f"{ts} >= TIMESTAMPTZ '{EARLIEST} 00:00:00+00' AND {ts} < TIMESTAMPTZ '{LATEST} 00:00:00+00'"
    return f"CASE WHEN {possible} THEN epoch_ms({ts}) << {RANK_BITS} END"


def _value(column: Column, present: dict[str, Reading]) -> str:
    """Return SQL for a canonical column; money in whole minor units, dollars also from amounts that are dollars already."""
    found = present.get(column.name)
    currency = present["currency"].value if "currency" in present else None
    amount = present.get("amount_minor")
    if column.name == "amount_minor" and found:
        return minor_units(found.value, currency)
    if column.name == "usd_cents" and (found or (amount and currency)):
        given = minor_units(found.value, None) if found else "NULL"
        if not amount or not currency:
            return given
        return (
            f"coalesce({given}, CASE WHEN upper(trim({currency})) = 'USD' THEN {minor_units(amount.value, None)} END)"
        )
    return found.value if found else f"CAST(NULL AS {column.sql_type})"


def _unread(readings: Sequence[Reading]) -> str:
    failing = [(each.column.given, each.raw, each.unreadable) for each in readings if each.unreadable]
    if not failing:
        return "CAST(NULL AS VARCHAR[])"
    told = ", ".join(
        f"CASE WHEN {test} THEN {literal(given + '=')} || left({raw}, {_SHOWN_CHARACTERS}) END"
        for given, raw, test in failing
    )
    tests = " OR ".join(test for *_, test in failing if test)
    return f"CASE WHEN {tests} THEN list_filter([{told}], lambda told: told IS NOT NULL) END"


def _content_hash(source: Source) -> str:
    """Return SQL for a name made of a row's contents, the same wherever the row stands."""
    cells = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), chr(30))" for name in source.columns)
    return f"md5(concat_ws(chr(31), {cells}))"


def _tell_apart(con: duckdb.DuckDBPyConnection) -> None:
    """Give rows that hold exactly the same different names: with none of their own they count as different events."""
    con.execute(
        "UPDATE events SET event_id = events.event_id || '-' || numbered.n FROM ("
        " SELECT rowid AS place, row_number() OVER (PARTITION BY event_id ORDER BY rowid) AS n FROM events"
        " QUALIFY n > 1) AS numbered WHERE events.rowid = numbered.place"
    )


def _unused(source: Source, name: TableName, theirs: dict[str, str]) -> list[str]:
    """Return a sentence for each column that is read by nobody but looks like one of ours that is lacking."""
    from difflib import get_close_matches

    lacking = [column.given for column in TABLES[name] if column.given not in theirs]
    near = {
        column: get_close_matches(column.lower(), lacking, n=1, cutoff=0.8)
        for column in source.columns
        if column not in theirs.values()
    }
    return [f"the column {column!r} is not read; did you mean {names[0]}?" for column, names in near.items() if names]


def _zone_note(
    source: Source, readings: Sequence[Reading], theirs: dict[str, str], mapping: LedgerMapping
) -> list[str]:
    times = [each.column.given for each in readings if each.column.kind == "time" and each.column.given in theirs]
    naive = [
        ours
        for ours in times
        if source.columns[theirs[ours]].startswith("TIMESTAMP")
        and source.columns[theirs[ours]] != "TIMESTAMP WITH TIME ZONE"
    ]
    if not naive:
        return []
    return [f"times in {' and '.join(naive)} name no zone and were read as {mapping.time_zone}"]
