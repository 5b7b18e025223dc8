"""The values that a policy file holds, each checked, each with a sentence for what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from coinguard.errors import ConfigurationError
from coinguard.ledger.mapping import meant

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)([smhd])", re.ASCII)
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}", re.ASCII)


class Section:
    """One table of a policy file. Keys that nobody asks for are errors: see :meth:`finish`."""

    def __init__(self, content: Any, where: str) -> None:
        if not isinstance(content, dict):
            raise ConfigurationError(
                "it is no section", where=where, hint="Write its name in brackets, on its own line"
            )
        self._content: Mapping[str, Any] = content
        self._asked: list[str] = []
        self.where = where

    def finish(self) -> None:
        """Raise for a key that is not part of the section.

        Raises
        ------
        ConfigurationError
            There is one; the hint names the nearest that is.
        """
        for key in self._content:
            if key not in self._asked:
                raise ConfigurationError(f"there is no setting {key!r}", where=self.where, hint=meant(key, self._asked))

    def has(self, key: str) -> bool:
        """Tell whether a key is set."""
        self._asked.append(key)
        return key in self._content

    def keys(self) -> list[str]:
        """Return all keys, for a section whose names are the owner's; each counts as asked for."""
        self._asked += self._content
        return list(self._content)

    def fail(self, key: str, problem: str, hint: str) -> ConfigurationError:
        """Return the error of a key."""
        return ConfigurationError(problem, where=f"{self.where} {key}", hint=hint)

    def required(self, key: str, why: str) -> Any:
        """Return a value that must be set; ``why`` is told where it is not."""
        if not self.has(key):
            near = get_close_matches(key, set(self._content) - set(self._asked), n=1)
            hint = f"There is a {near[0]!r}, which is no setting" if near else why
            raise ConfigurationError(f"it has no {key!r}", where=self.where, hint=hint)
        return self._content[key]

    def choice(self, key: str, allowed: Iterable[str], why: str) -> str:
        """Return a word that must be one of ``allowed``."""
        return self.one_of(key, self.required(key, why), allowed)

    def one_of(self, key: str, value: Any, allowed: Iterable[str]) -> str:
        """Return ``value`` if it is allowed."""
        allowed = list(allowed)
        if not isinstance(value, str) or value not in allowed:
            raise self.fail(key, f"it cannot be {value!r}", meant(str(value), allowed))
        return value

    def number(self, key: str, why: str, *, above: float, at_most: float, whole: bool = False) -> float:
        """Return a number within bounds."""
        value = self.required(key, why)
        kind = int if whole else int | float
        if isinstance(value, bool) or not isinstance(value, kind) or not above < value <= at_most:
            what = "whole number" if whole else "number"
            raise self.fail(key, f"it cannot be {value!r}", f"Write a {what} above {above:g} and up to {at_most:,g}")
        return value

    def switch(self, key: str, why: str) -> bool:
        """Return true or false."""
        value = self.required(key, why)
        if not isinstance(value, bool):
            raise self.fail(key, f"it cannot be {value!r}", "Write true or false")
        return value

    def name(self, key: str, why: str) -> str:
        """Return a name."""
        return self.checked_name(key, self.required(key, why))

    def checked_name(self, key: str, value: Any) -> str:
        """Return ``value`` if it can be a name."""
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            raise self.fail(key, f"{value!r} is no name", "Write small letters, digits, '-' and '_', a letter first")
        return value

    def seconds(self, key: str, why: str) -> float:
        """Return a duration such as ``"7d"`` in seconds."""
        value = self.required(key, why)
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None or not float(found[1]):
            raise self.fail(key, f"{value!r} is no duration", "Write it like '90s', '10m', '12h' or '7d'")
        return float(found[1]) * _UNITS[found[2]]

    def words(self, key: str, check: Callable[[str, str], str] | None = None) -> tuple[str, ...]:
        """Return a list of texts, empty where it is not set; each goes through ``check(key, word)``."""
        if not self.has(key):
            return ()
        value = self._content[key]
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self.fail(key, f"{value!r} is no list of texts", 'Write it like ["one", "two"]')
        return tuple(check(key, one) for one in value) if check else tuple(value)

    def words_of(self, key: str, allowed: Iterable[str]) -> frozenset[str]:
        """Return a list of words, each one of ``allowed``."""
        allowed = list(allowed)
        return frozenset(self.words(key, lambda name, word: self.one_of(name, word, allowed)))

    def section(self, key: str, why: str) -> Section:
        """Return a section within this one that must be there."""
        return Section(self.required(key, why), f"{self.where} [{key}]")

    def sections(self, key: str) -> list[Section]:
        """Return the sections of a list of them, none where it is not set."""
        if not self.has(key):
            return []
        value = self._content[key]
        if not isinstance(value, list):
            raise self.fail(key, "it is no list", f"Write [[{key}]] before each of them")
        return [Section(one, f"{self.where} [[{key}]] {number}") for number, one in enumerate(value, start=1)]
