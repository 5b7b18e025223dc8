"""YouTube: comments as the Data API answers them, and as Google Takeout exports one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.markup import text_of_html
from coinguard.dumps.formats.messages import Row, link_text
from coinguard.dumps.formats.objects import Problem, found, items_of, loaded, objects_of, text_of
from coinguard.dumps.formats.shape import Head, Shape
from coinguard.dumps.formats.tables import TableReader
from coinguard.dumps.formats.times import iso_time
from coinguard.dumps.rows import Reject

_PLACES: Final = ("", "items[].", "[].", "[].items[].")
_COMMENT: Final = (
    "snippet.topLevelComment",
    "snippet.textDisplay",
    "snippet.textOriginal",
    "snippet.authorDisplayName",
)
_TAKEOUT_TEXT: Final = re.compile(r'\{"(?:text|takeoutSegments|link|mention|videoLink)":')
_ID_COLUMNS: Final = ("comment id", "live chat id")
_VIDEO_ID: Final = re.compile(r"[\w-]{11}")


def is_youtube(head: Head) -> bool:
    """Tell whether an input is one of these by its first bytes."""
    if head.shape.has_any(*(place + key for place in _PLACES for key in _COMMENT)):
        return True
    return bool(head.columns) and (_is_takeout_header(head.columns) or _has_takeout_cells(head))


class YouTubeReader(DocumentReader):
    """Answers of ``commentThreads`` and ``comments``: one, an array of them, or of the comments in them, or one a line."""

    plan: ClassVar[Plan] = {"items": {ELEMENTS: {}}, ELEMENTS: {}}

    def one_a_line(self, shape: Shape) -> bool:
        """Tell whether each line is an object of its own, by the head of the input."""
        return shape.has("snippet") or (shape.has("items") and shape.lines > 1)

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return the comments of an answer or of a thread, or the one comment."""
        if isinstance(found(value, "items"), list):
            for item in objects_of(value, "items"):
                yield from self.rows(item, around)
            return
        top = found(value, "snippet", "topLevelComment")
        video = text_of(value, "snippet", "videoId")
        if isinstance(top, dict):
            yield _comment(top, video)
            for reply in objects_of(value, "replies", "comments"):
                yield _comment(reply, video)
        else:
            yield _comment(value, video)


class TakeoutReader(TableReader):
    """One's own comments or live chats of Google Takeout, whose columns are named in the account's language."""

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        columns = self._columns()
        for cells in self.cells():
            if isinstance(cells, Reject):
                yield cells
                continue
            text, video, parent = (cells.get(columns.get(key, "")) for key in ("text", "video", "parent"))
            values = list(cells.values())
            yield Row(
                text=_takeout_text(text or ""),
                author_id=values[1] if len(values) > 1 else None,
                ts=iso_time(values[2], utc=True) if len(values) > 2 else None,
                channel_id=video or None,
                message_id=values[0] or None,
                reply_to=parent or None,
            )

    def _columns(self) -> dict[str, str]:
        """Return which columns hold the text, the video and the comment that is answered.

        The first three are the message, its author and its time in every language; the others are known by their English
        names, or by what stands in them.
        """
        names = {name.strip().lower(): name for name in self._table.names}
        columns = {
            key: names[name]
            for key, known in (
                ("text", ("comment text", "live chat text")),
                ("video", ("video id",)),
                ("parent", ("parent comment id",)),
            )
            for name in known
            if name in names
        }
        for row in self.head_rows():
            for name, cell in list(row.items())[3:]:
                if _TAKEOUT_TEXT.match(cell):
                    columns.setdefault("text", name)
                elif _VIDEO_ID.fullmatch(cell):
                    columns.setdefault("video", name)
        return columns


def _comment(value: dict[str, Any], video: str | None) -> Row:
    snippet = found(value, "snippet")
    name = text_of(snippet, "authorDisplayName")
    original = text_of(snippet, "textOriginal")
    return Row(
        text=original if original is not None else text_of_html(text_of(snippet, "textDisplay") or ""),
        author_id=text_of(snippet, "authorChannelId", "value"),
        author_name=name,
        author_handle=name if name and name.startswith("@") else None,
        ts=iso_time(found(snippet, "publishedAt"), utc=True),
        channel_id=text_of(snippet, "videoId") or video or text_of(snippet, "channelId"),
        message_id=text_of(value, "id"),
        reply_to=text_of(snippet, "parentId"),
    )


def _takeout_text(cell: str) -> str:
    """Return a comment's text out of its cell: plain, or pieces as JSON, in one object or several behind each other."""
    if not _TAKEOUT_TEXT.match(cell):
        return cell
    pieces = loaded(f"[{cell}]".encode("utf-8", "surrogateescape"), strict=False)
    if isinstance(pieces, Problem):
        return cell
    if segments := items_of(pieces, 0, "takeoutSegments"):
        pieces = segments
    return "".join(link_text(text_of(piece, "text"), text_of(piece, "link", "linkUrl")) or "" for piece in pieces)


def _is_takeout_header(columns: tuple[str, ...]) -> bool:
    return columns[0].strip().lower() in _ID_COLUMNS and len(columns) > 3


def _has_takeout_cells(head: Head) -> bool:
    """Tell a header in another language by the cells below: a channel's id, and text in pieces."""
    return len(head.columns) > 4 and any(
        ',"{""text"":' in line or '""takeoutSegments""' in line for line in head.lines[1:9]
    )
