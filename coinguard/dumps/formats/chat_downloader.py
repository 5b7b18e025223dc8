"""Live chats as chat-downloader writes them, of YouTube, Twitch and Facebook: one array, or one object a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.messages import Row, joined
from coinguard.dumps.formats.objects import text_of
from coinguard.dumps.formats.shape import Head, Shape
from coinguard.dumps.formats.times import epoch_time


def is_chat_downloader(head: Head) -> bool:
    """Tell whether an input is such a chat by its first bytes."""
    return any(head.shape.has(f"{at}message_type", f"{at}message_id") for at in ("", "[]."))


class ChatDownloaderReader(DocumentReader):
    """A live chat; such an export does not say of which channel. Its times count microseconds."""

    plan: ClassVar[Plan] = {ELEMENTS: {}}

    def one_a_line(self, shape: Shape) -> bool:
        """Tell whether each line is an object of its own, by the head of the input."""
        return shape.has("message_type")

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:  # noqa: ARG002 - nothing stands around it
        """Return one message."""
        shown, name = text_of(value, "author", "display_name"), text_of(value, "author", "name")
        yield Row(
            text=text_of(value, "message") or "",
            author_id=text_of(value, "author", "id"),
            author_name=shown or name,
            author_handle=name if shown else None,
            ts=epoch_time(value.get("timestamp"), 1_000_000),
            message_id=text_of(value, "message_id"),
            reply_to=text_of(value, "in_reply_to", "message_id"),
            quoted=text_of(value, "in_reply_to", "message"),
            embeds=joined(
                *(text_of(value, key) for key in ("header_primary_text", "header_secondary_text", "sub_message"))
            ),
        )
