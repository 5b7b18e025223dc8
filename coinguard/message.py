"""What came in: one message and the fields around it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as a platform holds it. Only ``text`` is required.

    Names, handles and bios are scored as well as the text, and so is whatever the author passed on: forwards, embeds, text
    read from an image (``ocr_text``), and quotes, since a quote that cannot be checked against its parent might have been
    made up. Text inside images, video and QR codes is out of scope except through ``ocr_text``.
    """

    text: str
    """What the author wrote."""
    author_id: str | None = None
    """The platform's stable identifier of the author."""
    author_name: str | None = None
    """The display name."""
    author_handle: str | None = None
    """The handle, with or without ``@``."""
    author_bio: str | None = None
    """The profile text."""
    ts: str | None = None
    """When it was sent, ISO 8601."""
    channel_id: str | None = None
    """Where it was sent."""
    message_id: str | None = None
    """The platform's stable identifier of the message."""
    reply_to: str | None = None
    """The ``message_id`` this one replies to."""
    quoted: str | None = None
    """Text quoted from another message."""
    forwarded: str | None = None
    """Text forwarded from another message."""
    embeds: str | None = None
    """Titles, descriptions and links of embeds, one a line."""
    ocr_text: str | None = None
    """Text read from the message's images by a tool of the caller's."""


MESSAGE_FIELDS: Final = tuple(field.name for field in fields(Message))
"""The column names that tables use for a message's fields, in order."""

SCORED_FIELDS: Final = (
    "text",
    "author_name",
    "author_handle",
    "author_bio",
    "quoted",
    "forwarded",
    "embeds",
    "ocr_text",
)
"""The fields that are read for evidence. A message's verdict is that of its strongest field."""
