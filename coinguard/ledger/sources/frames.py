"""Tables in memory: pandas, polars and Arrow, and whatever hands over Arrow batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from coinguard.errors import InputError
from coinguard.ledger.schema import TableName
from coinguard.ledger.sources.source import Source, described, quoted

if TYPE_CHECKING:
    import duckdb

_KINDS: Final = {
    "pandas": "pandas frame",
    "polars": "polars frame",
    "pyarrow": "Arrow table",
    "duckdb": "DuckDB relation",
}


def open_frame(con: duckdb.DuckDBPyConnection, frame: Any, table: TableName) -> Source:
    """Return the source for a table in memory; nothing of it is copied that need not be.

    Raises
    ------
    InputError
        It is no table.
    """
    kind = _KINDS.get(type(frame).__module__.split(".")[0].lstrip("_"), type(frame).__name__)
    readable = _readable(frame, table)
    name = f"given_{table}"
    con.register(name, readable)
    return Source(f"{table} ({kind})", quoted(name), described(con, quoted(name)))


def _readable(frame: Any, table: TableName) -> Any:
    """Return the table as something whose Arrow batches DuckDB reads, one after the other where it is a stream."""
    if isinstance(frame, pa.Table | pa.RecordBatchReader):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        names = [str(name) for name in frame.columns]
        return pa.table([_pandas_column(frame.iloc[:, place]) for place in range(len(names))], names=names)
    if hasattr(frame, "collect") and hasattr(frame, "collect_schema"):
        frame = frame.collect()
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(frame)
    if hasattr(frame, "scanner") and hasattr(frame, "schema"):
        return frame  # an Arrow dataset
    raise InputError(
        f"a {type(frame).__name__} is no table that coinguard reads",
        where=table,
        hint="Pass a path, or a pandas, polars or Arrow table",
    )


def _pandas_column(column: Any) -> Any:
    """Return a pandas column as Arrow; one that mixes kinds of things as texts, so that each is judged by itself."""
    try:
        return pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, UnicodeEncodeError):
        return pa.array([_text_of(value) for value in column], pa.string())


def _text_of(value: Any) -> str | None:
    if value is None or value != value:  # NaN and NaT differ from themselves
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value).encode("utf-8", "replace").decode("utf-8")
