"""Contacts as people write them: found, canonical, in place; and what only looks like one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import pytest

from coinguard.signals.contacts import KINDS, find_contacts
from coinguard.signals.contacts.lexicon import service_names
from coinguard.text.views import fold
from tests.signals import oracle

_GOLDEN: Final = Path(__file__).parent.parent / "golden" / "contacts.toml"
LINES: Final = [
    (language, line["text"], line["found"])
    for language, lines in tomllib.loads(_GOLDEN.read_text("utf8")).items()
    for line in lines
]


def named(text: str) -> list[str]:
    return [f"{contact.service}:{contact.value}" for contact in find_contacts(text)]


@pytest.mark.parametrize(("language", "text", "found"), LINES, ids=[line[1][:40] for line in LINES])
def test_contacts_of_golden_lines(language: str, text: str, found: list[str]) -> None:
    assert named(text) == found


def test_golden_lines_are_many_and_of_many_languages() -> None:
    assert len(LINES) >= 200
    assert len({language for language, _, _ in LINES}) >= 12
    assert sum(not found for _, _, found in LINES) >= 80


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("𝐓𝐆: @𝐜𝐨𝐢𝐧_𝐤𝐢𝐧𝐠", "@𝐜𝐨𝐢𝐧_𝐤𝐢𝐧𝐠"),
        ("w\u200ba: +1\u200b 415 555 0132 !", "+1\u200b 415 555 0132"),
        ("Telegram &#64;coin_king", "&#64;coin_king"),
        ("é tg @coin_king", "@coin_king"),
        ("👩‍👩‍👧 tg @coin_king", "@coin_king"),
    ],
)
def test_a_contact_is_quoted_as_it_was_written_before_folding(text: str, written: str) -> None:
    (contact,) = find_contacts(text)
    assert contact.text == written == text[contact.start : contact.end]


@pytest.mark.parametrize(
    "way",
    [
        "telegram @coin_king", "Telegram: coin_king", "TG - @Coin_King", "t.me/coin_king",
        "https://t.me/Coin_King?start=1", "tg://resolve?domain=coin_king",
        "T e l e g r a m @coin_king", "t3legram @COIN_KING", "телеграм: @coin_king", "@coin_king on telegram",
        "@coin_king (tg)", "telegram.me/coin_king/12",
        "write to @coin_king on telegram",
    ],
)  # fmt: skip
def test_one_account_has_one_canonical_form_however_it_is_given(way: str) -> None:
    assert named(f"hello {way}") == ["telegram:coin_king"]


@pytest.mark.parametrize(
    "way",
    [
        "whatsapp +1 (415) 555-0132", "WA: 001 415 555 0132", "wa.me/14155550132", "https://wa.me/+14155550132",
        "+1-415-555-0132 (WhatsApp)",
        "+1.415.555.0132 on whats app", "api.whatsapp.com/send?phone=%2B14155550132", "واتساب +١ ٤١٥ ٥٥٥ ٠١٣٢",
        "call or whatsapp: +14155550132",
    ],
)  # fmt: skip
def test_one_number_has_one_canonical_form_however_it_is_given(way: str) -> None:
    assert named(f"hello {way}") == ["whatsapp:+14155550132"]


@pytest.mark.parametrize("text", ["lg @coin_king", "the 7g @coin_king", "w4 081200000123x"])
def test_short_words_are_matched_letter_by_letter(text: str) -> None:
    assert named(text) == []


def test_a_number_beside_two_words_goes_to_the_one_that_introduces_it() -> None:
    assert named("call 08001111000 or whatsapp +14155550132") == ["phone:08001111000", "whatsapp:+14155550132"]


def test_a_mention_is_no_contact_and_neither_is_a_word_for_a_platform() -> None:
    assert named("@everyone I love telegram. @john did you see it? whatsapp too") == []


def test_the_text_of_a_link_is_no_number() -> None:
    assert named("https://shop.example.com/081200000123/+14155550132") == []


def test_kinds_and_services_are_named() -> None:
    assert len(KINDS) == len(set(KINDS)) == 10
    assert {"telegram", "whatsapp", "phone", "email", "bitcoin", "solana"} <= set(service_names())


def test_the_oracle_agrees_on_golden_lines() -> None:
    for _, text, found in LINES:
        assert sorted(f"{c.service}:{c.value}" for c in oracle.contacts(fold(text).readable.text)) == sorted(found)
