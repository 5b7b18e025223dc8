"""CSV and TSV: rows found by a kernel, values cut out by Arrow, nothing guessed about types."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from coinguard.dumps.columns import names_a_text_column
from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.csv_blocks import Rows, RowStream
from coinguard.dumps.formats.csv_rows import split_rows
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import MAX_COLUMNS, Batch, Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 50
_SAMPLE_CHARACTERS: Final = 1 << 16


class CsvReader:
    """A CSV or TSV input with a header.

    Parameters
    ----------
    source
        The bytes; read once.
    options
        Encoding and delimiter, where the caller knows them.
    bounds
        How much is held at a time.
    delimiter
        The delimiter of the format, when it has just one.

    Raises
    ------
    InputError
        There is no header, or it has more columns than are read.
    """

    open_ended = False

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds, delimiter: str | None = None) -> None:
        self._source = source
        self._bounds = bounds
        self._encoding = named_encoding(options.encoding) if options.encoding else encoding_of(source.head)
        head = b"".join(as_utf8([source.head], self._encoding))
        self._delimiter = options.delimiter or delimiter or delimiter_of(head, links=options.links) or ","
        self.names: Sequence[str] = header_of(head, self._delimiter)
        if not self.names:
            raise InputError(
                "there is no header line", where=source.name, hint="A CSV file begins with its columns' names"
            )
        if len(self.names) > MAX_COLUMNS:
            raise InputError(f"the header names more than {MAX_COLUMNS:,} columns", where=source.name)

    def schema(self) -> pa.Schema:
        """Return every column as a string: CSV knows no other type."""
        return pa.schema([pa.field(name, pa.string()) for name in self.names])

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the rows, once; see :class:`~coinguard.dumps.rows.Reader`."""
        chosen = [place for place, name in enumerate(self.names) if columns is None or name in columns]
        gathered = _Gathering(len(self.names))
        broken: BrokenInputError | None = None
        try:
            for piece in self._rows():
                if gathered and not gathered.has_room(piece, self._bounds.rows):
                    yield self._batch(gathered, chosen)
                    gathered = _Gathering(len(self.names))
                gathered.add(piece)
        except BrokenInputError as error:
            broken = error
        if gathered:
            yield self._batch(gathered, chosen)
        if broken is not None:
            raise broken

    def _rows(self) -> Iterator[Rows | Reject]:
        """Yield everything behind the header."""
        blocks = as_utf8(self._source.blocks(), self._encoding)
        header_seen = False
        for piece in RowStream(blocks, ord(self._delimiter), len(self.names), self._bounds):
            if header_seen or isinstance(piece, Reject):
                yield piece
                continue
            header = int(np.argmax(piece.fields != 0))
            header_seen = bool(piece.fields[header])
            if header_seen and header + 1 < len(piece.ends):
                yield piece.behind(header + 1)

    def _batch(self, gathered: _Gathering, chosen: Sequence[int]) -> Batch:
        data = gathered.good_rows()
        table = parsed(data, self._delimiter, len(self.names), chosen)
        if table.num_rows != gathered.rows:
            raise AssertionError(f"Arrow sees {table.num_rows} rows where {gathered.rows} were split off")
        return Batch(table.rename_columns([self.names[place] for place in chosen]), tuple(gathered.rejects))


