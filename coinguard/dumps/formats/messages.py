"""What the readers of exports share: messages in, batches of the canonical columns out."""

from __future__ import annotations

import abc
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final, NamedTuple

import pyarrow as pa

from coinguard.dumps.formats.objects import encoded
from coinguard.dumps.rows import Batch, Bounds, BrokenInputError, Reject
from coinguard.message import MESSAGE_FIELDS


class Row(NamedTuple):
    """One message of an export, with the fields of :class:`~coinguard.Message`; a null where the export has nothing."""

    text: str = ""
    author_id: str | None = None
    author_name: str | None = None
    author_handle: str | None = None
    author_bio: str | None = None
    ts: str | None = None
    channel_id: str | None = None
    message_id: str | None = None
    reply_to: str | None = None
    quoted: str | None = None
    forwarded: str | None = None
    embeds: str | None = None
    ocr_text: str | None = None


if Row._fields != MESSAGE_FIELDS:
    raise AssertionError("the rows of exports have other fields than messages")

_LONG_FIELDS: Final = tuple(MESSAGE_FIELDS.index(name) for name in ("text", "quoted", "forwarded", "embeds"))


class MessageReader(abc.ABC):
    """A reader that gives messages: whatever the export, its columns are those of :class:`~coinguard.Message`."""

    open_ended: ClassVar[bool] = False
    names: Sequence[str] = MESSAGE_FIELDS
    _bounds: Bounds

    def schema(self) -> pa.Schema:
        """Return the columns, all strings."""
        return pa.schema([pa.field(name, pa.string()) for name in self.names])

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the messages, once; see :class:`~coinguard.dumps.rows.Reader`."""
        return batched(self.pieces(), columns, self._bounds)

    @abc.abstractmethod
    def pieces(self) -> Iterator[Row | Reject]:
        """Yield each message and what could not be read, in the export's order, once.

        Raises
        ------
        BrokenInputError
            Behind the last one, when the export breaks off.
        """


def batched(pieces: Iterable[Row | Reject], columns: Sequence[str] | None, bounds: Bounds) -> Iterator[Batch]:
    """Yield messages as batches of at most ``bounds.rows``, and of about ``bounds.block_bytes`` where they are long.

    Parameters
    ----------
    pieces
        Messages and what could not be read.
    columns
        The message fields wanted, all by default.
    bounds
        How much is held at a time.
    """
    places = [place for place, name in enumerate(MESSAGE_FIELDS) if columns is None or name in columns]
    rows: list[Row] = []
    rejects: list[Reject] = []
    size = 0
    broken: BrokenInputError | None = None
    source = iter(pieces)
    while True:
        try:
            piece = next(source, None)
        except BrokenInputError as error:
            piece, broken = None, error
        if piece is None:
            break
        if isinstance(piece, Row):
            rows.append(piece)
            size += sum(len(piece[place] or "") for place in _LONG_FIELDS)
        else:
            rejects.append(piece)
        if len(rows) >= bounds.rows or len(rejects) >= bounds.rows or size >= bounds.block_bytes:
            yield Batch(_table(rows, places), tuple(rejects))
            rows, rejects, size = [], [], 0
    if rows or rejects:
        yield Batch(_table(rows, places), tuple(rejects))
    if broken is not None:
        raise broken


def joined(*texts: str | None) -> str | None:
    """Return the texts that are not empty, one a line; null when there is none."""
    return "\n".join(text for text in texts if text) or None


def link_text(shown: str | None, target: str | None) -> str:
    """Return a link as Markdown, ``[shown](target)``, or only its target where nothing else is shown for it."""
    if not target:
        return shown or ""
    shown = (shown or "").strip()
    bare = target.split("://", 1)[-1].rstrip("/")
    if not shown or shown.split("://", 1)[-1].rstrip("/") == bare:
        return shown or target
    return f"[{shown}]({target.strip().replace('(', '%28').replace(')', '%29')})"


def unescaped(text: str | None) -> str:
    """Return a text whose ``<``, ``>`` and ``&`` were written as entities."""
    return (text or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def own_and_quoted(text: str, mark: re.Pattern[str]) -> tuple[str, str | None]:
    """Return a text without its quoted lines, and those; what is quoted is not the author's.

    Parameters
    ----------
    text
        A message.
    mark
        What a quoted line begins with.
    """
    if ">" not in text:
        return text, None
    own: list[str] = []
    quoted: list[str] = []
    for line in text.split("\n"):
        found = mark.match(line)
        if found:
            quoted.append(line[found.end() :])
        else:
            own.append(line)
    return ("\n".join(own).strip(), joined(*quoted)) if quoted else (text, None)


def _table(rows: Sequence[Row], places: Sequence[int]) -> Any:
    return pa.table({MESSAGE_FIELDS[place]: _strings([row[place] for row in rows]) for place in places})


def _strings(values: Sequence[str | None]) -> Any:
    """Return a column as pyarrow strings; as bytes when some are not valid text, for the guard to tell."""
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowException, UnicodeEncodeError):
        return pa.array([None if value is None else encoded(value) for value in values], pa.binary())
