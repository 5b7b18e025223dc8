"""Whoever is warned is told what to do, in a language they read."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import coinguard
from coinguard import KINDS, ConfigurationError, InputError, Verdict
from coinguard.resources import asset
from coinguard.scoring.advice import MISTAKES, advice_languages, advice_phrases, read_advice

_SENTENCE_END = re.compile(r"[.!?。！？।۔؟](?:\s|$|(?=[^\s\w]?$))|[。！？]")
_UNPOINTED = {"th"}
"""Thai ends its sentences with a space."""


def verdict(level: str, kind: str | None) -> Verdict:
    return Verdict(level, 0.9, 1.0, kind, (), "tests")  # type: ignore[arg-type]


def texts(language: str) -> list[str]:
    phrases = advice_phrases(language)
    return [*phrases.kinds.values(), *phrases.already.values(), phrases.in_app, phrases.elsewhere]


def test_every_language_of_the_phrase_packs_is_spoken() -> None:
    assert set(advice_languages()) == {path.stem for path in asset("data", "phrases", "packs").glob("*.toml")}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_own_advice_and_the_mistakes_it_leads_to(kind: str) -> None:
    told = coinguard.advice(verdict("scam", kind))
    assert told is not None
    assert told.already
    assert {remedy.mistake for remedy in told.already} <= set(MISTAKES)
    assert len({advice_phrases("en").kinds[other] for other in KINDS}) == len(KINDS)


def test_a_message_under_review_is_advised_like_a_scam_and_a_clear_one_is_not() -> None:
    assert coinguard.advice(verdict("review", None), "fr") == coinguard.advice(verdict("scam", "other_scam"), "fr")
    assert coinguard.advice(verdict("clear", None)) is None


def test_a_region_is_read_as_its_language() -> None:
    assert coinguard.advice(verdict("scam", "advance_fee"), "pt-BR") == coinguard.advice(
        verdict("scam", "advance_fee"), "pt"
    )
    with pytest.raises(InputError, match=r"in the language 'en glish'"):
        coinguard.advice(verdict("clear", None), "en glish")


@pytest.mark.parametrize("language", advice_languages())
def test_advice_is_two_short_sentences(language: str) -> None:
    for about in advice_phrases(language).kinds.values():
        assert len(about) <= 200
        if language not in _UNPOINTED:
            assert len(_SENTENCE_END.findall(about)) == 2, about


@pytest.mark.parametrize("language", advice_languages())
def test_nothing_is_left_in_another_language(language: str) -> None:
    others = {text for other in advice_languages() if other != language for text in texts(other)}
    assert not others & set(texts(language))


@pytest.mark.parametrize("language", advice_languages())
def test_every_place_is_dated_and_sourced_and_its_address_can_be_typed(language: str) -> None:
    places = advice_phrases(language).places
    assert places
    for place in places:
        assert place.source.startswith(("https://", "http://"))
        assert dt.date(2018, 1, 1) <= place.date <= dt.date(2026, 12, 31)
        assert "://" not in place.address


def write(folder: Path, content: str) -> Path:
    path = folder / "en.toml"
    path.write_text(content, "utf8")
    return path


_WHOLE = asset("data", "phrases", "advice", "en.toml").read_text("utf8")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("language = ", "not valid TOML"),
        (_WHOLE.replace('language = "en"', 'language = "de"'), "the language is not the file's name"),
        (_WHOLE.replace("advance_fee = ", "advance_fees = "), r"\[kinds\] says nothing of 'advance_fee'"),
        (_WHOLE.replace("[already]", '[already]\nlost = "Sorry."'), r"\[already\] knows no 'lost'"),
        (_WHOLE.replace("source = ", "origin = ", 1), "'United States: Federal Trade Commission' is incomplete"),
        (_WHOLE.replace("date = 2026-11-25", 'date = "today"', 1), "has no date"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        read_advice(write(tmp_path, content))
