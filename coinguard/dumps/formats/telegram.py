"""Telegram: what Telegram Desktop writes as ``result.json``, for one chat and for a whole account."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.messages import Row, joined, link_text
from coinguard.dumps.formats.objects import found, items_of, objects_of, text_of
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.times import epoch_time, iso_time

_MESSAGES: Final[Plan] = {"messages": {ELEMENTS: {}}}
_CHATS: Final[Plan] = {"list": {ELEMENTS: _MESSAGES}}

_SHOWN_BESIDE: Final = frozenset(
    (
        "address",
        "contact_information",
        "file_name",
        "game_title",
        "inline_bot_buttons",
        "invoice_information",
        "media_type",
        "performer",
        "place_name",
        "poll",
    )
)
"""Keys of messages that show more than their text; most have none of them."""

_BROKEN_ESCAPE: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
"""A control character as Telegram Desktop writes it, which JSON does not know."""


def is_telegram(head: Head) -> bool:
    """Tell whether an input is such an export by its first bytes."""
    shape = head.shape
    one_chat = shape.has("type", "id", "messages") and not shape.has("guild")
    account = shape.has("about") and shape.has_any("personal_information", "contacts", "profile_pictures", "chats")
    return one_chat or account or shape.has("chats.list") or shape.has("messages[].from_id", "messages[].date")


class TelegramReader(DocumentReader):
    """The messages of a chat, or of all chats of an account, those that were left included.

    A forwarded message's text is in ``forwarded``. A link that shows something else comes as ``[shown](target)``. Events in a
    chat come as messages without text, except those in which somebody chose words: titles of groups and topics.
    """

    plan: ClassVar[Plan] = {**_MESSAGES, "chats": _CHATS, "left_chats": _CHATS}
    kept: ClassVar[frozenset[str]] = frozenset(("id", "name"))

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return one message."""
        text, quoted = _text(value.get("text"))
        forward = "forwarded_from" in value
        if value.get("type") == "service":
            text = text or joined(*(text_of(value, key) for key in ("title", "new_title", "information_text"))) or ""
        yield Row(
            text="" if forward else text,
            author_id=text_of(value, "from_id") or text_of(value, "actor_id"),
            author_name=text_of(value, "from") or text_of(value, "actor"),
            author_handle=text_of(value, "via_bot"),
            ts=epoch_time(value.get("date_unixtime")) or iso_time(value.get("date")),
            channel_id=text_of(around.kept("id")) or text_of(around.kept("name")),
            message_id=text_of(value, "id"),
            reply_to=text_of(value, "reply_to_message_id"),
            quoted=quoted,
            forwarded=joined(text) if forward else None,
            embeds=None if _SHOWN_BESIDE.isdisjoint(value) else _shown(value),
        )

    def repaired(self, content: bytes) -> bytes:
        """Return a value with control characters written the way JSON knows."""
        return _BROKEN_ESCAPE.sub(rb"\1\\u00\2", content)


def _text(value: Any) -> tuple[str, str | None]:
    """Return the own and the quoted part of a text: a string, or a list of strings and of objects with a type."""
    if not isinstance(value, list):
        return text_of(value) or "", None
    own = "".join(_part(part) for part in value if found(part, "type") != "blockquote")
    return own, joined(*(_part(part) for part in value if found(part, "type") == "blockquote"))


def _part(part: Any) -> str:
    shown = part if isinstance(part, str) else text_of(part, "text") or ""
    target = text_of(part, "href")
    return link_text(shown, target) if target else shown


def _shown(message: dict[str, Any]) -> str | None:
    """Return what a message shows beside its text: polls, buttons, contacts, games, invoices, places, names of files."""
    contact, poll, invoice = (message.get(key) for key in ("contact_information", "poll", "invoice_information"))
    return joined(
        text_of(poll, "question"),
        *(text_of(answer, "text") for answer in objects_of(poll, "answers")),
        *(_button(button) for row in items_of(message, "inline_bot_buttons") for button in objects_of(row)),
        *(text_of(contact, key) for key in ("first_name", "last_name", "phone_number")),
        link_text(text_of(message, "game_title"), text_of(message, "game_link")),
        text_of(message, "game_description"),
        *(text_of(invoice, key) for key in ("title", "description")),
        *(text_of(message, key) for key in ("performer", "place_name", "address", "file_name")),
        text_of(message, "title") if message.get("media_type") == "audio_file" else None,
    )


def _button(button: dict[str, Any]) -> str:
    target = text_of(button, "data") or ""
    return link_text(text_of(button, "text"), target if "://" in target else None)
