from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.training.chat_lines import CHAT, WARNINGS
from coinguard.training.disguises import DISGUISES, LINK, outside_links
from coinguard.training.letters import CYRILLIC, DIGITS, GREEK, REGIONAL, SMALL_CAPITALS, SQUARED

LURE = "Get FREE 5000 coins now, no survey! https://Free-Coins.example/claim?id=7 or ask @coin.king on www.coins.test"
LETTER_DISGUISES = [name for name in DISGUISES if name != "defanged_links"]
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,!", max_size=60)


def disguised(name: str, text: str, seed: int = 0) -> str:
    return DISGUISES[name].rewrite([text], seed)[0]


def undone(text: str, *tables: Mapping[str, str]) -> str:
    """Return the text with look-alikes turned back, in lower case."""
    back = {shown.removesuffix("\u200b"): letter for table in tables for letter, shown in table.items()}
    return "".join(back.get(letter, letter) for letter in text).lower()


@pytest.mark.parametrize("name", list(DISGUISES))
def test_a_seed_decides_the_disguise(name: str) -> None:
    texts = [LURE, "one more line of coins", LURE]
    assert DISGUISES[name].rewrite(texts, 3) == DISGUISES[name].rewrite(texts, 3)
    assert DISGUISES[name].function(LURE, np.random.default_rng(1)) == DISGUISES[name].function(
        LURE, np.random.default_rng(1)
    )


@pytest.mark.parametrize("name", list(DISGUISES))
def test_every_disguise_changes_a_lure(name: str) -> None:
    assert disguised(name, LURE) != LURE


@pytest.mark.parametrize("name", LETTER_DISGUISES)
def test_links_and_handles_stay_whole(name: str) -> None:
    shown = disguised(name, LURE)
    for link in ("https://Free-Coins.example/claim?id=7", "@coin.king", "www.coins.test"):
        assert link in shown


@pytest.mark.parametrize("name", list(DISGUISES))
def test_empty_text_is_no_trouble(name: str) -> None:
    shown = disguised(name, "")
    assert shown == "" or name in {"chat_padding", "warning_camouflage"}


@pytest.mark.parametrize(
    "name", ["bold", "italic", "sans_serif", "monospace", "script", "fraktur", "double_struck", "circled", "full_width"]
)
@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_styled_alphabets_spell_the_same_letters(name: str, text: str) -> None:
    assert unicodedata.normalize("NFKC", disguised(name, text)) == text


@pytest.mark.parametrize("name", ["cyrillic_lookalikes", "greek_lookalikes", "sparse_lookalikes", "small_capitals"])
@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_lookalikes_stand_for_the_same_letters(name: str, text: str) -> None:
    tables = (SMALL_CAPITALS,) if name == "small_capitals" else (CYRILLIC, GREEK)
    assert undone(disguised(name, text), *tables) == text.lower()


@pytest.mark.parametrize(("name", "table"), [("squared", SQUARED), ("regional_indicators", REGIONAL)])
def test_enclosed_letters_stand_for_the_same_letters(name: str, table: Mapping[str, str]) -> None:
    assert undone(disguised(name, "Free Coins").replace("\u200b", ""), table) == "free coins"


@pytest.mark.parametrize(
    "name",
    ["zero_width_spaces", "zero_width_joiners", "soft_hyphens", "word_joiners", "stacked_marks", "struck_through"],
)
@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_what_was_put_between_letters_comes_out_again(name: str, text: str) -> None:
    shown = disguised(name, text)
    assert "".join(letter for letter in shown if unicodedata.category(letter) not in {"Cf", "Mn"}) == text


@pytest.mark.parametrize("name", ["decimal_entities", "hexadecimal_entities"])
@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_entities_decode_to_the_text(name: str, text: str) -> None:
    assert html.unescape(disguised(name, text)) == text


@pytest.mark.parametrize("name", ["split_by_dots", "split_by_hyphens", "split_by_emoji"])
def test_split_words_keep_their_letters(name: str) -> None:
    assert re.sub(r"[^A-Za-z ]", "", disguised(name, "get free coins")) == "get free coins"


def test_spaced_letters_leave_wider_gaps_between_words() -> None:
    assert disguised("split_by_spaces", "get free coins") == "g e t   f r e e   c o i n s"


def test_digits_stand_for_letters_that_look_alike() -> None:
    shown = disguised("digits_for_letters", "free coins for all the best")
    for new, old in zip(shown, "free coins for all the best", strict=True):
        assert new in {old, DIGITS.get(old)}


@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_random_case_changes_case_alone(text: str) -> None:
    assert disguised("random_case", text).lower() == text.lower()


@settings(max_examples=30, deadline=None)
@given(text=WORDS)
def test_line_breaks_stand_where_spaces_stood(text: str) -> None:
    assert disguised("line_breaks", text).split() == text.split()


def test_stretched_letters_only_repeat() -> None:
    shown = disguised("stretched_letters", "get free coins right now")
    assert re.sub(r"(.)\1+", r"\1", shown) == "get fre coins right now"


def test_misspelt_words_keep_their_first_and_last_letters() -> None:
    words = ["generator", "verification", "unlimited", "password"]
    for new, old in zip(disguised("misspelling", " ".join(words)).split(), words, strict=True):
        assert (new[0], new[-1]) == (old[0], old[-1])
        assert abs(len(new) - len(old)) <= 1


def test_defanged_links_no_longer_work_and_can_still_be_read() -> None:
    shown = disguised("defanged_links", LURE)
    assert "http" not in shown
    assert "hxxps://Free-Coins" in shown
    assert "Get FREE 5000 coins now" in shown


def test_padding_surrounds_the_lure_with_5_to_15_lines_of_chat() -> None:
    chat = {line for lines in CHAT.values() for line in lines}
    for seed in range(20):
        lines = disguised("chat_padding", "one lure", seed).split("\n")
        assert lines.count("one lure") == 1
        assert 5 <= len(lines) - 1 <= 15
        assert set(lines) - {"one lure"} <= chat


def test_camouflage_puts_warnings_around_the_lure() -> None:
    first, last = disguised("warning_camouflage", LURE).split(LURE)
    assert first.strip() in WARNINGS
    assert last.strip() in WARNINGS


def test_a_mark_is_never_torn_from_its_letter() -> None:
    assert "न\u094d" in disguised("split_by_dots", "गन्ना")
    shown = disguised("zero_width_spaces", "कि" * 5)
    assert "\u200b\u093f" not in shown


def test_families_are_held_out_whole_and_about_half_of_them() -> None:
    held = {disguise.family: set() for disguise in DISGUISES.values()}
    for disguise in DISGUISES.values():
        held[disguise.family].add(disguise.held_out)
    assert all(len(flags) == 1 for flags in held.values())
    assert abs(2 * sum(True in flags for flags in held.values()) - len(held)) <= 2
    assert all(name == disguise.name for name, disguise in DISGUISES.items())


def test_a_sentence_without_links_is_changed_as_a_whole() -> None:
    assert LINK.search("get coins. Then leave") is None
    assert outside_links("a b", str.upper) == "A B"
    assert outside_links("see x.example now", str.upper) == "SEE x.example NOW"
