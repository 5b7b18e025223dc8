"""The words of offers, read from the data and laid out for the kernels."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.links.characters import ALPHANUMERIC, LETTER, host_kind
from coinguard.resources import asset
from coinguard.signals.contacts.lexicon import folded, folded_letters, steps_of
from coinguard.signals.offers import kinds as o
from coinguard.text import kernel as k
from coinguard.text.table import hash_table, name_hash

FILES: Final = ("currencies", "money", "numbers", "words")

_BITS: Final = {
    "free": o.FREE,
    "warns": o.WARNS,
    "asks": o.ASKS,
    "tells": o.TELLS,
    "gives": o.GIVES,
    "wants": o.WANTS,
    "has": o.HAS,
    "but": o.BUT,
    "prizes": o.PRIZE,
    "for": o.FOR,
    "fill": o.FILL,
    "units": o.UNIT,
    "discount": o.OFF,
    "deadline": o.DEADLINE,
}
"""What the tables of ``words.toml`` say of their words; of those with two lists, see :func:`_word_entries`."""
_SIDED: Final = {
    ("old", "before"): o.OLD,
    ("old", "after"): o.WAS,
    ("send", "all"): o.SEND,
    ("send", "back"): o.BACK,
    ("tenths", "all"): o.TENTHS,
    ("not", "before"): o.NOT,
    ("not", "behind"): o.DENIES,
    ("platforms", "tiktok_coins"): o.PLATFORM,
}
OFFER_TYPE: Final = k.together(k.INT32S, k.UINT64S, k.INT32S, k.INT64_TABLE, k.INT64_TABLE)
"""The Numba type of an :class:`OfferTables`, as a plain tuple."""


class OfferTables(NamedTuple):
    """The arrays that find offers, in the order in which the kernels take them."""

    letters: NDArray[np.int32]
    """What each code point is compared as, as for contacts."""
    word_keys: NDArray[np.uint64]
    word_values: NDArray[np.int32]
    meanings: NDArray[np.int64]
    """``[n, 6]``: what a word means, its currency, its money, its worth as a number, its factor, the money it implies."""
    official: NDArray[np.int64]
    """``[currencies, moneys]``: the lowest official price of a million units; see :mod:`coinguard.signals.offers.official`."""


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, Any]:
    """Return the content of the files, by name.

    Raises
    ------
    ConfigurationError
        A file isn't TOML.
    """
    content = {}
    for name in FILES:
        path = asset("data", "phrases", "offers", f"{name}.toml")
        try:
            content[name] = tomllib.loads(path.read_text("utf8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
    return content


@lru_cache(maxsize=1)
def currencies() -> tuple[str, ...]:
    """Return the codes of what may be promised, by number."""
    return tuple(lexicon()["currencies"])


@lru_cache(maxsize=1)
def moneys() -> tuple[str, ...]:
    """Return the codes of what may be paid with, by number."""
    words = lexicon()["money"]
    paid = [entry["money"] for entry in lexicon()["currencies"].values() if "money" in entry]
    guessed = lexicon()["numbers"]["behind_money"]
    return tuple(sorted({*words["signs"].values(), *words["glued"].values(), *words["words"], *paid, *guessed}))


class _Meaning:
    """What one written form means, gathered from all tables that have it."""

    def __init__(self) -> None:
        self.means, self.currency, self.money, self.worth, self.factor, self.implies = 0, o.NONE, o.NONE, 0, 1, o.NONE

    def row(self) -> tuple[int, ...]:
        return (self.means, self.currency, self.money, self.worth, self.factor, self.implies)


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a currency, and of the cards that a seller's name makes out of a common word."""
    yield from entry["names"]
    cards = entry.get("of", {"sellers": ()})
    for seller in cards["sellers"]:
        yield from (f"{word} {seller}" for word in cards["before"])
        yield from (f"{seller} {word}" for word in cards["behind"])


def _currency_entries(meanings: Mapping[str, _Meaning]) -> None:
    for number, entry in enumerate(lexicon()["currencies"].values()):
        for names, bits in ((_names(entry), o.CURRENCY), (entry.get("counted", ()), o.CURRENCY | o.COUNTED)):
            for name in names:
                meaning = meanings[name]
                if meaning.currency in (o.NONE, number):
                    meaning.means |= bits
                    meaning.currency = number
                if "money" in entry:
                    meaning.means |= o.MONEY
                    meaning.money = moneys().index(entry["money"])


