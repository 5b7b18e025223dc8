"""What the owner trusts and refuses: authors by id, links by domain, host or path.

Allowing goes before blocking. An allowed link loses its own evidence and clears nothing else; an allowed author's messages go
through. A match is exact to the host or whole labels and path segments, never a part of a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, cast

from coinguard.errors import ConfigurationError, InputError
from coinguard.hook.decision import ListEntry
from coinguard.ledger.mapping import meant
from coinguard.limits import MAX_ID_CODE_POINTS
from coinguard.links.canonical import canonicalise
from coinguard.links.find import find_links
from coinguard.links.parts import parts
from coinguard.message import SCORED_FIELDS, Message

LISTS: Final = ("allow", "block")
KINDS: Final = ("author", "domain", "host", "path")

_EXAMPLES: Final = {"author": "184467", "domain": "example.com", "host": "shop.example.com", "path": "t.me/our_channel"}


def parse_entry(
    which: str,
    kind: str,
    value: str,
    *,
    where: str,
    added_by: str,
    added_at: str = "",
    expires_at: str | None = None,
    note: str | None = None,
) -> ListEntry:
    """Return an entry in the form that is compared.

    Parameters
    ----------
    which, kind
        One of :data:`LISTS` and of :data:`KINDS`.
    value
        An author's id, a domain (with all below it), a host alone, or a path (with all below it).
    where
        Names the file or request in errors.

    Raises
    ------
    ConfigurationError
        It is none; the message says what is wrong and how one is written.
    """
    if which not in LISTS:
        raise ConfigurationError(f"there is no list {which!r}", where=where, hint=meant(which, LISTS))
    if kind not in KINDS:
        raise ConfigurationError(f"there is no kind of entry {kind!r}", where=where, hint=meant(kind, KINDS))
    value = value.strip()
    if not value or len(value) > 4 * MAX_ID_CODE_POINTS:
        raise ConfigurationError(f"the {kind} is empty or too long", where=where, hint=_example(which, kind))
    named = ListEntry(
        list=cast("Any", which), kind=cast("Any", kind), value=value,
        added_by=added_by, added_at=added_at, expires_at=expires_at, note=note,
    )  # fmt: skip
    return named if kind == "author" else replace(named, value=_address(named, where))


def _example(which: str, kind: str) -> str:
    return f"Write it like '{kind} {_EXAMPLES[kind]}' in the list {which!r}"


def _address(entry: ListEntry, where: str) -> str:
    """Return a domain, host or path in its canonical form, as far as it has one."""
    try:
        address = canonicalise(entry.value)
    except InputError:
        address = ""
    host, slash, path = address.partition("/")
    whole = parts(host)
    if entry.kind == "domain" and entry.list == "allow" and host and whole.public_suffix == host:
        hint = f"Name one below it, such as 'domain example.{host}'"
        raise ConfigurationError(f"anybody can have a name under {host}", where=where, hint=hint)
    if "." not in host or "?" in address or " " in entry.value:
        problem = f"{entry.value!r} is no {entry.kind}"
        raise ConfigurationError(problem, where=where, hint=_example(entry.list, entry.kind))
    if (entry.kind == "path") != bool(path):
        problem = f"{entry.value!r} has {'no' if entry.kind == 'path' else 'a'} path"
        raise ConfigurationError(problem, where=where, hint=_example(entry.list, entry.kind))
    return _spelled(whole.punycode_decoded + slash + path.rstrip("/"), entry.list)


def _spelled(address: str, which: str) -> str:
    """Return an address as a list compares it: what is blocked is, however its path is capitalised."""
    return address.lower() if which == "block" else address


@dataclass(frozen=True)
class Lists:
    """Entries, ready to be asked."""

    entries: dict[tuple[str, str, str], ListEntry]
    """By list, kind and value."""
    version: str

    @classmethod
    def of(cls, entries: Iterable[ListEntry], version: str) -> Lists:
        """Return the lists of some entries; of two on one thing the first counts."""
        found: dict[tuple[str, str, str], ListEntry] = {}
        for entry in entries:
            found.setdefault((entry.list, entry.kind, entry.value), entry)
        return cls(found, version)

    @property
    def empty(self) -> bool:
        """Whether nothing is listed."""
        return not self.entries

    @cached_property
    def has_links(self) -> bool:
        """Whether anything but authors is listed."""
        return any(kind != "author" for _, kind, _ in self.entries)

    @cached_property
    def _deepest(self) -> int:
        """The most segments of any path: a link may have a thousand."""
        return max((value.count("/") for _, kind, value in self.entries if kind == "path"), default=0)

    def trusts(self, url: str) -> bool:
        """Tell whether a canonical URL, or a domain, is allowed."""
        found = self.link(url) if self.has_links else None
        return found is not None and found.list == "allow"

    def author(self, author_id: str | None) -> ListEntry | None:
        """Return the entry that an author is on."""
        if author_id is None:
            return None
        found = (self.entries.get((which, "author", author_id.strip())) for which in LISTS)
        return next((entry for entry in found if entry is not None), None)

    def link(self, url: str) -> ListEntry | None:
        """Return the entry that a canonical URL is on."""
        whole = parts(url)
        for which in LISTS:
            host, path = whole.punycode_decoded, _spelled(whole.path, which)
            found = (
                self.entries.get((which, "host", host)) or self._above(which, host) or self._within(which, host, path)
            )
            if found is not None:
                return found
        return None

    def _above(self, which: str, host: str) -> ListEntry | None:
        labels = host.split(".")
        names = (".".join(labels[first:]) for first in range(len(labels) - 1))
        return next((e for name in names if (e := self.entries.get((which, "domain", name)))), None)

    def _within(self, which: str, host: str, path: str) -> ListEntry | None:
        segments = path.strip("/").split("/", self._deepest)[: self._deepest]
        names = ("/".join([host, *segments[:last]]) for last in range(len(segments), 0, -1))
        return next((e for name in names if (e := self.entries.get((which, "path", name)))), None)


def without_allowed(message: Message, lists: Lists) -> Message:
    """Return a message whose allowed links are blank, so that what else it says is judged for itself.

    Every link is as many spaces as it was long: the places of all other evidence stay.
    """
    changed: dict[str, str] = {}
    for name in SCORED_FIELDS:
        text = getattr(message, name)
        if not text:
            continue
        blank = text
        for link in find_links(text):
            entry = lists.link(link.url)
            if entry is not None and entry.list == "allow":
                blank = blank[: link.start] + " " * (link.end - link.start) + blank[link.end :]
        if blank != text:
            changed[name] = blank
    return replace(message, **changed) if changed else message
