"""What to tell the reader of a suspicious message: what it is after, what to do, and what if it is too late.

A file a language, ``data/phrases/advice/LANGUAGE.toml``::

    language = "en"

    [kinds]        # two short sentences for each kind of scam
    advance_fee = "Whoever wants a fee before paying you out keeps it and asks for more. Send nothing."

    [already]      # what to do after each mistake
    paid = "If you paid: call your bank."

    [report]       # in_app: where it was seen; elsewhere: what stands before the places
    in_app = "Report it where you saw it."
    elsewhere = "You can also report it to:"

    [[places]]     # that take reports of those who speak the language
    name = "United States: Federal Trade Commission"
    address = "reportfraud.ftc.gov"
    source = "https://reportfraud.ftc.gov"
    date = 2026-11-25              # the source's own, or the day on which it was read

The sentences speak of such messages in general, so they hold for a message under review as well.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from coinguard.errors import ConfigurationError, InputError
from coinguard.resources import asset
from coinguard.verdict import KINDS, Verdict

FALLBACK: Final = "en"
"""The language of advice for readers of whom nothing else is known."""

MISTAKES: Final = ("clicked", "paid", "installed", "gave_code")
"""What may have been done already."""

_LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "free_generator": ("clicked", "gave_code", "installed"),
    "discount_reseller": ("paid", "gave_code"),
    "phishing_login": ("gave_code", "clicked"),
    "fake_giveaway": ("clicked", "paid", "gave_code"),
    "malware_app": ("installed", "gave_code"),
    "survey_verification": ("clicked", "installed"),
    "advance_fee": ("paid",),
    "account_trade": ("paid", "gave_code"),
    "recovery_scam": ("paid", "gave_code"),
    "other_scam": MISTAKES,
}
"""By kind: what it leads to, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do after a mistake."""

    mistake: str
    """One of :data:`MISTAKES`."""
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that takes reports."""

    name: str
    """What it is called, with its country."""
    address: str
    """Host, telephone number or e-mail address."""
    source: str
    """Where that was read."""
    date: dt.date
    """Of the source, or when it was read."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell the reader of one message, in one language."""

    language: str
    """ISO 639 code."""
    about: str
    """What such messages are after and what to do: two short sentences."""
    already: tuple[Remedy, ...]
    """What to do after the mistakes that this kind of scam leads to, the likeliest first."""
    report: str
    """How to report it where it was seen."""
    elsewhere: str
    """What stands before the places."""
    places: tuple[Place, ...]
    """Where else it may be reported, in countries where the language is spoken."""

    def as_dict(self) -> dict[str, Any]:
        """Return the advice as plain values, ready for JSON."""
        return {
            "language": self.language,
            "about": self.about,
            "already": {remedy.mistake: remedy.text for remedy in self.already},
            "report": self.report,
            "places": [{"name": place.name, "address": place.address} for place in self.places],
        }


@dataclass(frozen=True)
class Phrases:
    """All advice in one language."""

    kinds: Mapping[str, str]
    already: Mapping[str, str]
    in_app: str
    elsewhere: str
    places: tuple[Place, ...]


def advice(verdict: Verdict, language: str = FALLBACK) -> Advice | None:
    """Return what to tell the reader of a message; none for a message that is clear.

    Parameters
    ----------
    verdict
        The message's verdict.
    language
        One of :func:`advice_languages`.

    Raises
    ------
    InputError
        There is no advice in that language.

    Examples
    --------
    >>> import coinguard
    >>> verdict = coinguard.load().check("FREE 10k coins no survey at free-coins-now.top")
    >>> told = coinguard.advice(verdict, language="de")
    >>> told.already[0].text
    'Wenn du den Link geöffnet hast: Schließ die Seite und gib nichts mehr ein. Stand dein Passwort schon drin, ändere es gleich in der offiziellen App.'
    """  # noqa: E501 - what it returns
    chosen = known_language(language)
    if verdict.level == "clear":
        return None
    phrases, kind = advice_phrases(chosen), verdict.kind or "other_scam"
    return Advice(
        language=chosen,
        about=phrases.kinds[kind],
        already=tuple(Remedy(mistake, phrases.already[mistake]) for mistake in _LIKELY[kind]),
        report=phrases.in_app,
        elsewhere=phrases.elsewhere,
        places=phrases.places,
    )


@cache
def advice_languages() -> tuple[str, ...]:
    """Return the languages that there is advice in, as ISO 639 codes."""
    return tuple(sorted(path.stem for path in asset("data", "phrases", "advice").glob("*.toml")))


def known_language(code: str) -> str:
    """Return a language that there is advice in: ``code`` itself, or what stands before its region (``pt-BR``, ``zh_TW``).

    Raises
    ------
    InputError
        There is no advice in that language.
    """
    language = code.replace("_", "-").split("-")[0].lower()
    if language not in advice_languages():
        close = get_close_matches(language, advice_languages(), 1)
        meant = f"Did you mean {close[0]!r}? " if close else ""
        raise InputError(
            f"nothing is written in the language {code!r}", hint=f"{meant}Use one of {', '.join(advice_languages())}"
        )
    return language


@cache
def advice_phrases(language: str) -> Phrases:
    """Return all advice in one of :func:`advice_languages`."""
    return read_advice(asset("data", "phrases", "advice", f"{language}.toml"))


def read_advice(path: Path) -> Phrases:
    """Read the advice of one language.

    Raises
    ------
    ConfigurationError
        The file isn't TOML, or something is missing, empty or unknown.
    """
    try:
        content = tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
    if content.get("language") != path.stem:
        raise ConfigurationError(
            "the language is not the file's name", where=str(path), hint=f'language = "{path.stem}"'
        )
    report = _texts(content, "report", ("in_app", "elsewhere"), path)
    return Phrases(
        kinds=_texts(content, "kinds", KINDS, path),
        already=_texts(content, "already", MISTAKES, path),
        in_app=report["in_app"],
        elsewhere=report["elsewhere"],
        places=tuple(_place(entry, path) for entry in content.get("places", ())),
    )


def _texts(content: Mapping[str, Any], section: str, names: tuple[str, ...], path: Path) -> dict[str, str]:
    """Return a section whose texts must be these and no others."""
    texts = content.get(section, {})
    for name in names:
        if not isinstance(texts.get(name), str) or not texts[name].strip():
            raise ConfigurationError(
                f"[{section}] says nothing of {name!r}", where=str(path), hint="Write a text for it"
            )
    if unknown := sorted(texts.keys() - set(names)):
        raise ConfigurationError(
            f"[{section}] knows no {unknown[0]!r}", where=str(path), hint=f"Use one of {', '.join(names)}"
        )
    return dict(texts)


def _place(entry: Mapping[str, Any], path: Path) -> Place:
    try:
        place = Place(**entry)
    except TypeError as error:
        raise ConfigurationError(
            f"[[places]] {entry.get('name')!r} is incomplete",
            where=str(path),
            hint="Write name, address, source and date",
        ) from error
    if not isinstance(place.date, dt.date):
        raise ConfigurationError(
            f"[[places]] {place.name!r} has no date", where=str(path), hint="Write date = 2026-01-31"
        )
    return place
