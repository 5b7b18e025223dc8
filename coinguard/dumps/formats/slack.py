"""Slack: a workspace's export, a folder for each channel and in it a file for each day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath
from typing import Any, ClassVar, Final, NamedTuple

from coinguard.dumps.archives import Archive, Member
from coinguard.dumps.encodings import as_utf8
from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, JsonCursor, Plan, Walk
from coinguard.dumps.formats.messages import Row, joined, link_text, own_and_quoted, unescaped
from coinguard.dumps.formats.objects import found, items_of, loaded, objects_of, text_of
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.times import epoch_time
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

_DAY: Final = re.compile(r"(?:^|/)[^/]+/\d{4}-\d{2}-\d{2}\.json$")
_CHANNEL_FILES: Final = ("channels.json", "groups.json", "dms.json", "mpims.json")
_MARKUP: Final = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>")
_QUOTE: Final = re.compile(r">(?:>>)? ?")
_SAID_BY_SLACK: Final = frozenset(
    (
        "bot_add",
        "bot_remove",
        "channel_archive",
        "channel_convert_to_private",
        "channel_join",
        "channel_leave",
        "channel_unarchive",
        "group_join",
        "group_leave",
        "huddle_thread",
        "pinned_item",
        "reminder_add",
        "tombstone",
    )
)
"""Subtypes whose text is Slack's and not the author's."""


class Person(NamedTuple):
    """What a workspace says of one of its members."""

    name: str | None
    handle: str | None
    bio: str | None


@dataclass(slots=True)
class Directory:
    """A workspace's members and channels."""

    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    """A channel's folder to its id."""


def is_slack_day(head: Head) -> bool:
    """Tell whether an input is one day of a channel by its first bytes."""
    shape = head.shape
    return shape.has("[].ts", "[].type") and shape.has_any("[].user", "[].bot_id", "[].username", "[].subtype")


def slack_days(archive: Archive) -> list[Member]:
    """Return the days of channels in an archive; none when it is no Slack export."""
    names = {PurePosixPath(member.name).name for member in archive.members}
    days = [member for member in archive.members if _DAY.search(member.name)]
    return days if "users.json" in names or not names.isdisjoint(_CHANNEL_FILES) else []


def directory_of(archive: Archive, bounds: Bounds) -> Directory:
    """Return the members and channels that an export lists; what cannot be read of them is left out."""
    directory = Directory()
    for member in archive.members:
        name = PurePosixPath(member.name).name
        if name == "users.json":
            for user in _listed(archive, member, bounds):
                if identity := text_of(user, "id"):
                    directory.people[identity] = _person(user)
        elif name in _CHANNEL_FILES:
            for channel in _listed(archive, member, bounds):
                if identity := text_of(channel, "id"):
                    directory.channels[text_of(channel, "name") or identity] = identity
    return directory


class SlackReader(DocumentReader):
    """One day of a channel.

    Links come as ``[shown](target)``; shared messages are in ``forwarded``, previews, files and what bots show in ``embeds``. An
    edit that the export lists is a message of its own with the new text, and so is a deleted message that it still holds.

    Parameters
    ----------
    source, options, bounds
        As for every reader.
    directory
        The workspace's members and channels, where they are known.
    """

    plan: ClassVar[Plan] = {ELEMENTS: {}}

    def __init__(
        self, source: Source, options: ScanOptions, bounds: Bounds, directory: Directory | None = None
    ) -> None:
        super().__init__(source, options, bounds)
        self._people = directory.people if directory else {}
        folder = PurePath(source.name).parent.name
        self._channel = (directory.channels.get(folder) if directory else None) or folder or None

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:  # noqa: ARG002 - nothing stands around it
        """Return one message."""
        subtype = text_of(value, "subtype")
        time = value.get("ts")
        if subtype in ("message_changed", "message_deleted"):
            value = found(value, "message" if subtype == "message_changed" else "previous_message")
            if not isinstance(value, dict):
                return
            time = found(value, "edited", "ts") or time
        identity = text_of(value, "user") or text_of(value, "bot_id")
        person = self._people.get(identity or "") or _named_in(value)
        thread, own = text_of(value, "thread_ts"), text_of(value, "ts")
        attachments = objects_of(value, "attachments")
        text, quoted = own_and_quoted(_own_words(value, subtype), _QUOTE)
        yield Row(
            text=text,
            author_id=identity or text_of(value, "username"),
            author_name=person.name,
            author_handle=person.handle,
            author_bio=person.bio,
            ts=epoch_time(time),
            channel_id=self._channel,
            message_id=own,
            reply_to=thread if thread != own else None,
            quoted=quoted,
            forwarded=joined(*(_attachment(one) for one in attachments if one.get("is_share"))),
            embeds=joined(
                *(_attachment(one) for one in attachments if not one.get("is_share")),
                *(_file(one) for one in objects_of(value, "files")),
                _blocks_text(value),
            ),
        )


