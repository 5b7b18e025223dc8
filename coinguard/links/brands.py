"""The brands that scams imitate: what they and their currencies are called, and which hosts and handles are theirs.

One file a brand, ``data/brands/<brand>.toml``, and ``venues.toml`` for hosts that anybody can publish on or be sent through. An
entry says where its owner shows it, which vouches for the host and all below it. What nothing vouches for is *unverified*: it
may name what is imitated, but never exculpates.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from coinguard.errors import ConfigurationError, InputError
from coinguard.links.canonical import canonicalise
from coinguard.links.tables import Entry, whole
from coinguard.resources import asset

SCOPES: Final = ("first_party", "user_content", "redirector")
"""Whose words a page carries: the brand's own, anybody's, or those of whatever page it leads to."""

PURPOSES: Final = (
    "main", "purchase", "help", "profile", "live", "login", "store", "developer", "short", "invite", "redirect", "hosting",
    "search", "documents", "files", "forms", "community", "chat", "preview",
)  # fmt: skip
"""What an official host or page is for."""

COVERS: Final = ("domain", "host")
"""Whether an entry holds for every subdomain as well, or for its host alone."""

VENUES: Final = "venues.toml"

_PATH: Final = re.compile(r"(?:/[^/?#\s]+)+|/")


@dataclass(frozen=True, slots=True)
class Host:
    """A host, or the pages below one path of it, and whose words they carry."""

    host: str
    """In canonical form: lower case, without ``www``."""
    path: str
    """The path that a link must start with, whole segments, without a slash at the end; empty for all pages, ``/`` for the front
    page alone. A path that ends in ``@`` or ``$`` is that of all names that start so: ``/@`` of ``/@someone``."""
    covers: str
    """One of :data:`COVERS`."""
    scope: str
    """One of :data:`SCOPES`."""
    purpose: str
    """One of :data:`PURPOSES`."""
    source: str | None
    """The address where its owner shows it."""
    date: date | None
    """When that was looked up."""

    @property
    def verified(self) -> bool:
        """True if its owner was seen to call it its own; a host may also be vouched for by one that it lies below."""
        return self.source is not None

    @property
    def address(self) -> str:
        """Host and path as one text."""
        return self.host + self.path


@dataclass(frozen=True, slots=True)
class Handle:
    """An account that a brand runs on some platform."""

    platform: str
    handle: str
    """Without an at sign."""
    source: str | None
    date: date | None

    @property
    def verified(self) -> bool:
        """True if its owner was seen to call it its own."""
        return self.source is not None


@dataclass(frozen=True, slots=True)
class Brand:
    """Something that scams imitate."""

    key: str
    """The name of its file."""
    name: str
    """As its owner writes it."""
    names: tuple[str, ...]
    """As people write it, other scripts included, lower case."""
    strong: tuple[str, ...]
    """Those of ``names`` that mean nothing else, whatever they stand in."""
    currencies: tuple[str, ...]
    """What its coins, cards and credits are called, lower case."""
    hosts: tuple[Host, ...]
    handles: tuple[Handle, ...]


def _sourced(entry: Entry) -> tuple[str | None, date | None]:
    source = entry.text("source") if "source" in entry.values else None
    day = entry.day("date")
    if source is not None and not source.startswith("https://"):
        entry.fail(
            f"the source {source!r} is no address", 'Write source = "https://…", the page where its owner shows it'
        )
    if (source is None) != (day is None):
        missing = "date" if day is None else "source"
        entry.fail(
            f"{missing!r} is missing", "A source stands with the date it was looked up; leave out both if unverified"
        )
    return source, day


def canonical_host(host: str, entry: Entry) -> str:
    """Return a host in canonical form; fail if it is none, or is written in another form than that."""
    try:
        canonical = canonicalise(host)
    except InputError:
        canonical = ""
    if "." not in canonical or "/" in canonical or "?" in canonical:
        entry.fail(f"host = {host!r} is no host", 'Write host = "example.com"; a path goes into path = "/…"')
    if canonical != host.removeprefix("www."):
        entry.fail(f"host = {host!r} is not in canonical form", f"Write host = {canonical!r}")
    return canonical


def read_host(entry: Entry) -> Host:
    """Read one ``[[host]]`` of a brand file."""
    entry.only("host", "covers", "path", "scope", "purpose", "source", "date")
    path = entry.text("path", "")
    if path and not _PATH.fullmatch(path):
        entry.fail(
            f"path = {path!r} is no path", 'Write whole segments, without a slash at the end, as in path = "/coin"'
        )
    return Host(
        canonical_host(entry.text("host"), entry),
        path,
        entry.choice("covers", COVERS, "domain"),
        entry.choice("scope", SCOPES, "first_party"),
        entry.choice("purpose", PURPOSES, "main"),
        *_sourced(entry),
    )


def _read_handle(entry: Entry) -> Handle:
    entry.only("platform", "handle", "source", "date")
    handle = entry.text("handle")
    if handle.startswith("@") or " " in handle:
        entry.fail(f"handle = {handle!r} is no handle", "Write it without its at sign")
    return Handle(entry.text("platform"), handle, *_sourced(entry))


def read_brand(path: Path) -> Brand:
    """Read one brand's file.

    Raises
    ------
    ConfigurationError
        It is no TOML, or an entry is wrong; says which, and what to write instead.
    """
    brand = whole(path)
    brand.only("name", "names", "strong", "currencies", "host", "handle")
    names, currencies, strong = (brand.texts(key) for key in ("names", "currencies", "strong"))
    if not names:
        brand.fail("'names' is empty", 'Write names = ["…"], as people write it')
    for word in (*names, *currencies):
        if word != word.lower():
            brand.fail(f"{word!r} has capitals", f"Write {word.lower()!r}; names are compared without case")
    for word in strong:
        if word not in names:
            brand.fail(f"{word!r} is strong, but not among 'names'", "Add it to names, or delete it from strong")
    hosts = tuple(read_host(entry) for entry in brand.entries("host"))
    handles = tuple(_read_handle(entry) for entry in brand.entries("handle"))
    return Brand(path.stem, brand.text("name"), names, strong, currencies, hosts, handles)


def read_venues(path: Path) -> tuple[Host, ...]:
    """Read the hosts that are no brand's own word: where anybody publishes, and what leads elsewhere.

    Raises
    ------
    ConfigurationError
        It is no TOML, or an entry is wrong; says which, and what to write instead.
    """
    file = whole(path)
    file.only("venue")
    venues = []
    for entry in file.entries("venue"):
        entry.only("scope", "purpose", "covers", "hosts")
        scope = entry.choice("scope", SCOPES[1:])
        purpose = entry.choice("purpose", PURPOSES)
        covers = entry.choice("covers", COVERS, "domain")
        for address in entry.texts("hosts"):
            host, slash, rest = address.partition("/")
            if slash and not _PATH.fullmatch(slash + rest):
                entry.fail(f"{address!r} has no path of whole segments", "Write it as in 'google.com/url'")
            venues.append(Host(canonical_host(host, entry), slash + rest, covers, scope, purpose, None, None))
    return tuple(venues)


def read_brands(folder: Path) -> tuple[Brand, ...]:
    """Read all brand files of a folder, in the order of their names.

    Raises
    ------
    ConfigurationError
        One is wrong, or there is none.
    """
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != VENUES]
    if not paths:
        raise ConfigurationError("there is no brand file", where=str(folder), hint="Add one, such as tiktok.toml")
    return tuple(read_brand(path) for path in paths)


@lru_cache(maxsize=1)
def brands() -> tuple[Brand, ...]:
    """Return the shipped brands; a brand's index is its place here."""
    return read_brands(asset("data", "brands"))


@lru_cache(maxsize=1)
def venues() -> tuple[Host, ...]:
    """Return the shipped venues."""
    return read_venues(asset("data", "brands", VENUES))


@lru_cache(maxsize=1)
def brands_hash() -> str:
    """Return the first 16 hex digits of the SHA-256 of all shipped brand files."""
    digest = hashlib.sha256()
    for path in sorted(asset("data", "brands").glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
