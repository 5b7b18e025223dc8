"""An owner's own allow- and block-lists: one entry a line, each with its place for whoever asks what decided.

::

    # what            of what               why
    allow domain      example.com         # our shop, and every subdomain of it
    allow host        pay.example.com     # this host alone
    allow path        t.me/our_channel    # this page and those below it
    allow author      @our_moderator      # by handle
    allow author      id:184467           # by the platform's id
    block domain      free-gems.example
    block path        sites.google.com/view/free-gems

What is allowed loses its own evidence and clears nothing else; capitals in its path count. What is blocked is a scam, however
it is capitalised. Allowing goes before blocking.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from coinguard.errors import ConfigurationError, InputError
from coinguard.limits import MAX_LIST_BYTES
from coinguard.links.canonical import canonicalise
from coinguard.links.parts import parts
from coinguard.links.scope import Rule, ScopeTable, scope_table
from coinguard.links.tables import did_you_mean
from coinguard.resources import owners_text

ACTIONS: Final = ("allow", "block")
KINDS: Final = ("domain", "host", "path", "author")
LISTED: Final = 1
"""The scope that an owner's tables give what they name."""

_COMMENT: Final = "#"
_BY_ID: Final = "id:"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a list file."""

    line: int
    """Counted from 1."""
    action: str
    """One of :data:`ACTIONS`."""
    kind: str
    """One of :data:`KINDS`."""
    value: str
    """The host, host and path, ``@`` and a handle in lower case, or ``id:`` and an id."""

    @property
    def label(self) -> str:
        """The entry as a reason names it."""
        return f"{self.value} (line {self.line})"


@dataclass(frozen=True, eq=False)
class OwnerLists:
    """An owner's lists, as the kernels and the guard ask them."""

    entries: tuple[ListEntry, ...]
    allow: ScopeTable
    """What links are allowed; an entry's number is its place in ``entries``."""
    block: ScopeTable
    authors: dict[str, int]
    """By value, as in an entry: the place of the entry that allows the author."""
    digest: str
    """The first 16 hex digits of the SHA-256 of the file; empty for no lists at all."""

    def by_handle(self, handle: str | None) -> int:
        """Return the place of the entry that allows the author with a handle, -1 if none does."""
        return self.authors.get("@" + handle.strip().lstrip("@").lower(), -1) if handle else -1

    def by_id(self, author_id: str | None) -> int:
        """Return the place of the entry that allows the author with an id, -1 if none does."""
        return self.authors.get(_BY_ID + author_id.strip(), -1) if author_id else -1


NO_LISTS: Final = OwnerLists((), scope_table([]), scope_table([]), {}, "")
"""What a guard without lists has."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that is being read."""

    place: str
    number: int
    action: str
    kind: str
    value: str

    def fail(self, problem: str, hint: str) -> NoReturn:
        raise ConfigurationError(problem, where=f"{self.place}, line {self.number}", hint=hint)

    def address(self) -> str:
        """Return the value as a canonical link; fail if it is none."""
        try:
            address = canonicalise(self.value)
        except InputError:
            address = ""
        if "." not in address.partition("/")[0] or "?" in address:
            self.fail(f"{self.value!r} is no {self.kind}", f"Write {self.kind} as in {_EXAMPLES[self.kind]!r}")
        return address


_EXAMPLES: Final = {
    "domain": "example.com",
    "host": "shop.example.com",
    "path": "t.me/our_channel",
    "author": "@handle",
}


def _split(text: str, number: int, place: str) -> _Line | None:
    """Return a line taken apart, null if nothing but a comment is on it."""
    words = text.split(_COMMENT, 1)[0].split()
    if not words:
        return None
    line = _Line(place, number, words[0], words[1] if len(words) > 1 else "", words[2] if len(words) > 2 else "")
    if line.action not in ACTIONS:
        line.fail(f"{line.action!r} is neither allow nor block", did_you_mean(line.action, ACTIONS))
    if line.kind not in KINDS:
        line.fail(
            f"{line.kind!r} is no kind of entry" if line.kind else "the line ends early", did_you_mean(line.kind, KINDS)
        )
    if len(words) != 3:
        line.fail(
            f"there are {len(words)} words" if line.value else f"the {line.kind} is missing",
            f"Write '{line.action} {line.kind} {_EXAMPLES[line.kind]}', and a remark behind {_COMMENT!r}",
        )
    if line.kind == "author" and line.action == "block":
        line.fail("authors can't be blocked", "Block what they post: a domain, host or path")
    return line


