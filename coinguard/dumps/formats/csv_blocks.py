"""A stream of CSV bytes cut into whole rows, whatever the quotes in it do.

A row that runs over several lines and then has the wrong number of fields or text behind a closing quote, is longer
than the bound, or never ends, was most likely opened by a stray quote. Its lines are then taken one by one, so that
one bad line costs one line. Each byte is looked at a bounded number of times, hostile input included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coinguard.dumps.formats.csv_rows import UNCLOSED, split_rows
from coinguard.dumps.formats.lines import gathered
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject


@dataclass(frozen=True, slots=True)
class Rows:
    """Some consecutive rows of one block."""

    data: bytes
    start: int
    """Where the first row begins in ``data``."""
    ends: npt.NDArray[np.int64]
    """One past each row's line break."""
    fields: npt.NDArray[np.int32]
    """Fields of each row; 0 for a blank line, negative for a line that leaves a quote open."""
    numbers: npt.NDArray[np.int64]
    """Line number of each row's first line."""

    def behind(self, place: int) -> Rows:
        """Return the rows from the given one on."""
        return Rows(self.data, int(self.ends[place - 1]), self.ends[place:], self.fields[place:], self.numbers[place:])


class RowStream:
    """The rows of a CSV input, header included.

    Parameters
    ----------
    blocks
        UTF-8 bytes; pieces of any size.
    delimiter
        The byte between fields.
    expected
        Fields that a row should have.
    bounds
        How much is held at a time.
    """

    def __init__(self, blocks: Iterable[bytes], delimiter: int, expected: int, bounds: Bounds) -> None:
        self._blocks = gathered(blocks, bounds.block_bytes)
        self._delimiter = delimiter
        self._expected = expected
        self._bounds = bounds
        self._data = b""
        self._array = np.frombuffer(b"", np.uint8)
        self._position = 0
        self._line = 1
        self._skipping = False
        self._ends = np.empty(bounds.rows, np.int64)
        self._fields = np.empty(bounds.rows, np.int32)
        self._lines = np.empty(bounds.rows, np.int32)

    def __iter__(self) -> Iterator[Rows | Reject]:
        """Yield rows in order, and a reject for each line too long to be held.

        Raises
        ------
        BrokenInputError
            After the last whole row, when the input breaks off.
        """
        following = next(self._blocks, b"")
        while not isinstance(following, BrokenInputError):
            block, following = following, next(self._blocks, b"")
            self._take(block)
            yield from self._whole_rows(final=following == b"")
            if following == b"":
                return
        yield from self._by_line(self._last_break(len(self._data)))
        if rest := self._data[self._position :]:
            yield Reject.of(self._line, "the input breaks off in this row", rest)
        raise following

    def _take(self, block: bytes) -> None:
        self._data = self._data[self._position :] + block
        self._array = np.frombuffer(self._data, np.uint8)
        self._position = 0
        if self._skipping:
            self._skip_line()

    def _whole_rows(self, *, final: bool) -> Iterator[Rows | Reject]:
        """Yield the rows that end in the data held, and all of it when ``final``."""
        while self._position < len(self._data):
            found = self._split(len(self._data), by_line=False, final=final)
            length = np.diff(self._ends[:found], prepend=self._position)
            too_long = np.flatnonzero(length > self._bounds.line_bytes)
            whole = int(too_long[0]) if too_long.size else found
            stray = whole == found > 0 and self._lines[found - 1] > 1 and self._fields[found - 1] != self._expected
            span_end = int(self._ends[found - 1]) if stray else 0
            yield from self._emit(whole - stray)
            if stray:
                yield from self._by_line(span_end, retry_last=True)
            elif too_long.size or (not found and len(self._data) - self._position > self._bounds.line_bytes):
                yield from self._over_long()
            elif not found and final:
                yield from self._by_line(len(self._data))
            elif not found:
                return

    def _split(self, stop: int, *, by_line: bool, final: bool) -> int:
        return split_rows(
            self._array,
            self._position,
            stop,
            self._delimiter,
            self._expected,
            int(by_line),
            int(final),
            self._ends,
            self._fields,
            self._lines,
        )

    def _emit(self, count: int) -> Iterator[Rows]:
        """Yield the first ``count`` rows just found and step behind them."""
        if not count:
            return
        ends, fields, lines = self._ends[:count].copy(), self._fields[:count].copy(), self._lines[:count]
        after = self._line + np.cumsum(lines, dtype=np.int64)
        rows = Rows(self._data, self._position, ends, fields, after - lines)
        self._position, self._line = int(ends[-1]), int(after[-1])
        yield rows

    def _by_line(self, stop: int, *, retry_last: bool = False) -> Iterator[Rows]:
        """Yield every line up to ``stop`` as a row of its own.

        With ``retry_last`` a last line that leaves a quote open is not among them: rows may start over there.
        """
        start = self._position
        while self._position < stop:
            found = self._split(stop, by_line=True, final=True)
            row = int(self._ends[found - 2]) if found > 1 else self._position
            held_back = (
                retry_last
                and row > start
                and int(self._ends[found - 1]) == stop
                and self._fields[found - 1] == UNCLOSED
            )
            yield from self._emit(found - held_back)
            if held_back:
                return

    def _over_long(self) -> Iterator[Rows | Reject]:
        """Yield the lines within the bound of a row that is over it, or the reject of a single line that is."""
        stop = self._last_break(self._position + self._bounds.line_bytes)
        if stop > self._position:
            yield from self._by_line(stop)
            return
        yield Reject.of(
            self._line, f"longer than {self._bounds.line_bytes:,} bytes", self._data[self._position :][:8_000]
        )
        self._skip_line()

    def _last_break(self, stop: int) -> int:
        """Return one past the last line break before ``stop``, or where the data not yet taken begins."""
        return 1 + max(
            self._data.rfind(b"\n", self._position, stop),
            self._data.rfind(b"\r", self._position, stop),
            self._position - 1,
        )

    def _skip_line(self) -> None:
        """Step behind the next line break, now or in a later block."""
        breaks = [place for mark in (b"\n", b"\r") if (place := self._data.find(mark, self._position)) >= 0]
        self._skipping = not breaks
        if not breaks:
            self._position = len(self._data)
            return
        self._position = min(breaks) + 1
        if self._data.startswith(b"\r\n", self._position - 1):
            self._position += 1
        self._line += 1
