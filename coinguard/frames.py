"""Tables of any kind: pandas, polars and Arrow in, the same kind out, its own columns untouched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import pyarrow as pa

from coinguard.errors import InputError
from coinguard.message import MESSAGE_FIELDS, SCORED_FIELDS

Table = TypeVar("Table")

TEXT_COLUMNS: Final = ("text", "message", "content", "body", "comment")
"""Column names that are taken for the text when none is named, in order of preference."""
LINK_COLUMNS: Final = ("url", "link", "domain", "host")
"""Column names that are taken for the link."""
_READ: Final = frozenset((*SCORED_FIELDS, "author_id"))
"""The Message fields that a verdict depends on; authors are looked up in the owner's lists by their ids."""


def column_names(table: Any) -> list[str]:
    """Return the column names of a pandas, polars or Arrow table.

    Raises
    ------
    InputError
        It is none of them.
    """
    if isinstance(table, pa.Table | pa.RecordBatch):
        return list(table.schema.names)
    if hasattr(table, "columns") and (hasattr(table, "__arrow_c_stream__") or hasattr(table, "iloc")):
        return [str(name) for name in table.columns]
    raise InputError(
        f"a {type(table).__name__} is no table that coinguard reads", hint="Pass a pandas, polars or Arrow table"
    )


def find_column(names: list[str], preferred: tuple[str, ...], option: str) -> str:
    """Return the first of ``preferred`` among ``names``, with the same case if there is one.

    Raises
    ------
    InputError
        There is none; the message lists the columns and names ``option``.
    """
    lowered = {name.lower(): name for name in reversed(names)}
    for wanted in preferred:
        if wanted in names:
            return wanted
        if wanted in lowered:
            return lowered[wanted]
    raise InputError(
        f"no column is called {', '.join(preferred[:-1])} or {preferred[-1]}; there are {', '.join(map(repr, names))}",
        hint=f"Name the column with {option}",
    )


def to_messages(table: Any, columns: Mapping[str, str]) -> pa.Table:
    """Return the columns of a table that are read, as Arrow; ``columns`` maps Message fields to the table's column names."""
    arrays = {}
    for field, name in columns.items():
        if field in _READ:
            column = table[name] if not isinstance(table, pa.Table | pa.RecordBatch) else table.column(name)
            arrays[field] = _arrow(column)
    return pa.table(arrays)


def _arrow(column: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(column, pa.Array | pa.ChunkedArray):
        return column
    if hasattr(column, "to_arrow"):
        return column.to_arrow()
    try:
        return pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        # An object column that mixes texts with other things, or holds lone surrogates: read it value by value.
        return pa.array([_text_of(value) for value in column], pa.large_binary())


def _text_of(value: Any) -> bytes | None:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace") if value.isascii() else value.encode("utf-8", "surrogatepass")


def message_columns(
    names: list[str], text: str | None, columns: Mapping[str, str] | None, links: bool
) -> dict[str, str]:
    """Return which column each Message field is read from.

    Raises
    ------
    InputError
        A named column is not there, or an unknown field is named.
    """
    chosen = {field: field for field in MESSAGE_FIELDS if field in names and field != "text" and not links}
    for field, name in (columns or {}).items():
        if field not in MESSAGE_FIELDS:
            raise InputError(f"a message has no field {field!r}", hint=f"Its fields are {', '.join(MESSAGE_FIELDS)}")
        chosen[field] = name
    if text is not None:
        chosen["text"] = text
    if "text" not in chosen:
        chosen["text"] = find_column(names, LINK_COLUMNS if links else TEXT_COLUMNS, "text=")
    missing = [name for name in chosen.values() if name not in names]
    if missing:
        raise InputError(f"there is no column {missing[0]!r}; there are {', '.join(map(repr, names))}")
    return chosen


def append_columns(table: Any, scored: pa.Table, replace: bool) -> Any:
    """Return ``table`` with the scored columns behind its own; index and dtypes stay.

    Raises
    ------
    InputError
        It has such columns already and ``replace`` is false.
    """
    old = [name for name in column_names(table) if name in scored.schema.names]
    if old and not replace:
        raise InputError(f"the table has a column {old[0]!r} already", hint="Pass replace=True to score it anew")
    if isinstance(table, pa.Table | pa.RecordBatch):
        kept = table.select([name for name in table.schema.names if name not in old])
        arrays = [*kept.columns, *(column.combine_chunks() for column in scored.columns)]
        names = [*kept.schema.names, *scored.schema.names]
        return (
            type(table).from_arrays(arrays, schema=pa.schema([*kept.schema, *scored.schema], kept.schema.metadata))
            if names
            else table
        )
    if hasattr(table, "iloc"):
        return _append_pandas(table, scored, old)
    import polars as pl

    new = pl.from_arrow(scored)
    assert isinstance(new, pl.DataFrame)  # noqa: S101 - narrows the type: a table never becomes a series
    return table.drop(old).hstack(new)


def _append_pandas(frame: Any, scored: pa.Table, old: list[str]) -> Any:
    import pandas as pd

    result = frame.drop(columns=old) if old else frame.copy(deep=False)
    for name in scored.schema.names:
        column = scored.column(name)
        series = column.to_pandas(types_mapper=pd.ArrowDtype) if name == "cg_reasons" else column.to_pandas()
        series.index = frame.index
        result[name] = series
    return result