def _money_entries(meanings: Mapping[str, _Meaning]) -> None:
    content = lexicon()["money"]
    words: Iterator[tuple[str, str, int]] = chain(
        ((sign, code, o.MONEY | o.SIGN) for sign, code in content["signs"].items()),
        ((sign, code, o.MONEY | o.SIGN) for sign, code in content["glued"].items()),
        ((name, code, o.MONEY) for code, entry in content["words"].items() for name in entry["names"]),
        (
            (name, code, o.MONEY | o.AFTER)
            for code, entry in content["words"].items()
            for name in entry.get("after", ())
        ),
    )
    for name, code, bits in words:
        meanings[name].means |= bits
        meanings[name].money = moneys().index(code)


def _number_entries(meanings: Mapping[str, _Meaning]) -> None:
    """Note numbers; a form that is a currency's or money's too once letters are folded (üç, UC) is that alone."""
    content = lexicon()["numbers"]
    for factor, names in content["behind"].items():
        for name in names:
            if not meanings[name].means & (o.CURRENCY | o.MONEY):
                meanings[name].means |= o.TIMES
                meanings[name].factor = int(factor)
    for table in ("behind_money", "speaks"):
        for code, names in content[table].items():
            for name in names:
                meanings[name].implies = moneys().index(code)
    for names in content["half"].values():
        for name in names:
            meanings[name].means |= o.PERCENT | o.OFF
            meanings[name].worth = 50 * o.SCALE
    for worth, names in content["words"].items():
        for name in names:
            if not meanings[name].means & (o.CURRENCY | o.MONEY):
                meanings[name].means |= o.SPELLED
                meanings[name].worth = int(worth) * o.SCALE


def _word_entries(meanings: Mapping[str, _Meaning]) -> None:
    for kind, lists in lexicon()["words"].items():
        for part, names in lists.items():
            for name in names:
                meanings[name].means |= _BITS.get(kind) or _SIDED[kind, part]


def _key(entry: str) -> tuple[str, ...]:
    """Return the steps in which an entry is matched; one that follows another word begins with a space."""
    steps: list[str] = []
    spaced = False
    for step in steps_of(entry):
        word = host_kind(ord(step[0])) in (ALPHANUMERIC, LETTER)
        steps.append(f" {folded(step)}" if spaced and word else folded(step))
        spaced = word
    return tuple(steps)


def _meanings() -> dict[tuple[str, ...], _Meaning]:
    """Return what every written form means, by the steps in which it is matched."""
    named: defaultdict[tuple[str, ...], _Meaning] = defaultdict(_Meaning)

    class ByName(dict[str, _Meaning]):
        def __missing__(self, name: str) -> _Meaning:
            return named[_key(name)]

    by_name = ByName()
    for read in (_currency_entries, _money_entries, _number_entries, _word_entries):
        read(by_name)
    return dict(named)


def _prefixes(keys: Iterable[tuple[str, ...]]) -> set[str]:
    return {"".join(key[:steps]) for key in keys for steps in range(1, len(key))}


@lru_cache(maxsize=1)
def word_tables() -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]]:
    """Return the hash table of words, and the table of meanings that its values are places in."""
    found = _meanings()
    rows = {_Meaning().row(): 0}
    values: dict[int, int] = {name_hash(text): o.PART for text in _prefixes(found)}
    for key, meaning in found.items():
        place = rows.setdefault(meaning.row(), len(rows))
        at = name_hash("".join(key))
        if values.get(at, 0) >> o.PLACE_SHIFT:
            continue  # spelled alike once letters are folded; what stands first in the files holds
        values[at] = values.get(at, 0) | place << o.PLACE_SHIFT
    return (*hash_table(values.items()), np.array(list(rows), np.int64))


@lru_cache(maxsize=1)
def offer_tables() -> tuple[Any, ...]:
    """Return the arrays of the shipped :class:`OfferTables`, as kernels take them."""
    from coinguard.signals.offers.official import official_prices

    return tuple(OfferTables(folded_letters(), *word_tables(), official_prices()))
