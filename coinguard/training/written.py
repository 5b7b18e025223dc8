"""Written lessons: messages made from phrase packs, for the scams and look-alikes that public data hardly holds.

A pack, ``data/phrases/packs/LANGUAGE.toml``, is written by hand as people of that language type in chats and comments::

    language = "en"

    [slots]
    coins = ["coins", "tiktok coins", "tt coins"]

    [[family]]
    name = "seller-price-list"
    label = "scam"                    # or "clear"
    kind = "discount_reseller"        # a kind of scam, or what the honest message is about
    templates = ["<yo |>cheap {coins}, {amount} for {price}<, dm me| - inbox>"]

``{slot}`` stands for one of a slot's values, ``<a|b|>`` for one of the alternatives, an empty one included; a slot may stand
inside an alternative and the other way round. Slots that no pack owns lie in ``data/phrases/slots.toml``. Each family is one
campaign: all its messages lie in one fold, so a model is judged on families that it has not seen.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coinguard.errors import ConfigurationError
from coinguard.links.brands import brands
from coinguard.resources import asset
from coinguard.training.corpus import COIN_LURE, MESSAGES
from coinguard.verdict import KINDS

HONEST_KINDS: Final = (
    "asking_price",
    "asking_how",
    "begging",
    "chatter",
    "complaint",
    "game_talk",
    "gift_thanks",
    "honest_trade",
    "joke",
    "notice_bank",
    "notice_carrier",
    "notice_shop",
    "official_promotion",
    "own_giveaway",
    "pricing_talk",
    "referral",
    "security_code",
    "staff_advice",
    "victim_story",
    "warning",
)
"""What an honest message that could be mistaken for a lure may be about."""

CORPUS: Final = "written"
"""The corpus that written lessons belong to."""
ORDINARY: Final = "ordinary"
"""What a line of ordinary chat is about."""
PER_FAMILY: Final = 48
"""Messages made of each family, if its templates give so many."""

_PIECE: Final = re.compile(r"\{([a-z_]+)\}|<([^<>]*)>")
_DEPTH: Final = 8
_TRIES: Final = 6
_SENTENCE_END: Final = ".!?。！？۔।"


@dataclass(frozen=True, slots=True)
class Family:
    """Templates that say one thing in different words."""

    name: str
    scam: bool
    kind: str
    templates: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """One language's families."""

    language: str
    slots: Mapping[str, tuple[str, ...]]
    families: tuple[Family, ...]

    def messages(self, family: Family, count: int, seed: int) -> list[str]:
        """Return up to ``count`` different messages of a family, each template used about as often as every other.

        The same seed gives the same messages on any machine.
        """
        source = random.Random(f"{seed}:{self.language}:{family.name}")  # noqa: S311 - lessons, not secrets
        made: dict[str, None] = {}
        for turn in range(count * _TRIES):
            if len(made) == count:
                break
            made.setdefault(_typed(self.filled(family.templates[turn % len(family.templates)], source), source))
        return list(made)

    def filled(self, template: str, source: random.Random) -> str:
        """Return a template with a value for each of its slots, drawn from ``source``."""
        for _ in range(_DEPTH):
            text = _PIECE.sub(lambda piece: self._choice(piece, source), template)
            if text == template:
                return " ".join(text.split(" "))
            template = text
        raise ConfigurationError(f"slots go round in a circle: {template!r}", where=f"pack {self.language!r}")

    def _choice(self, piece: re.Match[str], source: random.Random) -> str:
        name, alternatives = piece.groups()
        choices: Sequence[str] = self.slots[name] if name else alternatives.split("|")
        return source.choice(choices)


def _typed(text: str, source: random.Random) -> str:
    """Return a text as somebody in a hurry types it: now and then without capitals, in capitals, or without its full stop."""
    manner = source.random()
    text = " ".join(text.split())
    if manner < 0.25:
        text = text.lower()
    elif manner < 0.31:
        text = text.upper()
    if source.random() < 0.25:
        text = text.rstrip(_SENTENCE_END)
    return text


def read_pack(path: Path, shared: Mapping[str, tuple[str, ...]]) -> Pack:
    """Read one pack.

    Parameters
    ----------
    path
        The file.
    shared
        Slots that every pack may use; the pack's own come first.

    Raises
    ------
    ConfigurationError
        It isn't TOML, an entry is missing or unknown, or a template names a slot that nobody has.
    """
    content = _parsed(path)
    language = content.get("language")
    if not isinstance(language, str) or language != path.stem:
        raise ConfigurationError("the pack's language is not its file's name", where=str(path), hint='language = "…"')
    slots = {**shared, **_slots(content.get("slots", {}), path)}
    for name, values in slots.items():
        for value in values:
            _check_template(value, slots, f"{path}, slot {name!r}")
    families = tuple(_family(entry, slots, path) for entry in content.get("family", []))
    names = [family.name for family in families]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"two families are called {name!r}", where=str(path), hint="Rename one")
    return Pack(language, slots, families)


def read_packs(folder: Path | None = None) -> tuple[Pack, ...]:
    """Read the shipped packs, or those of a folder laid out alike, by language.

    Raises
    ------
    ConfigurationError
        One is wrong.
    """
    folder = folder or asset("data", "phrases")
    shared = _slots(_parsed(folder / "slots.toml").get("slots", {}), folder / "slots.toml")
    return tuple(read_pack(path, shared) for path in sorted((folder / "packs").glob("*.toml")))


