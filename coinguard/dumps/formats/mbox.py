"""E-mail: ``mbox`` files, and single mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coinguard.dumps.formats.lines import split_lines
from coinguard.dumps.formats.mail import row_of
from coinguard.dumps.formats.messages import MessageReader, Row
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source
from coinguard.limits import MAX_MAIL_BYTES

_FIELD: Final = re.compile(rb"[!-9;-~]{1,100}:")
_ESCAPED: Final = re.compile(rb">+From ")
_USUAL_FIELDS: Final = (
    "date:",
    "delivered-to:",
    "from:",
    "message-id:",
    "mime-version:",
    "received:",
    "subject:",
    "to:",
)


def is_mbox(head: Head) -> bool:
    """Tell whether an input is one of these: a ``From`` line and header fields, or several fields that mails have."""
    first, _, second = head.data[:1_000].partition(b"\n")
    if first.startswith(b"From ") and _FIELD.match(second):
        return True
    fields = {line.split(":", 1)[0].lower() + ":" for line in head.lines if ":" in line}
    return bool(_FIELD.match(first)) and len(fields.intersection(_USUAL_FIELDS)) > 2


class MboxReader(MessageReader):
    """Mails behind each other, each after a line that begins with ``From`` (RFC 4155), or one mail.

    Parameters
    ----------
    source
        The bytes; read once.
    options
        Not asked: each mail says its own encoding.
    bounds
        How much is held at a time.
    """

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:  # noqa: ARG002 - same for every reader
        self._source = source
        self._bounds = bounds

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        self._broken: BrokenInputError | None = None
        mail = _Mail(1)
        pending: bytes | None = None
        """A line that separates two mails if a header field follows it."""
        before = b""
        for number, line in self._lines():
            if isinstance(line, Reject):
                yield line
                continue
            if pending is not None:
                if _FIELD.match(line):
                    yield from mail.finished()
                    mail = _Mail(number)
                else:
                    mail.add(pending)
                pending = None
            if line.startswith(b"From ") and not before.strip():
                pending = line
            else:
                mail.add(line)
            before = line
        if pending is not None:
            mail.add(pending)
        if self._broken is not None:
            yield from mail.broken_off()
            raise self._broken
        yield from mail.finished()

    def _lines(self) -> Iterator[tuple[int, bytes | Reject]]:
        try:
            for lines in split_lines(self._source.blocks(), self._bounds):
                yield from ((reject.line, reject) for reject in lines.rejects)
                yield from ((lines.first + place, line) for place, line in enumerate(lines.content))
        except BrokenInputError as error:
            self._broken = error


class _Mail:
    """A mail while its lines are read."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._lines: list[bytes] = []
        self._length = 0

    def add(self, line: bytes) -> None:
        """Take a line, unless the mail is too long already."""
        self._length += len(line) + 1
        if self._length <= MAX_MAIL_BYTES:
            self._lines.append(line[1:] if _ESCAPED.match(line) else line)

    def broken_off(self) -> Iterator[Reject]:
        """Yield the reject for a mail whose end is missing; nothing when it has not begun."""
        if self._lines:
            yield Reject.of(self._line, "the input breaks off in this mail", b"\n".join(self._lines[:100]))

    def finished(self) -> Iterator[Row | Reject]:
        """Yield the mail, or what is wrong with it; nothing when there is none."""
        data = b"\n".join(self._lines)
        if not data.strip():
            return
        if self._length > MAX_MAIL_BYTES:
            yield Reject.of(self._line, f"a mail longer than {MAX_MAIL_BYTES:,} bytes", data)
            return
        try:
            yield row_of(data)
        except RecursionError:
            yield Reject.of(self._line, "a mail whose parts are nested too deeply", data)
