"""The fold undoes disguises and leaves ordinary writing alone."""

from __future__ import annotations

import unicodedata

import pytest

from coinguard.text.fold import capacity
from coinguard.text.table import ITSELF, READABLE, SKELETON, unicode_table
from coinguard.text.views import fold
from tests.text.samples import DISGUISED_FREE, DISGUISED_WORDS, HOSTILE, ORDINARY

_SELDOM_EVIDENCE = {"capitals", "digits", "currency signs"}
"""Ways that are undone and not counted: they are ordinary in chats."""


@pytest.mark.parametrize("way", DISGUISED_FREE)
def test_a_disguised_word_is_the_word(way: str) -> None:
    skeleton = fold(DISGUISED_FREE[way]).skeleton.text
    assert set(skeleton.split()) <= {"fre", "frefre"}
    assert skeleton


@pytest.mark.parametrize("way", sorted(set(DISGUISED_FREE) - _SELDOM_EVIDENCE))
def test_a_disguise_is_counted(way: str) -> None:
    text = DISGUISED_FREE[way]
    undone = fold(text).undone
    assert undone
    for count, start, end in undone.values():
        assert count > 0
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(("text", "skeleton"), DISGUISED_WORDS.items())
def test_letters_are_what_they_are_drawn_as(text: str, skeleton: str) -> None:
    assert fold(text).skeleton.text == skeleton


@pytest.mark.parametrize("language", ORDINARY)
def test_ordinary_writing_has_nothing_undone(language: str) -> None:
    assert fold(ORDINARY[language]).undone == {}


@pytest.mark.parametrize("language", sorted(set(ORDINARY) - {"Japanese, wide digits", "Chinese"}))
def test_the_readable_view_of_ordinary_writing_is_the_text_composed(language: str) -> None:
    text = ORDINARY[language]
    kept = fold(text).readable.text
    if language == "Thai":  # a space without width between words is ordinary there
        assert "\u200b" in kept
    assert kept == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("language", ORDINARY)
def test_composed_and_decomposed_writing_fold_alike(language: str) -> None:
    text = ORDINARY[language]
    composed, decomposed = (fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed.readable.text == decomposed.readable.text
    assert composed.skeleton.text == decomposed.skeleton.text
    assert composed.undone.keys() == decomposed.undone.keys()


def test_full_width_letters_are_evidence_only_outside_east_asian_writing() -> None:
    assert "styled_letters" in fold("ｆｒｅｅ coins").undone
    assert fold("ｆｒｅｅ コイン").undone == {}


def test_a_letter_said_again_and_again_is_no_word_spread_apart() -> None:
    assert "split_letters" not in fold("k k k k k k").undone
    assert "split_letters" in fold("c o i n s").undone


def test_l_and_i_are_one_letter_of_a_skeleton_and_no_stretch() -> None:
    assert fold("selling a million").undone == {}
    assert "stretched_letters" in fold("selllling").undone


def test_cyrillic_letters_are_suspicious_only_in_a_latin_word() -> None:
    assert fold("Привет tiktok").undone == {}
    assert fold("tіktоk").undone["lookalike_letters"][0] == 1


def test_a_span_of_a_view_leads_back_to_the_original() -> None:
    text = "get &#102;ree c\u200boins"
    folded = fold(text)
    at = folded.skeleton.text.index("fre")
    start, end = folded.skeleton.span(at, at + 3)
    assert text[start:end] == "&#102;ree"
    at = folded.readable.text.index("coins")
    start, end = folded.readable.span(at, at + 5)
    assert text[start:end] == "c\u200boins"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_folds_within_its_capacity(name: str) -> None:
    folded = fold(HOSTILE[name])
    room = capacity(len(HOSTILE[name].encode("utf8", "surrogatepass")))
    assert folded.readable.elements.shape[1] <= room
    assert folded.skeleton.elements.shape[1] <= room


def test_no_code_point_folds_to_more_letters_than_it_has_bytes() -> None:
    table = unicode_table()
    for code in range(0x110000):
        cells = table.rows[int(table.pages[code >> 8]) * 256 + (code & 255)]
        size = 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
        for cell in (cells[READABLE], cells[SKELETON]):
            assert cell >= ITSELF or -cell < len(table.sequences)
            assert (1 if cell >= 0 else table.sequences[-cell]) <= size


def test_every_composition_of_unicode_is_in_the_table() -> None:
    for code in range(0xC0, 0x3000):
        decomposed = unicodedata.normalize("NFD", chr(code))
        if len(decomposed) > 1 and unicodedata.normalize("NFC", decomposed) == chr(code) and decomposed[0] != "ſ":
            assert fold(decomposed).readable.text == chr(code)
