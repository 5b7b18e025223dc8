"""Keywords for the comment filters that platforms have: what coin scams say and ordinary chat does not.

A file a language, ``data/phrases/keywords/LANGUAGE.toml``, the most telling phrases first::

    language = "en"
    coins = ["coins", "robux"]
    phrases = ["{coins} generator", "human verification", "mod apk unlimited*"]

``{coins}`` stands for each of the words of ``coins``; a star at the end says that the last word may go on. What each platform
takes lies in ``data/phrases/filters.toml``, with its source.

Such a filter knows words and nothing else: it holds back a warning that quotes a scam as readily as the scam, and lets every
disguise pass. It is for those who can't put a guard before their comments, and its hits are for review. Measured on 2026-11-25
with all languages together: of 436,234 messages of ordinary chat 7 are hit (57 where a filter takes the words of a phrase in any
order), of 1,876 honest ones about coins 4 (6), of 371 public coin lures 62 (93), of the scams written for training one in ten.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, Literal

from coinguard.errors import ConfigurationError, InputError
from coinguard.resources import asset

UNSPACED: Final = frozenset({"ja", "th", "zh"})
"""Languages whose words stand without spaces between them, so that no filter finds where one ends."""

_COINS: Final = "{coins}"
_STAR: Final = "*"
_NEVER: Final = frozenset(",\n*")
"""What would end a keyword early, or stand for something else."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a platform's own comment filter takes."""

    name: str
    matching: Literal["whole", "part", "words"]
    """Where a phrase hits: as whole words, also inside of words, or where all of its words stand, in any order."""
    separator: str
    """What stands between two keywords."""
    source: str
    date: dt.date
    """When the source was read."""
    note: str
    stars: bool = False
    """Whether a star stands for what may follow or come before."""
    shortest: int = 1
    """Characters of a keyword, at least."""
    characters: int | None = None
    """Characters of a keyword, at most; null where no limit is known."""
    keywords: int | None = None
    """How many; null where no limit is known."""
    total: int | None = None
    """Characters of all of them, separators included; null where no limit is known."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """One word or phrase, as a platform takes it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Export:
    """The keywords that fit a platform's filter."""

    filter: Filter
    keywords: tuple[Keyword, ...]
    left_out: int
    """How many are too long, or more than the filter takes."""

    @property
    def text(self) -> str:
        """What to paste into the filter."""
        return self.filter.separator.join(keyword.text for keyword in self.keywords)

    @property
    def summary(self) -> str:
        """How many there are, how many did not fit, and what is known of the filter."""
        languages = len({keyword.language for keyword in self.keywords})
        told = f"{len(self.keywords):,} keywords in {languages} language{'s' * (languages > 1)} for {self.filter.name}."
        if self.left_out:
            told += f" {self.left_out:,} more do not fit; choose languages with --language."
        return f"{told} {self.filter.note}"


def export(platform: str, languages: Sequence[str] = ()) -> Export:
    """Return the keywords that fit a platform's comment filter.

    Parameters
    ----------
    platform
        One of :func:`filters`.
    languages
        Some of :func:`keyword_languages`, by default all. Where not all of their keywords fit, each language gives its most
        telling ones.

    Raises
    ------
    InputError
        The platform or a language is unknown.

    Examples
    --------
    >>> fitting = export("discord", ["en"])
    >>> fitting.text[:33], fitting.left_out
    ('coins generator, robux generator,', 0)
    """
    chosen = _known(platform, tuple(filters()), "filter of a platform")
    wanted = [_known(language, keyword_languages(), "language") for language in languages or keyword_languages()]
    return _fitting(filters()[chosen], _in_turn(dict.fromkeys(wanted)))


@cache
def filters() -> Mapping[str, Filter]:
    """Return by platform what its comment filter takes."""
    return read_filters(asset("data", "phrases", "filters.toml"))


@cache
def keyword_languages() -> tuple[str, ...]:
    """Return the languages that there are keywords in, as ISO 639 codes."""
    return tuple(sorted(path.stem for path in asset("data", "phrases", "keywords").glob("*.toml")))


@cache
def phrases_of(language: str) -> tuple[str, ...]:
    """Return the phrases of one of :func:`keyword_languages`, the most telling first; some end in a star."""
    return read_keywords(asset("data", "phrases", "keywords", f"{language}.toml"))


def read_keywords(path: Path) -> tuple[str, ...]:
    """Read one language's phrases, those with ``{coins}`` once for each of its words.

    Raises
    ------
    ConfigurationError
        The file isn't TOML, or a phrase can't be one.
    """
    content = _toml(path)
    if content.get("language") != path.stem:
        raise ConfigurationError(
            "the language is not the file's name", where=str(path), hint=f'language = "{path.stem}"'
        )
    phrases: dict[str, None] = {}
    for phrase in content.get("phrases", ()):
        if not phrase.strip() or _NEVER & set(phrase.removesuffix(_STAR)):
            raise ConfigurationError(
                f"the phrase {phrase!r} can't be read", where=str(path),
                hint="Write words, without commas; a star may stand at the end",
            )  # fmt: skip
        coins = content.get("coins", ()) if _COINS in phrase else ("",)
        phrases.update((phrase.replace(_COINS, coin), None) for coin in coins)
    return tuple(phrases)


def read_filters(path: Path) -> dict[str, Filter]:
    """Read what the comment filters of platforms take.

    Raises
    ------
    ConfigurationError
        The file isn't TOML, or an entry is incomplete.
    """
    try:
        return {platform: Filter(**entry) for platform, entry in _toml(path).items()}
    except TypeError as error:
        raise ConfigurationError(
            f"an entry is incomplete: {error}",
            where=str(path),
            hint="Write name, matching, separator, source, date and note",
        ) from error


def as_taken(phrase: str, language: str, takes: Filter) -> str:
    """Return a phrase as a filter takes it: with stars where they mean something there, and without elsewhere."""
    words = phrase.removesuffix(_STAR)
    if not takes.stars:
        return words
    return f"*{words}*" if language in UNSPACED else phrase


def _in_turn(languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield languages with their phrases: the first of each, then the second of each, and so on."""
    chosen = tuple(languages)
    for row in zip_longest(*map(phrases_of, chosen)):
        yield from ((language, phrase) for language, phrase in zip(chosen, row, strict=True) if phrase is not None)


def _fitting(takes: Filter, phrases: Iterable[tuple[str, str]]) -> Export:
    kept: dict[str, Keyword] = {}
    used = left_out = 0
    for language, phrase in phrases:
        text = as_taken(phrase, language, takes)
        if text in kept:  # another language says the same
            continue
        size = len(text) + (len(takes.separator) if kept else 0)
        if (
            not takes.shortest <= len(text) <= (takes.characters or len(text))
            or len(kept) == takes.keywords
            or used + size > (takes.total or used + size)
        ):
            left_out += 1
            continue
        kept[text] = Keyword(language, text)
        used += size
    return Export(takes, tuple(kept.values()), left_out)


def _known(value: str, known: Sequence[str], what: str) -> str:
    lowered = value.lower()
    if lowered not in known:
        close = get_close_matches(lowered, known, 1)
        meant = f"Did you mean {close[0]!r}? " if close else ""
        raise InputError(f"no {what} is called {value!r}", hint=f"{meant}Use one of {', '.join(known)}")
    return lowered


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