class _Gathering:
    """Rows of one block on their way into a batch."""

    def __init__(self, expected: int) -> None:
        self.rows = 0
        self.rejects: list[Reject] = []
        self._expected = expected
        self._block: bytes | None = None
        self._stretches: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self.rows or self.rejects)

    def has_room(self, piece: Rows | Reject, limit: int) -> bool:
        """Tell whether the piece still fits: no more rows than ``limit``, all from one block."""
        if isinstance(piece, Reject):
            return len(self.rejects) < limit
        return (self._block is None or self._block is piece.data) and (
            self.rows + len(self.rejects) + len(piece.ends) <= limit
        )

    def add(self, piece: Rows | Reject) -> None:
        """Take the good rows of a piece and reject the others."""
        if isinstance(piece, Reject):
            self.rejects.append(piece)
            return
        self._block = piece.data
        good = piece.fields == self._expected
        blank = piece.fields == 0
        self.rows += int(good.sum())
        starts = np.concatenate(([piece.start], piece.ends[:-1]))
        kept = good | blank
        if kept.all():
            self._stretches.append((piece.start, int(piece.ends[-1])))
            return
        for place in np.flatnonzero(~kept):
            content = piece.data[starts[place] : piece.ends[place]]
            problem = _problem(int(piece.fields[place]), self._expected)
            self.rejects.append(Reject.of(int(piece.numbers[place]), problem, content.rstrip(b"\r\n")))
        edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False])).astype(np.int8)))
        self._stretches.extend(
            (int(starts[first]), int(piece.ends[behind - 1])) for first, behind in edges.reshape(-1, 2)
        )

    def good_rows(self) -> bytes | memoryview:
        """Return the CSV text of the rows that have the right number of fields."""
        if self._block is None:
            return b""
        if all(end == start for (_, end), (start, _) in zip(self._stretches, self._stretches[1:], strict=False)):
            # One stretch, as it nearly always is: no copy.
            return memoryview(self._block)[self._stretches[0][0] : self._stretches[-1][1]] if self._stretches else b""
        return b"".join(self._block[start:end] for start, end in self._stretches)


def _problem(fields: int, expected: int) -> str:
    if fields < 0:
        return "a quote is left open"
    return f"{fields} field{'s' if fields != 1 else ''} instead of {expected}"


def parsed(data: bytes | memoryview, delimiter: str, width: int, chosen: Sequence[int]) -> Any:
    """Return the chosen columns of whole CSV rows as a pyarrow table, all binary, empty fields as empty values."""
    names = [f"c{place}" for place in range(width)]
    wanted = [names[place] for place in chosen]
    if not data:
        return pa.schema([pa.field(name, pa.binary()) for name in wanted]).empty_table()
    if data[:3] == b"\xef\xbb\xbf":
        # Arrow would drop it as a byte order mark; inside an input it belongs to the value. Blank lines are skipped.
        data = b"\n" + bytes(data)
    return arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(data)),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=max(len(data) + 1, 1 << 16), column_names=names
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types={name: pa.binary() for name in wanted},
            null_values=[],
            strings_can_be_null=False,
            include_columns=wanted,
        ),
    ).combine_chunks()


def header_of(head: bytes, delimiter: str) -> list[str]:
    """Return the column names in the first row that is not blank; none when there is no such row within the head."""
    array = np.frombuffer(head, np.uint8)
    ends, fields, lines = np.empty(64, np.int64), np.empty(64, np.int32), np.empty(64, np.int32)
    start = 0
    while start < len(head):
        found = split_rows(array, start, len(head), ord(delimiter), 0, 0, 1, ends, fields, lines)
        for place in range(found):
            end = int(ends[place])
            if fields[place]:
                width = int(fields[place])
                row = parsed(head[start:end], delimiter, width, range(width))
                return [column[0].as_py().decode("utf-8", "replace") for column in row.columns]
            start = end
        if not found:
            break
    return []


def delimiter_of(head: bytes, *, links: bool = False) -> str | None:
    """Return the delimiter of CSV text by its first rows, or null when no header and rows speak for any.

    One that makes a header name a text column wins; then the one that gives most rows the header's number of fields.
    """
    text = head.decode("utf-8", "replace")[:_SAMPLE_CHARACTERS]
    best: tuple[tuple[bool, float, int], str] | None = None
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            rows = [row for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False) if row]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows) / len(rows)
        rank = (names_a_text_column(rows[0], links=links), alike, width)
        if best is None or rank > best[0]:
            best = rank, delimiter
    return best[1] if best else None
