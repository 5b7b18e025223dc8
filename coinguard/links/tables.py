"""Reading the tables of a TOML data file, with errors that name the file, the entry and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from coinguard.errors import ConfigurationError


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises
    ------
    ConfigurationError
        It can't be read, or is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text("utf8"))
    except OSError as error:
        raise ConfigurationError(f"the file can't be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known words, the one that was probably meant first."""
    words = tuple(known)
    close = get_close_matches(word, words, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Write one of {', '.join(words)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file, and where it stands."""

    values: Mapping[str, Any]
    place: str
    """The file and the entry, such as ``tiktok.toml, host 3``."""

    def fail(self, problem: str, hint: str | None = None) -> NoReturn:
        """Raise the error that says what is wrong with this entry."""
        raise ConfigurationError(problem, where=self.place, hint=hint)

    def only(self, *known: str) -> None:
        """Fail if there is a key that is not ``known``."""
        for key in self.values:
            if key not in known:
                self.fail(f"unknown key {key!r}", did_you_mean(key, known))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, ``default`` where there is none; fail if it is empty, no text, or missing without a default."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(f"{key!r} is missing", f'Add {key} = "…"')
        if not isinstance(value, str) or (key in self.values and not value.strip()):
            self.fail(f"{key} = {value!r} is no text", f'Write {key} = "…"')
        return value

    def choice(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """Return a text that is one of ``known``."""
        value = self.text(key, default)
        if value not in known:
            self.fail(f"{key} = {value!r} is unknown", did_you_mean(value, known))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none of them twice; empty where there is none."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() == v != "" for v in values):
            self.fail(f"{key!r} is no list of texts", f'Write {key} = ["…", "…"], without spaces at the ends')
        for index, value in enumerate(values):
            if value in values[:index]:
                self.fail(f"{value!r} stands twice in {key!r}", "Delete one")
        return tuple(values)

    def day(self, key: str) -> date | None:
        """Return a date that is written as the text ``2026-11-25``; null where there is none."""
        if key not in self.values:
            return None
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            self.fail(f"{key} = {self.values[key]!r} is no date", f'Write {key} = "2026-11-25"')

    def entries(self, key: str) -> tuple[Entry, ...]:
        """Return the tables ``[[key]]``, in order; none where there is none."""
        tables = self.values.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.fail(f"{key!r} is no list of tables", f"Head each entry with [[{key}]]")
        return tuple(Entry(table, f"{self.place}, {key} {number}") for number, table in enumerate(tables, 1))


def whole(path: Path) -> Entry:
    """Return a whole TOML file as one entry."""
    return Entry(read_toml(path), str(path))
