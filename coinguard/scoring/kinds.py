"""Which kind of scam a flagged message speaks of: its words looked up in a table of words that tell the kinds apart."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.resources import asset
from coinguard.text.features import ngrams
from coinguard.text.ngrams import joined_words
from coinguard.text.table import hash_table
from coinguard.text.views import fold
from coinguard.verdict import KINDS

OTHER: Final = KINDS.index("other_scam")
POINTS_SHIFT: Final = 8
_STRONG: Final = 3
_LONGEST: Final = 2


@dataclass(frozen=True)
class KindTable:
    """Hashes of words and pairs, for open addressing: what they speak of and how strongly."""

    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    """Kind (index into ``KINDS``) plus points times 256; 0 in an empty slot, so kinds are counted from 1."""


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
    items = [(key, KINDS.index(kind) + 1 | points << POINTS_SHIFT) for key, (kind, points) in entries.items()]
    return KindTable(*hash_table(items))


@lru_cache(maxsize=1)
def kind_table() -> KindTable:
    """Return the shipped table."""
    return read_kinds(asset("data", "phrases", "kinds.toml"))
