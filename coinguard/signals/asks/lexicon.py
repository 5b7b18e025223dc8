"""The words that ask, of all languages: read from ``data/phrases/asks``, laid out for the kernel.

A file a language::

    language = "en"

    [alone]                       # phrases that ask by themselves
    survey = ["human verification"]

    [words]                       # words that ask together with others
    hand = ["send me", "tell me"]
    credential = ["password", "passwor*"]

What scams speak of lies in one file of all languages, ``data/phrases/topics.toml``, laid out alike.

Words are compared as contacts' are: without case and marks, look-alikes undone. A star stands for any ending of a single word.
Single words of up to four letters, some of which bear marks, are compared with their marks: without them too many are another
language's.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.links import characters as h
from coinguard.links.brands import brands
from coinguard.resources import asset
from coinguard.signals.asks import parts as p
from coinguard.signals.contacts.kinds import PART, SERVICE_MASK, SHORT
from coinguard.signals.contacts.lexicon import folded, folded_letters, steps_of
from coinguard.signals.contacts.words import HASHED, LONGEST_ENTRY
from coinguard.text import kernel as k
from coinguard.text.table import hash_table, name_hash

ASK_TYPE: Final = k.together(k.INT32S, k.BYTES, k.UINT64S, k.UINT64S, k.INT32S, k.INT64S)
"""The Numba type of an :class:`AskTables`, as a plain tuple."""

SIEVE_BITS: Final = 20
STEMS: Final = (4, 5, 6, 7)
"""Letters that a word with a star may have before it."""
STAR: Final = 0x2A

_TOPICS: Final = "topics.toml"
_SHORTEST_FOLDED: Final = 5
_SHORTEST_BRAND: Final = 4
_CLAUSE_ENDS: Final = "!?;\n…、。！？；،؛؟۔।|•"
_POINTS: Final = ".,，"
"""End a clause as well, but not inside a number or a name."""


class AskTables(NamedTuple):
    """The arrays that find asks, in the order in which the kernel takes them."""

    letters: NDArray[np.int32]
    """``[FOLDED]``: what each code point is compared as."""
    sorts: NDArray[np.uint8]
    """``[65536]``: what each code point is to the scan."""
    sieve: NDArray[np.uint64]
    """A bit for each hash that may be a key: most words are none."""
    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    """What begins a longer entry, and which set of parts an entry has."""
    masks: NDArray[np.int64]
    """By set: one bit for each part."""


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each phrase of one language's file with the part it plays.

    Raises
    ------
    ConfigurationError
        The file isn't TOML, or has what no part is called.
    """
    try:
        content = tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
    of_language = path.name != _TOPICS
    if of_language and content.get("language") != path.stem:
        raise ConfigurationError(
            "the language is not the file's name", where=str(path), hint=f'language = "{path.stem}"'
        )
    for section, names in (("alone", p.ALONE if of_language else p.TOPICS), ("words", p.WORDS)):
        for part, phrases in content.get(section, {}).items():
            if part not in names:
                close = get_close_matches(part, names, 1)
                hint = f"Did you mean {close[0]!r}?" if close else f"Use one of {', '.join(names)}"
                raise ConfigurationError(f"[{section}] knows no {part!r}", where=str(path), hint=hint)
            for phrase in phrases:
                yield phrase, part


def _brand_entries() -> Iterator[tuple[str, str]]:
    for brand in brands():
        for name in brand.names:
            if len(name) >= _SHORTEST_BRAND or not name.isascii():
                yield name, "brand"


def _set_bits(number: int) -> int:
    return number & SERVICE_MASK | number >> p.SET_BITS << p.SET_SHIFT


