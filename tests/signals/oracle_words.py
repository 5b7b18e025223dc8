"""How the oracle reads words: a dictionary of folded entries and a regular expression."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from coinguard.links.characters import ALPHANUMERIC, LETTER, UNSPACED, host_kind
from coinguard.resources import asset
from coinguard.signals.contacts.lexicon import folded, steps_of

RUN = re.compile(r"[0-9A-Za-z_]+")
FIXED = ("phone", "email", "bitcoin", "ethereum", "tron", "solana", "code", "handle")


def in_run(character: str) -> bool:
    if character.isascii():
        return bool(RUN.match(character))
    return host_kind(ord(character)) in (ALPHANUMERIC, LETTER)


def unspaced(character: str) -> bool:
    return not character.isascii() and host_kind(ord(character)) == UNSPACED


def run_at(text: str, at: int) -> str:
    end = at
    while end < len(text) and in_run(text[end]):
        end += 1
    return text[at:end]


@dataclass
class Entry:
    service: str = ""
    short: bool = False
    filler: bool = False
    write: bool = False
    code: bool = False
    part: bool = False
    plain: set[str] = field(default_factory=set)

    @property
    def means(self) -> bool:
        return bool(self.service or self.filler or self.write or self.code)


@dataclass
class Lexicon:
    entries: dict[str, Entry]
    services: dict[str, dict[str, Any]]
    hosts: dict[str, tuple[str, str]]
    plain: set[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    table = tomllib.loads(asset("data", "phrases", "contacts.toml").read_text("utf8"))
    entries: dict[str, Entry] = {}
    plain: set[str] = set()

    def enter(names: list[str], **what: Any) -> None:
        for name in names:
            steps = steps_of(name)
            if what.get("short") and len(steps) == 1:
                plain.add(name.lower())
            for size in range(1, len(steps)):
                entries.setdefault("".join(map(folded, steps[:size])), Entry()).part = True
            entry = entries.setdefault("".join(map(folded, steps)), Entry())
            for key, value in what.items():
                setattr(entry, key, value or getattr(entry, key))

    enter(table["fillers"], filler=True)
    enter(table["write"]["names"], write=True)
    enter(table["code"]["short"], code=True, short=True)
    enter(table["code"]["names"], code=True)
    hosts = {}
    for service, entry in table["services"].items():
        enter(entry.get("names", []), service=service)
        enter(entry.get("short", []), service=service, short=True)
        hosts |= {address: (service, form) for address, form in entry.get("hosts", {}).items()}
    services = {
        name: {"kind": {"phone": "phone", "email": "email", "code": "code", "handle": "handle"}.get(name, "wallet")}
        for name in FIXED
    }
    for service, entry in table["services"].items():
        services[service] = {**services.get(service, {}), **entry}
    return Lexicon(entries, services, hosts, plain)


def longest(text: str, end: int, spaced: bool, key: str) -> tuple[int, Entry]:
    """The longest entry that begins with what is read up to ``end``, and where it ends."""
    known = lexicon().entries
    found = known.get(key, Entry())
    best = (end, found if found.means else Entry())
    at = end
    for _ in range(24):
        if not found.part or at >= len(text):
            break
        if unspaced(text[at]):
            key += folded(text[at])
            at += 1
            spaced = False
        else:
            if spaced and text[at] in " -.'’*\u200c" and at + 1 < len(text):
                at += 1
            run = re.split("_", run_at(text, at))[0][:32]
            if not run:
                break
            key += folded(run)
            at += len(run)
            spaced = True
        found = known.get(key, Entry())
        if found.means:
            best = (at, found)
    return best


def word_at(text: str, at: int, takes_number: Any) -> tuple[int, Entry]:
    """The entry whose first run is at ``at`` and where it ends; an entry of no meaning, and the end of the run, for none."""
    run = run_at(text, at)
    end = at + len(run)
    if "_" in run:
        return end, Entry()
    known, plain = lexicon().entries, lexicon().plain
    if len(run) == 1 and (spread := spread_at(text, at)):
        found = known.get("".join(map(folded, text[at : at + spread : 2])), Entry())
        return at + spread, found if not found.short else Entry()
    key = folded(run[:32])
    if key in known and (known[key].means or known[key].part):
        stop, found = longest(text, end, True, key)
        if found.short and stop == end and lowered(run[:32]) not in plain:
            found = Entry()
        return stop, found
    tail = len(run) - len(run.rstrip("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯"))
    if 8 <= tail < len(run):
        front = run[: len(run) - tail]
        found = known.get(folded(front[:32]), Entry())
        if found.short and lowered(front[:32]) not in plain:
            found = Entry()
        if found.service and takes_number(found.service):
            return at + len(front), found
    return end, Entry()


def lowered(text: str) -> str:
    from coinguard.links.characters import lower

    return "".join(chr(lower(ord(character))) for character in text)


def spread_at(text: str, at: int) -> int:
    """How far letters go that stand apart with one and the same sign between them, 0 for fewer than five."""
    end = at + 1
    count = 1
    if end < len(text) and text[end] in " -.'’*\u200c":
        sign = text[end]
        while (
            end + 1 < len(text)
            and text[end] == sign
            and in_run(text[end + 1])
            and text[end + 1] != "_"
            and not (end + 2 < len(text) and in_run(text[end + 2]))
        ):
            end += 2
            count += 1
    return end - at if count >= 5 else 0
