"""Which exports of messages are read, and how each is told by its content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from coinguard.dumps.formats.chat_downloader import ChatDownloaderReader, is_chat_downloader
from coinguard.dumps.formats.discord import DiscordReader, DiscordTableReader, is_discord
from coinguard.dumps.formats.mbox import MboxReader, is_mbox
from coinguard.dumps.formats.messages import MessageReader
from coinguard.dumps.formats.reddit import RedditReader, is_reddit
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.slack import SlackReader, is_slack_day
from coinguard.dumps.formats.telegram import TelegramReader, is_telegram
from coinguard.dumps.formats.tiktok import TikTokReader, is_tiktok
from coinguard.dumps.formats.twitch import TwitchReader, is_twitch
from coinguard.dumps.formats.whatsapp import WhatsAppReader, is_whatsapp
from coinguard.dumps.formats.youtube import TakeoutReader, YouTubeReader, is_youtube
from coinguard.dumps.options import Format, ScanOptions
from coinguard.dumps.rows import Bounds
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

_Opener = Callable[[Source, ScanOptions, Bounds], MessageReader]

_TESTS: Final[tuple[tuple[Format, Callable[[Head], bool]], ...]] = (
    ("discord", is_discord),
    ("tiktok", is_tiktok),
    ("twitch", is_twitch),
    ("youtube", is_youtube),
    ("chat-downloader", is_chat_downloader),
    ("reddit", is_reddit),
    ("slack", is_slack_day),
    ("telegram", is_telegram),
    ("whatsapp", is_whatsapp),
    ("mbox", is_mbox),
)
"""The strictest tests first."""

_READERS: Final[dict[Format, _Opener]] = {
    "chat-downloader": ChatDownloaderReader,
    "discord": DiscordReader,
    "mbox": MboxReader,
    "reddit": RedditReader,
    "slack": SlackReader,
    "telegram": TelegramReader,
    "tiktok": TikTokReader,
    "twitch": TwitchReader,
    "whatsapp": WhatsAppReader,
    "youtube": YouTubeReader,
}
_TABLES: Final[dict[Format, _Opener]] = {"discord": DiscordTableReader, "youtube": TakeoutReader}
"""The formats that come as CSV too."""

MESSAGE_FORMATS: Final = frozenset(_READERS)
"""The formats whose columns are always those of messages."""


def known_format(head: Head) -> Format | None:
    """Return which export of messages an input is by its first bytes; null when it is none."""
    return next((kind for kind, is_kind in _TESTS if is_kind(head)), None)


def message_reader(kind: Format, source: Source, options: ScanOptions, bounds: Bounds) -> MessageReader:
    """Return the reader of an export of messages.

    Raises
    ------
    InputError
        There is nothing in the input.
    """
    if not source.head.strip() and source.broken is None:
        raise InputError("the input is empty", where=source.name)
    if kind in _TABLES and not Head.of(source, options).data.startswith((b"{", b"[")):
        return _TABLES[kind](source, options, bounds)
    return _READERS[kind](source, options, bounds)
