"""Indicators: what ties messages because two who share it are hardly two."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from coinguard.links.parts import parts
from coinguard.resources import asset
from coinguard.signals.contacts import find_contacts

STRENGTH: Final = {"wallet": 5, "contact": 4, "domain": 3, "link": 2, "code": 1, "wording": 0}
"""Kinds of indicators and how much each says: money goes to a wallet, victims to a contact, and wordings are copied."""

_PAGE_SEGMENTS: Final = 3
_CACHED: Final = 65_536


@dataclass(frozen=True, slots=True, order=True)
class Indicator:
    """One thing that a message carries."""

    kind: str
    """One of :data:`STRENGTH`."""
    value: str
    """Its canonical form: the same for every writing of it."""

    @property
    def strength(self) -> int:
        """How much it says, from 0."""
        return STRENGTH[self.kind]


@lru_cache(maxsize=1)
def _shared() -> dict[str, frozenset[str]]:
    """Return the hosts that are everybody's, by what they are."""
    table = tomllib.loads(asset("data", "campaigns", "shared_hosts.toml").read_text("utf-8"))
    return {name: frozenset(hosts) for name, hosts in table.items()}


def hub_hosts() -> list[str]:
    """Return the hosts that everybody links to, in alphabetical order."""
    return sorted(_shared()["hubs"])


def _named(host: str, hosts: frozenset[str]) -> bool:
    """Tell whether a host, or a domain above it, is in a list."""
    labels = host.split(".")
    return any(".".join(labels[first:]) in hosts for first in range(len(labels) - 1))


@lru_cache(maxsize=_CACHED)
def of_link(url: str) -> Indicator | None:
    """Return what a canonical URL says about who wrote it, null for a page that is everybody's.

    Examples
    --------
    >>> of_link("login.free-coins.top/claim?id=7")
    Indicator(kind='domain', value='free-coins.top')
    >>> of_link("t.me/CoinShop")
    Indicator(kind='contact', value='t.me/coinshop')
    >>> of_link("bit.ly/3xYz")
    Indicator(kind='link', value='bit.ly/3xYz')
    >>> of_link("youtube.com/watch?v=1") is None
    True
    """
    whole = parts(url)
    shared = _shared()
    segments = [segment for segment in whole.path.split("/") if segment]
    if whole.host in shared["contacts"] and segments:
        return Indicator("contact", _contact(whole.host, segments[0], whole.query))
    if segments[1:] and f"{whole.host}/{segments[0]}" in shared["contacts"]:
        return Indicator("contact", _contact(f"{whole.host}/{segments[0]}", segments[1], ""))
    if _named(whole.host, shared["shorteners"] | shared["contacts"]):
        return Indicator("link", f"{whole.host}/{'/'.join(segments)}") if segments else None
    if _named(whole.host, shared["pages"]):
        page = "/".join([whole.host, *segments[:_PAGE_SEGMENTS]])
        return Indicator("link", page) if segments or whole.host not in shared["pages"] else None
    if _named(whole.host, shared["hubs"]):
        return None
    return Indicator("domain", whole.registrable_domain or whole.host)


_CASED: Final = ("discord.gg", "discord.com/invite", "discordapp.com/invite", "chat.whatsapp.com")
"""Doors whose codes tell capitals apart."""


def _contact(door: str, name: str, query: str) -> str:
    if name in ("+", "joinchat", "send") and query:
        name = query
    if door.endswith("/invite"):
        door = "discord.gg"
    return f"{door}/{name.lstrip('@') if door in _CASED else name.lstrip('@').lower()}"


_DOORS: Final = {"telegram": "t.me", "whatsapp": "wa.me", "discord": "discord.gg"}
"""Services whose contacts people give as links too; both ways of giving one are one indicator."""


def of_text(text: str) -> Iterable[Indicator]:
    """Yield the contacts, wallets and codes in a text; a handle without its platform says nothing, for so do mentions."""
    for contact in find_contacts(text):
        if contact.kind == "handle":
            continue
        if contact.kind in ("wallet", "code"):
            yield Indicator(contact.kind, contact.value)
        else:
            yield Indicator("contact", _written(contact.service, contact.value))


def _written(service: str, value: str) -> str:
    """Return a contact as a link where its service has such links, else as it is told from others of its kind."""
    if service in ("email", "phone"):
        return value
    return f"{_DOORS.get(service, service)}/{value.lstrip('+') if service == 'whatsapp' else value}"
