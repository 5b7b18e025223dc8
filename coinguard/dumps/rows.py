"""What every reader of a dump gives: names, types, and batches of rows with the lines that could not be parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pyarrow as pa

from coinguard.dumps.options import ScanOptions
from coinguard.limits import MAX_LINE_BYTES

REJECT_CHARACTERS: Final = 2_000
"""Characters kept of a line that could not be parsed."""

MAX_COLUMNS: Final = 16_384
"""Columns of one input; as many as the widest spreadsheet has."""

_BLOCK_BYTES_PER_ROW: Final = 128


class BrokenInputError(Exception):
    """The input ends or breaks before its end; everything before was read. The argument says how."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One line or row that could not be parsed."""

    line: int
    """Its line in the input, counted from 1; a quoted line break counts as one."""
    problem: str
    """What was wrong with it."""
    content: str
    """Its first :data:`REJECT_CHARACTERS` characters, bytes that are not text as U+FFFD."""
    byte: int | None = None
    """Where it begins, counted from 0, for formats that have all on one line; else null."""

    @classmethod
    def of(cls, line: int, problem: str, content: bytes, byte: int | None = None) -> Reject:
        """Return the reject for a line given as UTF-8 bytes."""
        # Four bytes are the longest character, so this many bytes hold all the characters kept.
        text = content[: 4 * REJECT_CHARACTERS].decode("utf-8", "replace")[:REJECT_CHARACTERS]
        return cls(line, problem, text, byte)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of an input, in its order."""

    table: Any
    """pyarrow.Table of the columns asked for; text that nobody has validated is binary."""
    rejects: tuple[Reject, ...] = ()
    """The lines between and around these rows that could not be parsed, in the input's order."""
    lines: Any = None
    """JSON lines only: pyarrow binary array of each row's object as it stands, its closing brace taken for a comma."""


class Reader(Protocol):
    """One input, opened and understood as far as its head."""

    @property
    def names(self) -> Sequence[str]:
        """The columns, in order; for JSON lines those of the first objects."""

    @property
    def open_ended(self) -> bool:
        """Whether rows may have columns beyond :attr:`names`."""

    def schema(self) -> pa.Schema:
        """Return every column with the type it has in an output that has types; may read the input once."""

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the rows, once.

        Parameters
        ----------
        columns
            The columns to read; null for all, in order.

        Raises
        ------
        BrokenInputError
            After the last batch that could be read, when the input breaks off.
        """


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is held at a time."""

    rows: int
    """Rows of one batch."""
    block_bytes: int
    """Bytes read before rows are split off."""
    line_bytes: int = MAX_LINE_BYTES
    """Bytes of the longest line or row that is parsed."""

    @classmethod
    def of(cls, options: ScanOptions) -> Bounds:
        """Return the bounds for a batch size: about 8 MiB of text for the usual 65,536 rows."""
        return cls(options.batch_rows, max(64, options.batch_rows * _BLOCK_BYTES_PER_ROW))
