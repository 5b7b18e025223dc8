"""What one person bought and gave, read from a platform's export or a plain list."""

from __future__ import annotations

import datetime as dt
import zipfile
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

from coinguard.currencies import minor_digits
from coinguard.errors import InputError
from coinguard.limits import MAX_EXPORT_BYTES

Kind = Literal["purchase", "refund", "gift"]

UNREAD_KEPT: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was bought, given or paid back."""

    kind: Kind
    when: dt.datetime
    """In the person's own time zone."""
    amount: Decimal | None = None
    """Money, above zero; null where none is stated."""
    currency: str | None = None
    coins: int | None = None
    """Coins bought, or the size of a gift as the export gives it."""
    other: str | None = None
    """Who sold it, or who received the gift."""


@dataclass(frozen=True)
class History:
    """One person's history."""

    source: str
    platform: str
    """What it is an export of, or ``list``."""
    entries: tuple[Entry, ...]
    """Oldest first."""
    zone: str
    zone_is_assumed: bool
    """Whether times are told in UTC only because nobody said where the person lives."""
    birth: dt.date | None = None
    """The date of birth in the profile."""
    has_sellers: bool = False
    """Whether the history says who sold what."""
    unread: tuple[str, ...] = ()
    """The first entries that could not be read, and why."""
    unread_count: int = 0

    def of(self, kind: Kind) -> list[Entry]:
        """Return the entries of a kind, oldest first."""
        return [entry for entry in self.entries if entry.kind == kind]


@dataclass
class Reading:
    """What a reader collects."""

    zone: zoneinfo.ZoneInfo
    currency: str | None
    entries: list[Entry] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unread_count: int = 0
    birth: dt.date | None = None
    has_sellers: bool = False

    def refuse(self, what: str) -> None:
        """Count an entry that cannot be read, and remember the first ones."""
        self.unread_count += 1
        if len(self.unread) < UNREAD_KEPT:
            self.unread.append(what)

    def local(self, text: str, *, naive_is: dt.tzinfo | None) -> dt.datetime | None:
        """Return a time in the person's zone; null when it cannot be read.

        Parameters
        ----------
        text
            Such as ``2025-06-12 21:03:55``, with or without a zone, or a day alone.
        naive_is
            The zone of times that name none; null for the person's own.
        """
        cleaned = text.strip().removesuffix(" UTC")
        aware_utc = cleaned != text.strip()
        try:
            when = dt.datetime.fromisoformat(cleaned)
        except ValueError:
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=dt.UTC if aware_utc else naive_is or self.zone)
        try:
            return when.astimezone(self.zone)
        except OverflowError:
            return None


def read_history(export: Path, *, zone: str | None = None, currency: str | None = None) -> History:
    """Read one person's history.

    Parameters
    ----------
    export
        TikTok's own export as JSON (or the ``.zip`` it comes in), or a CSV list with at least a date and an amount.
    zone
        The person's time zone; UTC when none is named.
    currency
        The currency of amounts that name none.

    Raises
    ------
    InputError
        It cannot be read, or holds neither purchases nor gifts where such a file would have them.
    """
    from coinguard.ledger.me.plain import read_plain
    from coinguard.ledger.me.tiktok import read_tiktok

    if currency is not None and currency not in minor_digits():
        raise InputError(f"{currency!r} is no currency of ISO 4217", where="--currency", hint="Write it like EUR")
    reading = Reading(_zone(zone or "UTC"), currency)
    name, content = _content(export)
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    reader: Callable[[bytes, str, Reading], None] = read_tiktok if is_json else read_plain
    reader(content, name, reading)
    return History(
        str(export),
        "TikTok" if is_json else "list",
        tuple(sorted(_one_currency(reading.entries), key=lambda entry: entry.when)),
        zone or "UTC",
        is_json and zone is None,
        reading.birth,
        reading.has_sellers,
        tuple(reading.unread),
        reading.unread_count,
    )


def _one_currency(entries: list[Entry]) -> list[Entry]:
    """Return the entries, amounts that name no currency in the only one that others name."""
    named = {entry.currency for entry in entries if entry.currency}
    if len(named) != 1:
        return entries
    return [replace(entry, currency=next(iter(named))) if entry.amount is not None else entry for entry in entries]


def _zone(name: str) -> zoneinfo.ZoneInfo:
    zones = zoneinfo.available_timezones()
    if name not in zones:
        near = get_close_matches(name, zones, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "Write it like Europe/Berlin"
        raise InputError(f"there is no time zone {name!r}", where="--zone", hint=hint)
    return zoneinfo.ZoneInfo(name)


def _content(export: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of an export, out of its archive where it is in one."""
    try:
        if zipfile.is_zipfile(export):
            with zipfile.ZipFile(export) as archive:
                members = [one for one in archive.infolist() if Path(one.filename).name.startswith("user_data")]
                members = [one for one in members if one.filename.endswith(".json")]
                if not members:
                    raise InputError(
                        "the archive holds no user_data….json",
                        where=str(export),
                        hint="Ask for your data again, as JSON",
                    )
                _bounded(members[0].file_size, export)
                with archive.open(members[0]) as member:
                    return f"{export}:{members[0].filename}", _bounded_bytes(member.read(MAX_EXPORT_BYTES + 1), export)
        with export.open("rb") as file:
            return str(export), _bounded_bytes(file.read(MAX_EXPORT_BYTES + 1), export)
    except FileNotFoundError as failure:
        raise InputError("there is no such file", where=str(export), hint="Check the path") from failure
    except IsADirectoryError as failure:
        raise InputError("this is a folder", where=str(export), hint="Name the file user_data….json in it") from failure
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as failure:
        raise InputError(f"the export cannot be read ({failure})", where=str(export), hint="Get it again") from failure


def _bounded_bytes(content: bytes, export: Path) -> bytes:
    _bounded(len(content), export)
    return content


def _bounded(size: int, export: Path) -> None:
    if size > MAX_EXPORT_BYTES:
        raise InputError(
            f"the export is larger than {MAX_EXPORT_BYTES >> 20} MiB",
            where=str(export),
            hint="Name one person's export",
        )
