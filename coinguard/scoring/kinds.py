"""Which kind of scam a flagged message speaks of: what it asks for and offers, and its words looked up in a table.

Kinds never decide whether a message is a scam. What it asks for tells more of its kind than any word does, so an ask counts as
much as two strong words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.resources import asset
from coinguard.signals.asks.parts import TOPICS
from coinguard.signals.catalogue import CATALOGUE, NUMBER
from coinguard.text.features import ngrams
from coinguard.text.ngrams import joined_words
from coinguard.text.table import hash_table
from coinguard.text.views import fold
from coinguard.verdict import KINDS

OTHER: Final = KINDS.index("other_scam")
POINTS_SHIFT: Final = 8
_STRONG: Final = 3
_LONGEST: Final = 2


_SECOND_SHARE: Final = 0.5
"""Of the first kind's points, the least that a second has."""
_SECOND_LEAST: Final = 5
_SAYS: Final = {
    "ask.login": ("phishing_login", 6),
    "mix.login_brand": ("phishing_login", 1),
    "claim.staff": ("phishing_login", 1),
    "ask.install": ("malware_app", 6),
    "ask.survey": ("survey_verification", 6),
    "ask.pay_first": ("advance_fee", 6),
    "ask.send": ("fake_giveaway", 1),
    "offer.free": ("free_generator", 2),
    "offer.below_official": ("discount_reseller", 4),
    "offer.discount": ("discount_reseller", 3),
    **{f"similar.{kind}": (kind, 6) for kind in KINDS if kind != "other_scam"},
}
"""The kind that a signal speaks of, and its points."""
TELLS: Final = np.full(len(CATALOGUE), -1)
"""By signal: the kind it speaks of, -1 for none."""
POINTS: Final = np.zeros(len(CATALOGUE), np.int64)
"""By signal: how strongly."""
_OF_TOPIC: Final = {
    "free": ("free_generator", 3),
    "trick": ("free_generator", 4),
    "cheap": ("discount_reseller", 5),
    "prize": ("fake_giveaway", 5),
    "trade": ("account_trade", 10),
    "recover": ("recovery_scam", 9),
    "threat": ("phishing_login", 3),
    "invest": ("advance_fee", 5),
    "gate": ("survey_verification", 7),
}
TOPIC_KINDS: Final = np.array([KINDS.index(_OF_TOPIC[topic][0]) for topic in TOPICS])
"""By topic: the kind that it speaks of."""
TOPIC_POINTS: Final = np.array([_OF_TOPIC[topic][1] for topic in TOPICS])
for _code, (_kind, _points) in _SAYS.items():
    if _code in NUMBER:
        TELLS[NUMBER[_code]], POINTS[NUMBER[_code]] = KINDS.index(_kind), _points


def two_kinds(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the kind of each row and another that it also is, ``int64[n, 2]``; a row without points is of the other kind.

    ``points``, ``int64[n, kinds]``, is what speaks for each kind; of two that draw the earlier one is first. The second is -1
    where none comes near.
    """
    rows = np.arange(len(points))
    first = np.where(points.max(axis=1) > 0, points.argmax(axis=1), OTHER)
    best = points[rows, first]
    rest = points.copy()
    rest[rows, first] = 0
    second = rest.argmax(axis=1)
    near = (rest[rows, second] >= _SECOND_LEAST) & (rest[rows, second] >= _SECOND_SHARE * best)
    return np.stack([first, np.where(near, second, -1)], axis=1)


@dataclass(frozen=True)
class KindTable:
    """Hashes of words and pairs, for open addressing: what they speak of and how strongly."""

    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    """Kind (index into ``KINDS``) plus points times 256; 0 in an empty slot, so kinds are counted from 1."""
    phrases: Mapping[int, tuple[str, int]]
    """By hash: a phrase and its kind."""


def phrase_hash(phrase: str) -> int:
    """Return the hash of one or two words, as the kernels hash a message's.

    Raises
    ------
    ConfigurationError
        The phrase folds to no word or to more than two.
    """
    words = ngrams(fold(phrase).skeleton.elements).words
    if not 1 <= len(words) <= _LONGEST:
        raise ConfigurationError(f"the phrase {phrase!r} has {len(words)} words", hint="Write one or two")
    return int(words[0]) if len(words) == 1 else joined_words(int(words[0]), int(words[1]))


def read_kinds(path: Path) -> KindTable:
    """Read a table of phrases by kind.

    Raises
    ------
    ConfigurationError
        The file isn't TOML, names an unknown kind, or has one phrase under two kinds.
    """
    try:
        tables = tomllib.loads(path.read_text("utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
    entries: dict[int, tuple[str, int]] = {}
    phrases: dict[int, tuple[str, int]] = {}
    for kind, lists in tables.items():
        if kind not in KINDS:
            raise ConfigurationError(f"unknown kind {kind!r}", where=str(path), hint=f"Use one of {', '.join(KINDS)}")
        for points, name in ((_STRONG, "strong"), (1, "phrases")):
            for phrase in lists.get(name, ()):
                key = phrase_hash(phrase)
                if key in entries and entries[key][0] != kind:
                    other = entries[key][0]
                    raise ConfigurationError(f"{phrase!r} stands under {other} and under {kind}", where=str(path))
                entries.setdefault(key, (kind, points))
                phrases.setdefault(key, (phrase, KINDS.index(kind)))
    items = [(key, KINDS.index(kind) + 1 | points << POINTS_SHIFT) for key, (kind, points) in entries.items()]
    return KindTable(*hash_table(items), phrases)


@lru_cache(maxsize=1)
def kind_table() -> KindTable:
    """Return the shipped table."""
    return read_kinds(asset("data", "phrases", "kinds.toml"))


def words_of_kind(text: str, kind: int) -> list[str]:
    """Return the table's phrases of one kind that a text has, in the order of the text."""
    words = ngrams(fold(text).skeleton.elements).words.tolist()
    pairs = [joined_words(first, second) for first, second in pairwise(words)]
    table = kind_table().phrases
    found = [table[key] for place in zip_longest(pairs, words) for key in place if key is not None and key in table]
    return list(dict.fromkeys(phrase for phrase, of in found if of == kind))