def written_messages(
    packs: Sequence[Pack], seed: int, ordinary: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Return the packs' messages and lines of ordinary chat, by language, as training rows.

    They are laid out as :data:`coinguard.training.corpus.MESSAGES`; each line of ordinary chat is a campaign of its own.
    """
    made = [
        _row(text, family.kind, family.scam, True, f"{pack.language}:{family.name}", pack.language)
        for pack in packs
        for family in pack.families
        for text in pack.messages(family, PER_FAMILY, seed)
    ]
    lines = [
        _row(text, ORDINARY, False, False, f"{language}:{ORDINARY}-{number}", language)
        for language, texts in (ordinary or {}).items()
        for number, text in enumerate(texts)
    ]
    return pd.DataFrame([*made, *lines], columns=list(MESSAGES.columns))


_REACHED: Final = (
    "{telegram}", "{handle}", "telegram: {handle}", "WhatsApp {phone}", "whatsapp: {phone}", "{nick}@{mail_host}",
    "{discord}", "insta {nick}",
)  # fmt: skip
"""Ways to reach somebody, as scams and honest people give them."""


def with_endings(rows: pd.DataFrame, folder: Path | None, seed: int) -> pd.DataFrame:
    """Return some honest messages twice over: with a way to reach somebody, and with a page of a brand's own.

    Scams typed by hand give both, and so do honest people; a model that meets them in scams alone takes them for the scam. A copy
    keeps its original's campaign.
    """
    source = random.Random(f"{seed}:endings")  # noqa: S311 - lessons, not secrets
    path = (folder or asset("data", "phrases")) / "slots.toml"
    shared = Pack("", _slots(_parsed(path).get("slots", {}), path), ())
    pages = [
        f"{scheme}{host.host}{host.path}{'' if host.scope == 'first_party' else '/anna'}"
        for brand in brands()
        for host in brand.hosts
        if host.verified
        for scheme in ("https://", "")
    ]
    reached = [shared.filled(source.choice(_REACHED), source) for _ in range(len(rows))]
    led = [source.choice(pages) for _ in range(len(rows))]
    copies = [
        rows.assign(text=[_ended(text, end, source) for text, end in zip(rows["text"], ends, strict=True)])
        for ends in (reached, led)
    ]
    return pd.concat(copies, ignore_index=True).assign(corpus=CORPUS, raw_label=ORDINARY, source="coinguard")


def _ended(text: str, end: str, source: random.Random) -> str:
    return source.choice((f"{text} {end}", f"{text}: {end}", f"{end} {text}"))


def _row(text: str, kind: str, scam: bool, on_topic: bool, group: str, language: str) -> dict[str, Any]:
    return {
        "text": text,
        "label": "scam" if scam else "ham",
        "lure": COIN_LURE if scam else None,
        "raw_label": kind,
        "on_topic": on_topic,
        "group": f"{CORPUS}:{group}",
        "lang": language,
        "corpus": CORPUS,
        "source": "coinguard",
        "licence": "Apache-2.0",
        "may_train": True,
        "adjudicated": False,
        "split": "train",
    }


def ordinary_lines(folder: Path | None = None) -> dict[str, list[str]]:
    """Return lines of ordinary chat by language: the shipped ``data/phrases/ordinary/LANGUAGE.txt``, or a folder laid out alike.

    Collected chat is English, Indonesian and Vietnamese for the most part; without these, whatever is written in another
    language would resemble the packs.
    """
    files = sorted(((folder or asset("data", "phrases")) / "ordinary").glob("*.txt"))
    return {path.stem: path.read_text("utf8").splitlines() for path in files}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error


def _slots(entries: Any, path: Path) -> dict[str, tuple[str, ...]]:
    for name, values in entries.items():
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            raise ConfigurationError(f"slot {name!r} is no list of texts", where=str(path), hint='name = ["…", "…"]')
    return {name: tuple(values) for name, values in entries.items()}


def _family(entry: Mapping[str, Any], slots: Mapping[str, tuple[str, ...]], path: Path) -> Family:
    name = entry.get("name")
    where = f"{path}, family {name!r}"
    wrong = {"name", "label", "kind", "templates"} ^ set(entry)
    if wrong:
        raise ConfigurationError(f"missing or unknown: {', '.join(sorted(wrong))}", where=where)
    known = {"scam": KINDS, "clear": HONEST_KINDS}.get(entry["label"])
    if known is None:
        raise ConfigurationError(f"unknown label {entry['label']!r}", where=where, hint="Use scam or clear")
    if entry["kind"] not in known:
        raise ConfigurationError(f"unknown kind {entry['kind']!r}", where=where, hint=f"Use one of {', '.join(known)}")
    templates = tuple(entry["templates"])
    if not templates:
        raise ConfigurationError("there are no templates", where=where, hint='templates = ["…"]')
    for template in templates:
        _check_template(template, slots, where)
    return Family(entry["name"], entry["label"] == "scam", entry["kind"], templates)


def _check_template(template: str, slots: Mapping[str, tuple[str, ...]], where: str) -> None:
    bare = _PIECE.sub("", _PIECE.sub(lambda piece: "" if piece[1] else piece[2], template))
    if set(bare) & set("{}<>"):
        raise ConfigurationError(f"a bracket has no partner in {template!r}", where=where, hint="Write {slot} or <a|b>")
    for match in re.finditer(r"\{([a-z_]+)\}", template):
        if match[1] not in slots:
            close = get_close_matches(match[1], slots, 1)
            hint = f"Did you mean {close[0]!r}?" if close else "Add it under [slots]"
            raise ConfigurationError(f"no slot is called {match[1]!r}", where=where, hint=hint)