class _Lexicon:
    """Hashes of entries and of what they begin with, and the parts of each."""

    def __init__(self) -> None:
        self.begins: set[int] = set()
        self.parts: dict[int, int] = {}
        self.short: set[int] = set()

    def enter(self, phrase: str, part: str, where: str) -> None:
        """Note one phrase."""
        steps = steps_of(phrase.removesuffix("*"))
        whole = "".join(map(folded, steps))
        starred = phrase.endswith("*")
        if not steps or (starred and (len(steps) > 1 or len(whole) not in STEMS)):
            raise ConfigurationError(
                f"the phrase {phrase!r} can't be read", where=where,
                hint=f"Write words; a star may stand behind {STEMS[0]} to {STEMS[-1]} letters of a single one",
            )  # fmt: skip
        if len(steps) > LONGEST_ENTRY or max(map(len, steps)) > HASHED:
            raise ConfigurationError(
                f"the phrase {phrase!r} is too long", where=where,
                hint=f"Write {LONGEST_ENTRY} words at most, or as many characters of writing without spaces",
            )  # fmt: skip
        key = name_hash(whole + chr(STAR) if starred else whole)
        if len(steps) == 1 and len(whole) < _SHORTEST_FOLDED and not starred:
            self.short.add(key)
            key = name_hash(unicodedata.normalize("NFC", phrase).lower() + "\0")
        self.parts[key] = self.parts.get(key, 0) | 1 << p.PARTS.index(part)
        self.begins.update(name_hash("".join(map(folded, steps[:size]))) for size in range(1, len(steps)))

    def items(self) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
        """Return keys with their values, and the sets of parts by number."""
        sets = sorted(set(self.parts.values()))
        if len(sets) > p.MOST_SETS:
            raise ConfigurationError(
                f"{len(sets)} sets of parts are more than {p.MOST_SETS}", where="data/phrases/asks"
            )
        number = {parts: _set_bits(place) for place, parts in enumerate(sets, 1)}
        values = {key: number[parts] for key, parts in self.parts.items()}
        for keys, bit in ((self.begins, PART), (self.short, SHORT)):
            for key in keys:
                values[key] = values.get(key, 0) | bit
        return sorted(values.items()), np.array([0, *sets], np.int64)


def _sieve(keys: list[int]) -> NDArray[np.uint64]:
    """Return one bit for each value of the keys' lowest bits."""
    bits = np.zeros(1 << SIEVE_BITS, np.uint8)
    bits[[key & (1 << SIEVE_BITS) - 1 for key in keys]] = 1
    return np.packbits(bits, bitorder="little").view(np.uint64)


@lru_cache(maxsize=1)
def code_sorts() -> NDArray[np.uint8]:
    """Return what each code point of the basic plane is to the scan, ``uint8[65536]``."""
    codes = np.arange(1 << 16)
    kinds = h.RANGE_KINDS[np.searchsorted(h.RANGE_STARTS, codes, side="right") - 1]
    kinds[:128] = [h.ALPHANUMERIC if chr(code).isalnum() else h.OTHER for code in range(128)]
    sorts = np.full(1 << 16, p.GAP, np.uint8)
    sorts[(kinds == h.ALPHANUMERIC) | (kinds == h.LETTER)] = p.RUN
    sorts[kinds == h.UNSPACED] = p.UNSPACED
    sorts[[ord(sign) for sign in _CLAUSE_ENDS]] = p.CLAUSE
    sorts[[ord(sign) for sign in _POINTS]] = p.POINT
    sorts.flags.writeable = False
    return sorts


def phrases() -> Iterator[tuple[str, str, str]]:
    """Yield every shipped phrase: the phrase, the part it plays, and where it stands.

    Raises
    ------
    ConfigurationError
        A file isn't TOML, or has what no part is called.
    """
    for path in (*sorted(asset("data", "phrases", "asks").glob("*.toml")), asset("data", "phrases", _TOPICS)):
        for phrase, part in _entries(path):
            yield phrase, part, str(path)
    for phrase, part in _brand_entries():
        yield phrase, part, "data/brands"


@lru_cache(maxsize=1)
def ask_tables() -> tuple[Any, ...]:
    """Return the arrays of the shipped :class:`AskTables`, all languages together, as kernels take them.

    Raises
    ------
    ConfigurationError
        A file is wrong.
    """
    lexicon = _Lexicon()
    for phrase, part, where in phrases():
        lexicon.enter(phrase, part, where)
    items, masks = lexicon.items()
    tables = AskTables(folded_letters(), code_sorts(), _sieve([key for key, _ in items]), *hash_table(items), masks)
    return tuple(tables)
