"""TikTok: the data that an account holder downloads, ``user_data_tiktok.json``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from coinguard.dumps.encodings import as_utf8, encoding_of
from coinguard.dumps.formats.documents import DocumentReader
from coinguard.dumps.formats.json_stream import ANY_KEY, ELEMENTS, Around, JsonCursor, Plan, Walk
from coinguard.dumps.formats.messages import Row
from coinguard.dumps.formats.objects import Problem, loaded, text_of
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.times import iso_time
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source

_SECTIONS: Final = frozenset(
    (
        "Activity",
        "Your Activity",
        "Ads and data",
        "App Settings",
        "Comment",
        "Direct Message",
        "Direct Messages",
        "Income Plus Wallet Transactions",
        "Income+ Wallet",
        "Likes and Favorites",
        "Location Review",
        "Post",
        "Profile",
        "Profile And Settings",
        "TikTok Live",
        "TikTok Shop",
        "TikTok Shopping",
        "Tiktok Live",
        "Tiktok Shopping",
        "Video",
    )
)
"""What the export's first keys are called, in all versions known."""

_LIST: Final[Plan] = {ELEMENTS: {}}
_COMMENTS: Final[Plan] = {"Comments": {"CommentsList": _LIST}, "CommentsList": _LIST}
_CONVERSATIONS: Final[Plan] = {
    name: {inner: {ANY_KEY: _LIST}}
    for name, inner in (
        ("Chat History", "ChatHistory"),
        ("Direct Messages", "ChatHistory"),
        ("Group Chat", "GroupChat"),
    )
}
_LIVE: Final[Plan] = {"Watch Live History": {"WatchLiveMap": {ANY_KEY: {"Comments": _LIST, "Questions": _LIST}}}}
_SHOP: Final[Plan] = {
    name: {"CommunicationHistories": {ANY_KEY: _LIST}} for name in ("Communication With Shops", "Communication History")
}
_PROFILE: Final[Plan] = {
    name: {inner: {"ProfileMap": {}} for inner in ("Profile Info", "Profile Information")}
    for name in ("Profile", "Profile And Settings")
}

_PURCHASES: Final[Plan] = {name: {ANY_KEY: {ANY_KEY: _LIST, **_LIST}} for name in ("Purchases", "Purchase History")}
_MONEY: Final[Plan] = {
    "Activity": _PURCHASES,
    "Your Activity": _PURCHASES,
    "Income+ Wallet": {ANY_KEY: {ANY_KEY: _LIST, **_LIST}},
    "Income Plus Wallet Transactions": {ANY_KEY: {ANY_KEY: _LIST, **_LIST}},
    "Tiktok Live": {"Go Live History": {ANY_KEY: _LIST}},
    "TikTok Live": {"Go Live History": {ANY_KEY: _LIST}},
}


def is_tiktok(head: Head) -> bool:
    """Tell whether an input is such an export by its first bytes: two of its sections, or one with what is in it."""
    paths = head.shape.paths
    sections = {path for path in paths if "." not in path} & _SECTIONS
    lists = any(path.split(".")[-1].endswith(("List", "ChatHistory", "ProfileMap", "Gifts")) for path in paths)
    return len(sections) > 1 or bool(sections and lists)


class TikTokReader(DocumentReader):
    """One account's own comments, those in live streams, direct messages, and messages with shops.

    The comments are the account holder's, whose name stands behind them in the file, so it is looked up first. Times in the
    export have no zone; TikTok says in its other exports that they are in UTC.
    """

    plan: ClassVar[Plan] = {
        "Comment": _COMMENTS,
        "Direct Message": _CONVERSATIONS,
        "Direct Messages": _CONVERSATIONS,
        "Tiktok Live": _LIVE,
        "TikTok Live": _LIVE,
        "TikTok Shop": _SHOP,
        "Tiktok Shopping": _SHOP,
        "TikTok Shopping": _SHOP,
    }

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        self._source.make_seekable()
        self._owner = self._profile()
        self._source.rewind()
        return super().pieces()

    def rows(self, value: dict[str, Any], around: Around) -> Iterable[Row]:
        """Return one message."""
        name = around.keys[-1]
        owner, bio = text_of(self._owner, "userName"), text_of(self._owner, "bioDescription")
        if around.keys[0].startswith("Direct Message"):
            sender = text_of(value, "From")
            yield Row(
                text=text_of(value, "Content") or "",
                author_handle=sender,
                author_bio=bio if sender == owner else None,
                ts=iso_time(value.get("Date"), utc=True),
                channel_id=_other_side(name),
            )
        elif name in ("Comments", "Questions"):
            kind = name[:-1]
            yield Row(
                text=text_of(value, f"{kind}Content") or "",
                author_handle=owner,
                author_bio=bio,
                ts=iso_time(value.get(f"{kind}Time"), utc=True),
                channel_id=around.keys[-2],
            )
        elif name == "CommentsList":
            lower = {key.lower(): item for key, item in value.items()}
            yield Row(
                text=text_of(lower, "comment") or "",
                author_handle=owner,
                author_bio=bio,
                ts=iso_time(lower.get("date"), utc=True),
                channel_id=text_of(lower, "url"),
            )
        else:
            shop = text_of(value, "shop_name") or name
            yield Row(
                text=text_of(value, "content") or "",
                author_name=shop,
                ts=iso_time(value.get("send_time"), utc=True),
                channel_id=shop,
            )

    def _profile(self) -> Any:
        """Return what the export says of its account holder; nothing when it is not in there."""
        try:
            for content in Walk(JsonCursor(self._blocks(), self._bounds), _PROFILE):
                if isinstance(content, bytes) and not isinstance(profile := loaded(content), Problem):
                    return profile
        except BrokenInputError:
            pass  # The messages before the break are read again, and then it is told.
        return None


@dataclass(frozen=True, slots=True)
class MoneyRecord:
    """One entry of an account's purchases, gifts, earnings or live streams."""

    section: str
    """The name of its list, such as ``BuyGifts``, ``SendGifts`` or ``GoLiveList``."""
    values: dict[str, Any]
    """Its keys and values as they stand, such as ``Date``, ``Price``, ``GiftAmount`` and ``UserName``."""


def money_records(source: Source, bounds: Bounds | None = None) -> Iterator[MoneyRecord]:
    """Yield what an account bought, sent and earned, in the export's order, in memory that does not grow with it.

    Parameters
    ----------
    source
        The export, opened with :func:`~coinguard.dumps.sources.open_source`; read once.
    bounds
        How much is held at a time.

    Raises
    ------
    BrokenInputError
        Behind the last whole entry, when the export breaks off or is damaged.
    """
    blocks = as_utf8(source.blocks(), encoding_of(source.head, guess=False))
    walk = Walk(JsonCursor(blocks, bounds or Bounds(rows=1, block_bytes=1 << 20)), _MONEY)
    for content in walk:
        value = loaded(content, strict=False) if isinstance(content, bytes) else None
        if isinstance(value, dict):
            yield MoneyRecord(walk.around.keys[-1], value)


def _other_side(name: str) -> str:
    """Return with whom a conversation is, from its key ``Chat History with somebody:``."""
    return name.split(" with ", 1)[-1].removesuffix(":").strip()
