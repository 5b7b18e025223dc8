"""The words of an address, by the kernel and by a plain search over all ways to cover it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.errors import ConfigurationError
from coinguard.links.find import code_points
from coinguard.links.words import (
    CLASSES,
    MOST_CODES,
    MOST_WORDS,
    WORD_TYPES,
    WordTable,
    address_words,
    read_words,
    split_words,
    word_table,
)
from coinguard.text.kernel import INT, OUT_INT32_TABLE, OUT_INT32S, kernel

VOCABULARY = (
    "free",
    "coin",
    "coins",
    "tok",
    "token",
    "tiktok",
    "eth",
    "claim",
    "reclaim",
    "gift",
    "giftcard",
    "card",
    "win",
)


@kernel(OUT_INT32S, INT, *WORD_TYPES, OUT_INT32S, OUT_INT32_TABLE, OUT_INT32_TABLE, returns=INT)
def _split(
    codes: Any, n: int, edges: Any, targets: Any, ends: Any, words: Any, best: Any, back: Any, found: Any
) -> int:
    return split_words(codes, 0, n, (edges, targets, ends, words), best, back, found)


def words_of(address: str, table: WordTable) -> list[str]:
    found = np.empty((MOST_WORDS, 3), np.int32)
    codes = code_points(address)
    best, back = np.empty(MOST_CODES + 1, np.int32), np.empty((MOST_CODES + 1, 2), np.int32)
    count = _split(codes, len(codes), *table, best, back, found)
    return [address[start:end] for start, end, _ in found[:count].tolist()]


def worth(address: str, vocabulary: tuple[str, ...]) -> int:
    """The most that any cover of the address with words is worth: the sum of the squares of their lengths."""

    @cache
    def best(at: int) -> int:
        if at >= len(address):
            return 0
        options = [len(w) ** 2 + best(at + len(w)) for w in vocabulary if address.startswith(w, at)]
        return max([best(at + 1), *options])

    return best(0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("freetiktokcoins-generator.top", ["free", "tiktok", "coins", "generator"]),
        ("reclaim.ai", ["reclaim"]),
        ("pairdrop.net", ["pairdrop"]),
        ("claimeth.xyz", ["claim", "eth"]),
        ("method.org", ["method"]),
        ("bethany.org", []),
        ("fr33-r0bux.gift", ["fr33", "r0bux", "gift"]),
        ("gift-card.shop", ["gift-card"]),
    ],
)
def test_an_address_is_read_as_a_person_reads_it(address: str, expected: list[str]) -> None:
    assert words_of(address, address_words()) == expected


@given(st.lists(st.sampled_from([*VOCABULARY, "x", "zz", "."]), min_size=1, max_size=8).map("".join))
def test_no_cover_is_worth_more_than_the_one_that_is_taken(address: str) -> None:
    table = word_table(dict.fromkeys(VOCABULARY, (1, -1)))
    taken = words_of(address, table)
    assert sum(len(word) ** 2 for word in taken) <= worth(address, VOCABULARY)
    at = 0
    for word in taken:
        at = address.index(word, at) + len(word)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8).map("-".join))
def test_words_that_stand_alone_are_all_found(address: str) -> None:
    table = word_table(dict.fromkeys(VOCABULARY, (1, -1)))
    assert sum(map(len, words_of(address, table))) >= len(address) - address.count("-")


def test_a_file_of_words_names_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('offers = ["free"]', "utf8")
    with pytest.raises(ConfigurationError, match="offers"):
        read_words(path)
    path.write_text('offer = ["Free!"]', "utf8")
    with pytest.raises(ConfigurationError, match="Free!"):
        read_words(path)


def test_every_group_of_the_shipped_words_is_used() -> None:
    classes = address_words().words[:, 1]
    assert all((classes & 1 << bit).any() for bit in range(len(CLASSES)))
