"""Reddit: dumps of comments and submissions, one object a line, as they are passed around packed with zstd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ELEMENTS, Around, Plan
from coinguard.dumps.formats.messages import Row, joined, own_and_quoted, unescaped
from coinguard.dumps.formats.objects import found, text_of
from coinguard.dumps.formats.shape import Head, Shape
from coinguard.dumps.formats.times import epoch_time

_QUOTE: Final = re.compile(r">(?!!)[> ]*")
_KEYS: Final = ("subreddit", "author", "created_utc")


def is_reddit(head: Head) -> bool:
    """Tell whether an input is such a dump by its first object."""
    shape = head.shape
    return any(
        shape.has(*(at + key for key in _KEYS)) and shape.has_any(at + "body", at + "selftext") for at in ("", "[].")
    )


class RedditReader(DocumentReader):
    """Comments and submissions. A submission's text is its title and what stands below it; its link is in ``embeds``."""

    plan: ClassVar[Plan] = {ELEMENTS: {}}

    def one_a_line(self, shape: Shape) -> bool:
        """Tell whether each line is an object of its own, by the head of the input."""
        return shape.has("subreddit")

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:  # noqa: ARG002 - nothing stands around it
        """Return one comment or submission."""
        comment = "body" in value
        kind, parent = ("t1", text_of(value, "parent_id")) if comment else ("t3", None)
        plain = text_of(value, "id")
        text, quoted = own_and_quoted(
            unescaped(text_of(value, "body")) if comment else _submission(value) or "", _QUOTE
        )
        yield Row(
            text=text,
            author_id=text_of(value, "author_fullname"),
            author_handle=text_of(value, "author"),
            ts=epoch_time(value.get("created_utc")),
            channel_id=text_of(value, "subreddit"),
            message_id=text_of(value, "name") or (f"{kind}_{plain}" if plain else None),
            reply_to=parent or (text_of(value, "link_id") if comment else None),
            quoted=quoted,
            forwarded=_submission(found(value, "crosspost_parent_list", 0)),
            embeds=None if value.get("is_self") or comment else text_of(value, "url"),
        )


def _submission(value: Any) -> str | None:
    return joined(unescaped(text_of(value, "title")), unescaped(text_of(value, "selftext")))
