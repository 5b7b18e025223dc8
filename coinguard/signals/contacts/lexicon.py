"""The words and hosts that make contacts, and the lengths of telephone numbers: read from the data, laid out for kernels."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.links.characters import ALPHANUMERIC, LETTER, host_kind
from coinguard.resources import asset
from coinguard.signals.contacts import kinds as c
from coinguard.text import kernel as k
from coinguard.text import table as t
from coinguard.text.table import hash_table, name_hash, unicode_table

FOLDED: Final = 0x2000
"""Code points below it are folded by table, others stand for themselves; all letters with two cases that matter lie below."""

_DIGITS_AS_LETTERS: Final = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t"}
_SAME_LETTER: Final = {"ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ة": "ه", "ۃ": "ه"}
"""Letters of Arabic writing that one keyboard has and another has not."""
_TAKES: Final = {"name": c.NAME, "number": c.NUMBER, "digits": c.DIGITS, "tag": c.TAG}
_LEAST_NAME: Final = 3


CONTACT_TYPE: Final = k.together(k.INT32S, k.UINT64S, k.INT32S, k.UINT64S, k.INT32S, k.INT32_TABLE, k.INT32S)
"""The Numba type of a :class:`ContactTables`, as a plain tuple."""


class ContactTables(NamedTuple):
    """The arrays that find contacts, in the order in which the kernels take them."""

    letters: NDArray[np.int32]
    """``[FOLDED]``: what each code point is compared as: lower case, bare, ``i`` as ``l``, the letter it is drawn like."""
    word_keys: NDArray[np.uint64]
    word_values: NDArray[np.int32]
    host_keys: NDArray[np.uint64]
    host_values: NDArray[np.int32]
    services: NDArray[np.int32]
    """``[services, 4]``: kind, what it takes, shortest name, whether its names keep their at sign."""
    lengths: NDArray[np.int32]
    """``[1000]``: by calling code, one bit for each length its numbers may have with the code."""


@lru_cache(maxsize=1)
def folded_letters() -> NDArray[np.int32]:
    """Return what each code point below :data:`FOLDED` is compared as, ``int32[FOLDED]``."""
    unicode = unicode_table()
    table = np.arange(FOLDED, dtype=np.int32)
    for code in range(FOLDED):
        if 0xD800 <= code < 0xE000:
            continue
        small = chr(code).lower()
        base = unicodedata.normalize("NFD", small[0])[0]
        place = int(unicode.pages[ord(base) >> 8]) * 256 + (ord(base) & 255)
        info, drawn = int(unicode.rows[place, t.INFO]), int(unicode.rows[place, t.LOOKS_LIKE])
        if info & t.KIND_MASK == t.LETTER and drawn and not info & t.LOOSE:
            base = chr(drawn)
        base = _SAME_LETTER.get(base, base)
        if base.isdecimal():
            base = str(unicodedata.decimal(base))
        base = _DIGITS_AS_LETTERS.get(base, base)
        table[code] = ord("l" if base in "iı" else base)
    table.flags.writeable = False
    return table


def folded(text: str) -> str:
    """Return a text as its letters are compared."""
    table = folded_letters()
    return "".join(chr(table[ord(x)]) if ord(x) < FOLDED else x for x in unicodedata.normalize("NFC", text))


def steps_of(entry: str) -> list[str]:
    """Return the steps in which an entry is matched: runs of letters, and single characters of writing without spaces."""
    steps: list[str] = []
    joined = False
    for character in unicodedata.normalize("NFC", entry):
        spaced = host_kind(ord(character)) in (ALPHANUMERIC, LETTER)
        if character in " -.'’\u200c":
            joined = False
            continue
        if spaced and joined:
            steps[-1] += character
        else:
            steps.append(character)
        joined = spaced
    return steps


class _Words(dict[int, int]):
    """Hashes of entries and of what they begin with."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where

    def enter(self, entries: Iterable[str], value: int) -> None:
        """Note what entries mean."""
        for entry in entries:
            if value & c.SHORT and len(steps_of(entry)) == 1:
                self[name_hash(entry.lower() + "\0")] = c.SHORT
            text = ""
            for step in steps_of(entry):
                if text:
                    self[name_hash(text)] = self.get(name_hash(text), 0) | c.PART
                text += folded(step)
            old = self.get(name_hash(text), 0)
            if old & value & c.SERVICE_MASK == 0 or old & c.SERVICE_MASK == value & c.SERVICE_MASK:
                self[name_hash(text)] = old | value
                continue
            raise ConfigurationError(f"{entry!r} stands for two services", where=self._where)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    return _read(asset("data", "phrases", "contacts.toml"))


@lru_cache(maxsize=1)
def service_names() -> tuple[str, ...]:
    """Return the names of the services, by number; the first stands for none."""
    fixed = [name for name, _ in c.FIXED]
    return ("", *fixed, *(name for name in _lexicon()["services"] if name not in fixed))


def _word_table(lexicon: Mapping[str, Any], where: str) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    words = _Words(where)
    words.enter(lexicon["fillers"], c.FILLER)
    words.enter(lexicon["write"]["names"], c.WRITE)
    words.enter(lexicon["code"]["short"], c.CODE_WORD | c.SHORT)
    words.enter(lexicon["code"]["names"], c.CODE_WORD)
    for name, entry in lexicon["services"].items():
        number = service_names().index(name)
        words.enter(entry.get("names", ()), number)
        words.enter(entry.get("short", ()), number | c.SHORT)
    return hash_table(words.items())


def _host_table(lexicon: Mapping[str, Any], where: str) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    items = []
    for name, entry in lexicon["services"].items():
        number = service_names().index(name)
        for address, form in entry.get("hosts", {}).items():
            if form not in c.FORMS:
                raise ConfigurationError(f"{address!r} is read as {form!r}", where=where, hint=f"Use {c.FORMS}")
            items.append((name_hash(address), number | (c.FORMS.index(form) + 1) << c.FORM_SHIFT))
    return hash_table(items)


def _service_table(lexicon: Mapping[str, Any], where: str) -> NDArray[np.int32]:
    kinds = {name: c.KINDS[kind] for name, kind in c.FIXED}
    rows = [(0, 0, 0, 0)]
    for name in service_names()[1:]:
        entry = lexicon["services"].get(name, {})
        kind = kinds.get(name) or entry.get("kind")
        if kind not in c.KINDS:
            raise ConfigurationError(f"{name} is of unknown kind {kind!r}", where=where, hint=f"Use one of {c.KINDS}")
        takes = sum(_TAKES[word] for word in entry.get("takes", ()))
        rows.append((c.KINDS.index(kind), takes, entry.get("least", _LEAST_NAME), int(entry.get("keeps_at", False))))
    return np.array(rows, np.int32)


def _length_table() -> NDArray[np.int32]:
    table = np.zeros(1000, np.int32)
    for entry in _read(asset("data", "phrases", "calling_codes.toml"))["numbers"]:
        for code in entry["codes"]:
            table[code] = sum(1 << len(str(code)) + length for length in entry["lengths"])
    return table


@lru_cache(maxsize=1)
def contact_tables() -> tuple[Any, ...]:
    """Return the arrays of the shipped :class:`ContactTables`, as kernels take them.

    Raises
    ------
    ConfigurationError
        A file isn't TOML, or a word stands for two services.
    """
    where, lexicon = "data/phrases/contacts.toml", _lexicon()
    tables = ContactTables(
        folded_letters(),
        *_word_table(lexicon, where),
        *_host_table(lexicon, where),
        _service_table(lexicon, where),
        _length_table(),
    )
    return tuple(tables)
