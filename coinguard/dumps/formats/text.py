"""Plain text: one message a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.lines import split_lines
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Batch, Bounds
from coinguard.dumps.sources import Source


class TextReader:
    """A plain text input: each line is a message, an empty one too, so that row numbers are line numbers.

    Parameters
    ----------
    source
        The bytes; read once.
    options
        Encoding, and what to call the one column; ``text`` by default, with ``links`` ``url``.
    bounds
        How much is held at a time.
    """

    open_ended = False

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._source = source
        self._bounds = bounds
        self._encoding = named_encoding(options.encoding) if options.encoding else encoding_of(source.head)
        self.names: Sequence[str] = (options.text_column or ("url" if options.links else "text"),)

    def schema(self) -> pa.Schema:
        """Return the one column, a string."""
        return pa.schema([pa.field(self.names[0], pa.string())])

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the rows, once; see :class:`~coinguard.dumps.rows.Reader`."""
        name = self.names[0]
        for lines in split_lines(as_utf8(self._source.blocks(), self._encoding), self._bounds):
            content = pa.array([line.removesuffix(b"\r") for line in lines.content], pa.binary())
            table = pa.table({name: content})
            yield Batch(table if columns is None or name in columns else table.select([]), lines.rejects)