def _checked(line: _Line) -> str:
    """Return the value of a line as it is compared; fail if it is none."""
    if line.kind == "author":
        if line.value.startswith(_BY_ID):
            return line.value
        handle = line.value.lstrip("@").lower() or line.fail("the handle is empty", "Write '@handle' or 'id:12345'")
        return "@" + handle
    address = line.address()
    host, slash, path = address.partition("/")
    if line.kind == "path":
        if not path:
            line.fail(f"{line.value!r} has no path", f"Write '{line.action} host {host}' for the whole host")
        return address.rstrip("/")
    if slash:
        line.fail(f"{line.value!r} has a path", f"Write '{line.action} path {address}'")
    if line.kind == "domain" and line.action == "allow" and parts(host).public_suffix == host:
        line.fail(f"anybody can have a name under {host}", f"Allow your own, such as 'allow domain our-site.{host}'")
    return host


def _encoded(host: str) -> str:
    """Return a host with its letters beyond ASCII as domain names encode them (``xn--``)."""
    try:
        return ".".join(label.encode("idna").decode("ascii") for label in parts(host).punycode_decoded.split("."))
    except UnicodeError:
        return host


def _spellings(host: str) -> list[str]:
    """Return a host as it is written, decoded and encoded, each once."""
    return list(dict.fromkeys((host, parts(host).punycode_decoded, _encoded(host))))


def _rules(entry: ListEntry, number: int) -> list[Rule]:
    """Return the rules of an entry on links: one for each spelling of its host."""
    host, slash, path = entry.value.partition("/")
    exact = entry.action == "allow"
    return [
        Rule(spelling, slash + path, entry.kind == "domain", LISTED, -1, number, exact) for spelling in _spellings(host)
    ]


def _table(entries: list[ListEntry], action: str) -> ScopeTable:
    """Return the table of the entries on links that have one action."""
    return scope_table(
        [
            rule
            for number, entry in enumerate(entries)
            if entry.action == action and entry.kind != "author"
            for rule in _rules(entry, number)
        ]
    )


def _key(entry: ListEntry) -> str:
    """Return what two entries on the same thing have in common, whichever way they are written."""
    if entry.kind == "author":
        return entry.value
    host, slash, path = entry.value.partition("/")
    return _encoded(host) + slash + (path if entry.action == "allow" else path.lower())


def parse_lists(text: str, place: str) -> OwnerLists:
    """Read the text of a list file; ``place`` names it in errors.

    Raises
    ------
    ConfigurationError
        A line is wrong; says which, what is wrong and what to write instead.
    """
    entries: list[ListEntry] = []
    first: dict[str, ListEntry] = {}
    for number, written in enumerate(text.splitlines(), 1):
        line = _split(written, number, place)
        if line is None:
            continue
        entry = ListEntry(number, line.action, line.kind, _checked(line))
        other = first.setdefault(_key(entry), entry)
        if other is not entry:
            line.fail(
                f"{line.value} stands in line {other.line} already, under {other.action}", "Delete one of the two"
            )
        entries.append(entry)
    authors = {entry.value: number for number, entry in enumerate(entries) if entry.kind == "author"}
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return OwnerLists(tuple(entries), _table(entries, "allow"), _table(entries, "block"), authors, digest)


def read_lists(path: Path) -> OwnerLists:
    """Read a list file.

    Raises
    ------
    ConfigurationError
        It can't be read, is too large, is no UTF-8, or a line is wrong.
    """
    return parse_lists(owners_text(path, "the lists", MAX_LIST_BYTES), str(path))
