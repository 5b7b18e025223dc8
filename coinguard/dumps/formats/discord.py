"""Discord: what DiscordChatExporter writes, as JSON and as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.local_times import LocalTimes
from coinguard.dumps.formats.messages import Row, joined, link_text, own_and_quoted
from coinguard.dumps.formats.objects import found, objects_of, text_of
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.tables import TableReader
from coinguard.dumps.formats.times import iso_time
from coinguard.dumps.rows import Reject

_COLUMNS: Final = ("AuthorID", "Author", "Date", "Content")

_QUOTE: Final = re.compile(r">(?:>>)? ")

_PHRASES: Final = frozenset(
    ("Call", "ChannelIconChange", "ChannelPinnedMessage", "GuildMemberJoin", "RecipientAdd", "RecipientRemove")
)
"""Types of messages whose content is a phrase of the exporter's, such as "Joined the server."; their author wrote nothing."""


def is_discord(head: Head) -> bool:
    """Tell whether an input is such an export by its first bytes."""
    return head.shape.has("guild.id", "channel.id", "messages") or head.columns[:4] == _COLUMNS


class DiscordReader(DocumentReader):
    """A channel exported as JSON."""

    plan: ClassVar[Plan] = {"messages": {ELEMENTS: {}}}
    kept: ClassVar[frozenset[str]] = frozenset(("channel",))

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return one message."""
        forward = found(value, "reference", "type") == "Forward"
        text, quoted = own_and_quoted(text_of(value, "content") or "", _QUOTE)
        yield Row(
            text="" if value.get("type") in _PHRASES else text,
            author_id=text_of(value, "author", "id"),
            author_name=text_of(value, "author", "nickname"),
            author_handle=text_of(value, "author", "name"),
            ts=iso_time(value.get("timestamp"), utc=True),
            channel_id=text_of(around.kept("channel"), "id"),
            message_id=text_of(value, "id"),
            reply_to=None if forward else text_of(value, "reference", "messageId"),
            quoted=quoted,
            forwarded=_forwarded(value.get("forwardedMessage")),
            embeds=_shown(value),
        )


class DiscordTableReader(TableReader):
    """A channel exported as CSV, which has neither embeds nor forwards, nor the ids of messages."""

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        times = LocalTimes.of(row.get("Date", "") for row in self.head_rows())
        for cells in self.cells():
            if isinstance(cells, Reject):
                yield cells
                continue
            text, quoted = own_and_quoted(cells.get("Content", ""), _QUOTE)
            yield Row(
                text=text,
                author_id=cells.get("AuthorID") or None,
                author_handle=cells.get("Author") or None,
                ts=iso_time(cells.get("Date")) or times.iso(cells.get("Date", "")),
                quoted=quoted,
                embeds=joined(*map(_file_name, cells.get("Attachments", "").split(","))),
            )


def _shown(message: dict[str, Any]) -> str | None:
    """Return what a message shows beside its text: embeds, buttons, names of files."""
    if not (message.get("embeds") or message.get("components") or message.get("attachments")):
        return None
    return joined(
        *map(_embed, objects_of(message, "embeds")),
        *map(_component, objects_of(message, "components")),
        *(text_of(file, "fileName") for file in objects_of(message, "attachments")),
    )


def _forwarded(message: Any) -> str | None:
    return joined(text_of(message, "content"), _shown(message)) if isinstance(message, dict) else None


def _embed(embed: dict[str, Any]) -> str | None:
    return joined(
        link_text(text_of(embed, "author", "name"), text_of(embed, "author", "url")),
        link_text(text_of(embed, "title"), text_of(embed, "url")),
        text_of(embed, "description"),
        *(joined(text_of(item, "name"), text_of(item, "value")) for item in objects_of(embed, "fields")),
        text_of(embed, "footer", "text"),
    )


def _component(component: dict[str, Any]) -> str | None:
    button = link_text(text_of(component, "label"), text_of(component, "url"))
    return joined(button, *map(_component, objects_of(component, "components")))


def _file_name(url: str) -> str:
    """Return a file's name from its address; the address itself is Discord's and says nothing about the message."""
    return url.split("?", 1)[0].rsplit("/", 1)[-1]