def _listed(archive: Archive, member: Member, bounds: Bounds) -> Iterator[dict[str, Any]]:
    try:
        with closing(archive.open(member)) as source:
            for content in Walk(JsonCursor(as_utf8(source.blocks(), "utf-8"), bounds), {ELEMENTS: {}}):
                value = loaded(content) if isinstance(content, bytes) else None
                if isinstance(value, dict):
                    yield value
    except (BrokenInputError, InputError):
        return  # Names are missing then, and no message.


def _person(user: dict[str, Any]) -> Person:
    profile = found(user, "profile")
    name = text_of(profile, "display_name") or text_of(profile, "real_name") or text_of(user, "real_name")
    return Person(name, text_of(user, "name"), joined(text_of(profile, "title"), text_of(profile, "status_text")))


def _named_in(message: dict[str, Any]) -> Person:
    """Return what the message itself says of its author."""
    profile = found(message, "user_profile")
    name = text_of(message, "username") or text_of(profile, "display_name") or text_of(profile, "real_name")
    return Person(name or text_of(message, "bot_profile", "name"), text_of(profile, "name"), None)


def _own_words(message: dict[str, Any], subtype: str | None) -> str:
    if subtype in _SAID_BY_SLACK:
        return ""
    chosen = next((text_of(message, key) for key in ("topic", "purpose") if text_of(message, key)), None)
    return plain_text(chosen or text_of(message, "text") or "")


def plain_text(text: str) -> str:
    """Return a text without Slack's markup: links as Markdown, entities as characters.

    >>> plain_text('get <https://scam.example|slack.com> &amp; ask <@U1|ann>')
    'get [slack.com](https://scam.example) & ask @ann'
    """
    return unescaped(_MARKUP.sub(_unmarked, text))


def _unmarked(match: re.Match[str]) -> str:
    target, shown = match[1], match[2]
    if target[0] in "@#!":
        return (target[0] if target[0] != "!" else "@") + (shown or target[1:].split("^", 1)[0]).lstrip("@#")
    return link_text(shown, target.removeprefix("mailto:") if shown else target)


def _attachment(one: dict[str, Any]) -> str | None:
    """Return what an attachment shows: a preview of a link, a message that was shared, or what a bot made up."""
    written = joined(*(text_of(one, key) for key in ("pretext", "text"))) or text_of(one, "fallback")
    return joined(
        None if one.get("is_share") else link_text(text_of(one, "author_name"), text_of(one, "author_link")),
        link_text(text_of(one, "title"), text_of(one, "title_link")),
        plain_text(written) if written else None,
        *(joined(text_of(item, "title"), text_of(item, "value")) for item in objects_of(one, "fields")),
        *(link_text(text_of(item, "text"), text_of(item, "url")) for item in objects_of(one, "actions")),
        text_of(one, "footer"),
    )


def _file(one: dict[str, Any]) -> str | None:
    title, name = text_of(one, "title"), text_of(one, "name")
    return joined(title, name if name != title else None, text_of(one, "plain_text") or text_of(one, "preview"))


def _blocks_text(message: dict[str, Any]) -> str | None:
    """Return what a bot's blocks show; people's own say what their text says."""
    blocks = objects_of(message, "blocks")
    if text_of(message, "text") and all(block.get("type") == "rich_text" for block in blocks):
        return None
    return joined(*_strings(blocks))


def _strings(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield texts and links of blocks, however they are nested."""
    stack: list[Any] = list(reversed(blocks))
    while stack:
        item = stack.pop()
        text, url = found(item, "text"), text_of(item, "url")
        if isinstance(text, dict):
            text = text_of(text, "text")
        if shown := link_text(text if isinstance(text, str) else None, url):
            yield plain_text(shown)
        for key in ("elements", "fields", "accessory"):
            inner = found(item, key)
            stack.extend(reversed(items_of(inner)) if isinstance(inner, list) else [inner] if inner else [])
