"""Readers are answered in a language that they read."""

from __future__ import annotations

import pytest

from coinguard.report.languages import languages_of, readers_language

KNOWN = ("de", "en", "es", "fil", "hi", "id", "ja", "ru")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("vendo monedas baratas, escríbeme al privado y te paso la lista de precios", "es"),
        ("ich verkaufe billige münzen, schreib mir einfach eine nachricht", "de"),
        ("продам монеты дешево, пишите в личные сообщения", "ru"),
        ("無料でコインをもらえるサイトを見つけたよ", "ja"),
        ("murang coins dito, mag message lang kayo sa akin para sa presyo", "fil"),
        ("saya jual koin murah sekali, silakan hubungi lewat pesan", "id"),
    ],
)
def test_a_message_is_answered_in_its_own_language(text: str, language: str) -> None:
    assert readers_language(text, KNOWN) == language


@pytest.mark.parametrize(
    "text", ["", "🎁🎁🎁", "12345", "goedkope munten te koop, stuur mij een berichtje voor de prijzen"]
)
def test_a_language_that_is_none_or_not_known_is_not_guessed(text: str) -> None:
    assert readers_language(text, KNOWN) is None


def test_reports_count_what_has_no_words_apart() -> None:
    assert languages_of(["free coins for everyone who comes today", "💰💰"]) == ["en", "und"]
