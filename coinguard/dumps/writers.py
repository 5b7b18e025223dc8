"""Scored rows written out: an input's own columns unchanged and in order, the ``cg_`` columns behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final, Protocol

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from coinguard.dumps.cells import csv_cells, data_bytes, inert, json_text, plain_text, reasons_json, valid_text
from coinguard.dumps.options import Format
from coinguard.dumps.rows import Batch
from coinguard.dumps.scored import SCORED_SCHEMA

_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}


class Writer(Protocol):
    """One output, open."""

    def write(self, batch: Batch, scored: Any) -> None:
        """Write a batch's rows with the columns that are added to them, a pyarrow table."""

    def finish(self) -> None:
        """Write what stands at the end; the file stays open."""


def writer_for(kind: Format, file: BinaryIO, schema: pa.Schema, added: pa.Schema = SCORED_SCHEMA) -> Writer:
    """Return the writer of a format.

    Parameters
    ----------
    kind
        The format.
    file
        Where to write.
    schema
        The input's own columns with their types; not asked for JSON lines that come from JSON lines.
    added
        The columns behind them.
    """
    if kind == "parquet":
        return ParquetWriter(file, schema, added)
    if kind == "jsonl":
        return JsonLinesWriter(file)
    return CsvWriter(file, [*schema.names, *added.names], _DELIMITERS[kind])


class CsvWriter:
    """Writes CSV or TSV: UTF-8, quoted where it has to be, LF at the end of a row.

    Cells that coinguard adds are never read as a formula by a spreadsheet; the input's own values stay as they were.
    """

    def __init__(self, file: BinaryIO, names: Sequence[str], delimiter: str) -> None:
        self._file = file
        self._delimiter = delimiter
        header = csv_cells(pa.array(names, pa.string()), delimiter)
        file.write(delimiter.join(header.to_pylist()).encode() + b"\n")

    def write(self, batch: Batch, scored: Any) -> None:
        """Write rows; see :class:`Writer`."""
        own = [plain_text(column) for column in _arrays(batch.table)]
        added = [_scored_cells(column) for column in _arrays(scored)]
        cells = [csv_cells(column, self._delimiter) for column in (*own, *added)]
        self._file.write(data_bytes(_joined(_between(cells, self._delimiter), "\n")))

    def finish(self) -> None:
        """Do nothing: CSV has no end."""


class JsonLinesWriter:
    """Writes one object a line. Rows that came as JSON lines keep their own text to the last digit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, batch: Batch, scored: Any) -> None:
        """Write rows; see :class:`Writer`."""
        parts: list[Any] = []
        if batch.lines is not None:
            parts.append(batch.lines.cast(pa.string()))
        else:
            parts.append("{")
            for name, column in zip(batch.table.column_names, _arrays(batch.table), strict=True):
                parts += [orjson.dumps(name).decode() + ":", json_text(column), ","]
        for place, (name, column) in enumerate(zip(scored.column_names, _arrays(scored), strict=True)):
            value = reasons_json(column).fill_null("null") if pa.types.is_list(column.type) else json_text(column)
            parts += [f'{"," if place else ""}"{name}":', value]
        self._file.write(data_bytes(_joined(parts, "}\n")))

    def finish(self) -> None:
        """Do nothing: JSON lines have no end."""


class ParquetWriter:
    """Writes Parquet with the input's own types and metadata, a row group for each batch."""

    def __init__(self, file: BinaryIO, schema: pa.Schema, added: pa.Schema) -> None:
        self._schema = pa.schema([*schema, *added], metadata=schema.metadata)
        self._own = schema
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, batch: Batch, scored: Any) -> None:
        """Write rows; see :class:`Writer`."""
        own = [_typed(column, field.type) for column, field in zip(_arrays(batch.table), self._own, strict=True)]
        self._writer.write_table(pa.table([*own, *_arrays(scored)], schema=self._schema))

    def finish(self) -> None:
        """Write the table of contents."""
        self._writer.close()


def _arrays(table: Any) -> list[Any]:
    return [column.combine_chunks() for column in table.columns]


def _typed(column: Any, kind: Any) -> Any:
    """Return a column in its output type; strings as valid UTF-8, since not every reader has made sure of that."""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return valid_text(column).cast(kind)
    return column if column.type == kind else column.cast(kind)


def _scored_cells(column: Any) -> Any:
    """Return a ``cg_`` column as cells: numbers stay numbers, JSON begins with a bracket, the rest is made inert."""
    if pa.types.is_list(column.type):
        return reasons_json(column)
    text = plain_text(column)
    return inert(text) if pa.types.is_string(column.type) else text


def _between(cells: Iterable[Any], separator: str) -> list[Any]:
    """Return the cells with the separator between each two."""
    parts: list[Any] = []
    for cell in cells:
        parts += [separator, cell] if parts else [cell]
    return parts


def _joined(parts: Sequence[Any], end: str) -> Any:
    """Return one string a row: the parts, arrays and constants, one behind the other, and the end."""
    wide = [part if isinstance(part, str) else part.cast(pa.large_string()) for part in parts]
    scalars = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in wide]
    return pc.binary_join_element_wise(*scalars, pa.scalar(end, pa.large_string()), pa.scalar("", pa.large_string()))
