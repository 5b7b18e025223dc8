"""What the readers of JSON exports share: one document, or one object a line."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.json_stream import Around, JsonCursor, Plan, Walk
from coinguard.dumps.formats.lines import split_lines
from coinguard.dumps.formats.messages import MessageReader, Row
from coinguard.dumps.formats.objects import Problem, loaded
from coinguard.dumps.formats.shape import Shape, shape_of
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source


class DocumentReader(MessageReader):
    """A JSON export.

    Parameters
    ----------
    source
        The bytes; read once.
    options
        Encoding, where the caller knows it.
    bounds
        How much is held at a time.
    """

    plan: ClassVar[Plan]
    """Where a document has its messages."""
    kept: ClassVar[frozenset[str]] = frozenset()
    """What is kept of the objects around them."""

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._source = source
        self._bounds = bounds
        named = named_encoding(options.encoding) if options.encoding else None
        self._encoding = named or encoding_of(source.head, guess=False)
        self._shape = shape_of(b"".join(as_utf8([source.head], self._encoding)))

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        return self._by_line() if self.one_a_line(self._shape) else self._by_document()

    @abc.abstractmethod
    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return the messages of one object; none when it is no message."""

    def one_a_line(self, shape: Shape) -> bool:  # noqa: ARG002 - most formats are never written that way
        """Tell whether each line is an object of its own, by the head of the input."""
        return False

    def repaired(self, content: bytes) -> bytes:
        """Return a value that is not JSON with what its exporter is known to write wrongly put right."""
        return content

    def _blocks(self) -> Iterator[bytes]:
        return as_utf8(self._source.blocks(), self._encoding)

    def _by_document(self) -> Iterator[Row | Reject]:
        cursor = JsonCursor(self._blocks(), self._bounds)
        walk = Walk(cursor, self.plan, self.kept)
        for content in walk:
            if isinstance(content, Reject):
                yield content
                continue
            rows = self._read(content, walk.around)
            if isinstance(rows, Problem):
                yield cursor.reject(str(rows), content)
            else:
                yield from rows
        if not walk.arrived:
            raise BrokenInputError("it has no messages in the places where this format has them")

    def _by_line(self) -> Iterator[Row | Reject]:
        around = Around()
        for lines in split_lines(self._blocks(), self._bounds):
            yield from lines.rejects
            for place, line in enumerate(lines.content):
                if not line.strip():
                    continue
                rows = self._read(line, around)
                if isinstance(rows, Problem):
                    yield Reject.of(lines.first + place, str(rows), line)
                else:
                    yield from rows

    def _read(self, content: bytes, around: Around) -> list[Row] | Problem:
        """Return the messages of a value, or what is wrong with it."""
        value = self._value(content)
        if not isinstance(value, dict):
            return value if isinstance(value, Problem) else Problem("not a message as this format writes them")
        try:
            return list(self.rows(value, around))
        except RecursionError:
            return Problem("nested too deeply")

    def _value(self, content: bytes) -> Any:
        value = loaded(content, strict=False)
        if isinstance(value, Problem):
            repaired = self.repaired(content)
            if repaired is not content:
                return loaded(repaired, strict=False)
        return value
