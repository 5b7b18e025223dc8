"""What the readers of exports in CSV share."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.csv import CsvReader
from coinguard.dumps.formats.messages import MessageReader
from coinguard.dumps.formats.objects import lenient_text
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, Reject
from coinguard.dumps.sources import Source

_HEAD_ROWS: Final = 500


class TableReader(MessageReader):
    """An export in CSV.

    Parameters
    ----------
    source
        The bytes; read once.
    options
        Encoding, where the caller knows it.
    bounds
        How much is held at a time.
    """

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._bounds = bounds
        self._table = CsvReader(source, options, bounds, delimiter=",")
        encoding = named_encoding(options.encoding) if options.encoding else encoding_of(source.head)
        self._head = b"".join(as_utf8([source.head], encoding))

    def cells(self) -> Iterator[dict[str, str] | Reject]:
        """Yield each row as column to cell, and the rows that could not be parsed before those of the same batch."""
        names = self._table.names
        for batch in self._table.batches(None):
            yield from batch.rejects
            columns = (column.to_pylist() for column in batch.table.columns)
            for cells in zip(*columns, strict=True):
                yield {name: lenient_text(cell) for name, cell in zip(names, cells, strict=True)}

    def head_rows(self) -> Iterator[dict[str, str]]:
        """Yield the first rows, for what has to be known of a table before it is read."""
        reader = csv.reader(io.StringIO(self._head.decode("utf-8", "replace"), newline=""))
        names: list[str] | None = None
        try:
            for _, cells in zip(range(_HEAD_ROWS), reader, strict=False):
                if names is None:
                    names = cells
                else:
                    yield dict(zip(names, cells, strict=False))
        except csv.Error:
            return
