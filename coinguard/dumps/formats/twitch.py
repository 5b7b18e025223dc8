"""Twitch: the chat of a video as TwitchDownloader writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.messages import Row
from coinguard.dumps.formats.objects import text_of
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.times import iso_time


def is_twitch(head: Head) -> bool:
    """Tell whether an input is such a chat by its first bytes."""
    shape = head.shape
    return shape.has("comments[].commenter") or shape.has("streamer", "comments") or shape.has("FileInfo", "streamer")


class TwitchReader(DocumentReader):
    """The chat of a recorded stream, with the bios of those who wrote."""

    plan: ClassVar[Plan] = {"comments": {ELEMENTS: {}}}
    kept: ClassVar[frozenset[str]] = frozenset(("streamer",))

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return one message."""
        yield Row(
            text=text_of(value, "message", "body") or "",
            author_id=text_of(value, "commenter", "_id"),
            author_name=text_of(value, "commenter", "display_name"),
            author_handle=text_of(value, "commenter", "name"),
            author_bio=text_of(value, "commenter", "bio"),
            ts=iso_time(value.get("created_at"), utc=True),
            channel_id=text_of(value, "channel_id") or text_of(around.kept("streamer"), "id"),
            message_id=text_of(value, "_id"),
        )
