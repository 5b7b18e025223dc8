"""The table of top-level domains."""

from __future__ import annotations

import re

import numpy as np
import pytest

from coinguard.links.suffixes import (
    FILE,
    MEDIUM,
    STRONG,
    WEAK,
    code_hash,
    snapshot_hash,
    suffix_strength,
    suffix_strengths,
    suffix_table,
    text_hash,
)


def look_up(suffix: str) -> int:
    codes = np.array([ord(c) for c in suffix], dtype=np.int32)
    return int(suffix_strength(codes, 0, len(codes), suffix_table()))


def test_table_knows_every_suffix_and_its_strength() -> None:
    assert {suffix: look_up(suffix) for suffix in suffix_strengths()} == suffix_strengths()


@pytest.mark.parametrize(
    ("suffix", "strength"),
    [
        ("com", STRONG), ("top", STRONG), ("co.id", STRONG), ("web.app", STRONG), ("рф", STRONG), ("xn--p1ai", STRONG),
        ("我爱你", STRONG),
        ("gift", MEDIUM), ("gg", MEDIUM), ("it", WEAK), ("love", WEAK), ("sh", FILE), ("zip", FILE),
    ],
)  # fmt: skip
def test_suffix_has_a_strength(suffix: str, strength: int) -> None:
    assert look_up(suffix) == strength


@pytest.mark.parametrize("word", ["png", "bagus", "tapi", "c", "", "com.", "notatld", "a" * 64])
def test_word_is_no_suffix(word: str) -> None:
    assert look_up(word) == 0


def test_both_hashes_agree() -> None:
    text = "coins.top\U0010ffff"
    codes = np.array([ord(c) for c in text], dtype=np.int32)
    assert code_hash(codes, 0, len(codes)) == text_hash(text)


def test_no_two_suffixes_share_a_hash() -> None:
    assert len({text_hash(suffix) for suffix in suffix_strengths()}) == len(suffix_strengths())


def test_snapshot_is_named_by_its_hash() -> None:
    assert re.fullmatch("[0-9a-f]{16}", snapshot_hash())


def test_table_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        suffix_table()[0] = 1
