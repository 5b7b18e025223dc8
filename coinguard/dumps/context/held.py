"""Scored rows held on disk until the whole dump has been looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from coinguard.dumps.rows import Batch

_PACKED: Final = pa.ipc.IpcWriteOptions(compression="lz4")


class HeldRows:
    """A writer that keeps batches as they are; each is a stream of its own, since batches may differ in their types."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = pa.OSFile(str(path), "wb")

    def write(self, batch: Batch, scored: Any) -> None:
        """Keep a batch's rows with their ``cg_`` columns."""
        lines = pa.table({"lines": batch.lines}) if batch.lines is not None else pa.table({})
        for table in (batch.table, lines, scored):
            with pa.ipc.new_stream(self._file, table.schema, options=_PACKED) as stream:
                stream.write_table(table)

    def finish(self) -> None:
        """Let go of the file."""
        self._file.close()

    def batches(self) -> Iterator[tuple[Batch, Any]]:
        """Yield what was kept, in order, and forget it."""
        with pa.OSFile(str(self._path), "rb") as file:
            size = file.size()
            while file.tell() < size:
                table, lines, scored = (pa.ipc.open_stream(file).read_all().combine_chunks() for _ in range(3))
                held = lines["lines"].combine_chunks() if lines.num_columns else None
                yield Batch(table, lines=held), scored
        self._path.unlink()
