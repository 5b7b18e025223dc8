"""Parquet: streamed batch by batch, types kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Batch, Bounds, BrokenInputError
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

PARQUET_MAGIC = b"PAR1"


class ParquetReader:
    """A Parquet input. One that comes through a pipe or is packed once more is copied to a temporary file first.

    Parameters
    ----------
    source
        The bytes.
    options
        Not asked: a Parquet file says everything itself.
    bounds
        How much is held at a time.

    Raises
    ------
    InputError
        The file's own table of contents, at its end, is missing or damaged.
    """

    open_ended = False

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:  # noqa: ARG002 - same for every reader
        self._bounds = bounds
        self._source = source
        source.make_seekable(unpack=True)
        try:
            self._file = pq.ParquetFile(source.handle, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"the Parquet file is cut short or damaged ({_first_line(error)})",
                where=source.name,
                hint="Its table of contents lies at its end, so nothing of it can be read; fetch it again",
            ) from error
        self.names: Sequence[str] = self._file.schema_arrow.names

    def schema(self) -> pa.Schema:
        """Return the columns with the types and metadata they have."""
        return self._file.schema_arrow

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the rows, once; see :class:`~coinguard.dumps.rows.Reader`."""
        names = list(self.names) if columns is None else [name for name in self.names if name in columns]
        damage: list[str] = []
        rows = 0
        for group in range(self._file.num_row_groups):
            try:
                for batch in self._file.iter_batches(
                    self._bounds.rows, row_groups=[group], columns=None if columns is None else names, use_threads=False
                ):
                    rows += batch.num_rows
                    # Parquet is read in pieces from all over the file; its share of rows is as good a measure.
                    self._source.bytes_read = (self._source.bytes_total or 0) * rows // self._file.metadata.num_rows
                    yield Batch(pa.Table.from_batches([batch]))
            except (pa.ArrowException, OSError) as error:
                damage.append(f"row group {group + 1} of {self._file.num_row_groups} ({_first_line(error)})")
        if damage:
            raise BrokenInputError(f"its Parquet data is damaged in {', '.join(damage[:3])}")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200].rstrip(". ")
