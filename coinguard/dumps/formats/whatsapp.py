"""WhatsApp: a chat exported as text, from Android and from iOS, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.lines import split_lines
from coinguard.dumps.formats.local_times import MARKS, STAMP, LocalTimes
from coinguard.dumps.formats.messages import MessageReader, Row
from coinguard.dumps.formats.objects import lenient_text
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source

_HEADER: Final = re.compile(rf"{MARKS}{{0,3}}(?:\[(?=.{{6,60}}\]\s))?{STAMP}(?:\]\s|\s[-–]\s)")
_MARKS: Final = re.compile(MARKS)

_AUTHOR_CHARACTERS: Final = 80
_APP_NOTE: Final = re.compile(
    "\\s*(?:\u200e<[^<>\n]{1,60}>|<(?:This message was edited|Diese Nachricht wurde bearbeitet\\.|Se editó este mensaje\\.|"
    "Mensagem editada|Ce message a été modifié|Questo messaggio è stato modificato|Сообщение изменено|Pesan ini diedit)>)\\s*$"
)
"""What the app appends to an edited message: iOS behind a mark, Android without one, in the device's language."""

_SAMPLE: Final = 40
_FILE_NAMES: Final = re.compile(
    r"^(?:WhatsApp[ _]Chat[ _](?:-|with|mit)|Chat[ _](?:de[ _])?WhatsApp[ _]con)[ _]", re.IGNORECASE
)


def is_whatsapp(head: Head) -> bool:
    """Tell whether an input is such a chat by its first lines: the first is a message, and so are many of the others."""
    lines = [line for line in head.lines[:_SAMPLE] if line.strip()]
    return (
        bool(lines)
        and _header(lines[0]) is not None
        and sum(_header(line) is not None for line in lines) * 4 > len(lines)
    )


class WhatsAppReader(MessageReader):
    """A WhatsApp chat.

    Times come without a zone: they are those of the device that exported the chat. Lines of the app's own ("Anna added Ben")
    come without an author. What is quoted or forwarded looks like any other message in such an export, and only the latest
    version of an edited message is in it.

    Parameters
    ----------
    source
        The bytes; read up to where the order of day and month is clear, and then once.
    options
        Encoding, where the caller knows it.
    bounds
        How much is held at a time.
    """

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._source = source
        self._bounds = bounds
        self._encoding = named_encoding(options.encoding) if options.encoding else encoding_of(source.head)
        self._channel = chat_name(source.name)

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        self._source.make_seekable()
        times = LocalTimes.of_stamps(self._stamps())
        self._source.rewind()
        message: _Message | None = None
        for number, line in self._lines():
            if isinstance(line, Reject):
                yield line
                continue
            header = _header(line)
            if header is not None:
                if message is not None:
                    yield message.finished(self._bounds)
                message = _Message(number, times.iso_of(header[0]), self._channel, header[1])
            elif message is not None:
                message.add(line, self._bounds)
            elif line.strip():
                yield Reject.of(number, "stands before the first message", line.encode("utf-8", "surrogateescape"))
        if message is not None:
            yield message.finished(self._bounds) if self._broken is None else message.broken_off()
        if self._broken is not None:
            raise self._broken

    def _stamps(self) -> Iterator[re.Match[str]]:
        for _, line in self._lines():
            if isinstance(line, str) and (header := _header(line)):
                yield header[0]

    def _lines(self) -> Iterator[tuple[int, str | Reject]]:
        """Yield each line with its number; how the input broke is kept for later."""
        self._broken: BrokenInputError | None = None
        try:
            for lines in split_lines(as_utf8(self._source.blocks(), self._encoding), self._bounds):
                yield from ((reject.line, reject) for reject in lines.rejects)
                for place, line in enumerate(lines.content):
                    yield lines.first + place, lenient_text(line.removesuffix(b"\r"))
        except BrokenInputError as error:
            self._broken = error


class _Message:
    """A message while its lines are read."""

    def __init__(self, line: int, ts: str | None, channel: str | None, rest: str) -> None:
        self._line = line
        self._ts = ts
        self._channel = channel
        self._author, first = _author_and_text(rest)
        self._lines = [first]
        self._length = len(first)

    def add(self, line: str, bounds: Bounds) -> None:
        """Take a further line, unless the message is too long already."""
        if self._length <= bounds.line_bytes:
            self._lines.append(line)
            self._length += len(line) + 1

    def finished(self, bounds: Bounds) -> Row | Reject:
        """Return the message, or what is wrong with it."""
        if self._length > bounds.line_bytes:
            return self._reject(f"longer than {bounds.line_bytes:,} bytes")
        text = _APP_NOTE.sub("", "\n".join(self._lines).rstrip()) or self._lines[0]
        return Row(text=text, author_name=self._author, ts=self._ts, channel_id=self._channel)

    def broken_off(self) -> Reject:
        """Return the reject for a message whose end is missing."""
        return self._reject("the input breaks off in this message")

    def _reject(self, problem: str) -> Reject:
        return Reject.of(self._line, problem, "\n".join(self._lines[:100]).encode("utf-8", "surrogateescape"))


def chat_name(name: str) -> str | None:
    """Return what a chat's file is called: the other person or the group; null for standard input."""
    if name == "-":
        return None
    path = PurePath(name)
    # iOS calls the file the same in every archive, and the archive like the chat.
    stem = path.parent.name if path.name == "_chat.txt" else path.name
    while (suffix := PurePath(stem).suffix.lower()) in (".txt", ".zip", ".gz", ".zst"):
        stem = stem[: -len(suffix)]
    return _FILE_NAMES.sub("", stem).strip(" -_") or None


def _header(line: str) -> tuple[re.Match[str], str] | None:
    """Return the time that a message begins with and what stands behind it; null for a line within a message."""
    stamp = _HEADER.match(line)
    return (stamp, line[stamp.end() :]) if stamp else None


def _author_and_text(rest: str) -> tuple[str | None, str]:
    """Return the author and the text of a message; no author for a line of the app's own."""
    written, colon, text = rest.partition(":")
    # People who are not in the exporting device's contacts are written "~ Name".
    author = _MARKS.sub("", written).strip().removeprefix("~").strip()
    quotes = any(mark in author for mark in '"“„«')
    if not colon or not 0 < len(author) <= _AUTHOR_CHARACTERS or quotes or text[:1] not in ("", " "):
        return None, rest.lstrip("\u200e\u200f")
    return author, text[1:].lstrip("\u200e\u200f")
