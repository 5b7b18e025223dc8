"""What platforms' own filters are given fits them, and leaves ordinary chat alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

import pytest

from coinguard.errors import ConfigurationError
from coinguard.resources import asset
from coinguard.rules.keywords import (
    Filter,
    as_taken,
    export,
    filters,
    keyword_languages,
    phrases_of,
    read_filters,
    read_keywords,
)
from coinguard.training.corpus import load_messages, ordinary_chat

_WORD = re.compile(r"\w+")


def test_every_language_of_the_phrase_packs_has_keywords() -> None:
    assert set(keyword_languages()) == {path.stem for path in asset("data", "phrases", "packs").glob("*.toml")}


@pytest.mark.parametrize("platform", filters())
def test_what_is_exported_fits_the_platform(platform: str) -> None:
    takes, fitting = filters()[platform], export(platform)
    texts = [keyword.text for keyword in fitting.keywords]
    assert len(texts) == len(set(texts)) > 900
    assert all(takes.shortest <= len(text) <= (takes.characters or 1000) for text in texts)
    assert len(texts) <= (takes.keywords or len(texts))
    assert len(fitting.text) <= (takes.total or len(fitting.text))
    assert fitting.text.split(takes.separator) == texts
    assert takes.stars or not any("*" in text for text in texts)


@pytest.mark.parametrize("platform", filters())
@pytest.mark.parametrize("language", keyword_languages())
def test_one_language_fits_whole(platform: str, language: str) -> None:
    assert export(platform, [language]).left_out == 0


def test_where_not_all_fit_each_language_gives_its_most_telling() -> None:
    fitting = export("discord")
    assert fitting.left_out > 0
    assert {keyword.language for keyword in fitting.keywords} == set(keyword_languages())
    for language in keyword_languages():
        first = as_taken(phrases_of(language)[0], language, fitting.filter)
        assert first in {keyword.text for keyword in fitting.keywords}


def test_stars_stand_where_words_go_on_or_have_no_ends() -> None:
    discord, tiktok = filters()["discord"], filters()["tiktok"]
    assert as_taken("mod apk unlimited*", "en", discord) == "mod apk unlimited*"
    assert as_taken("mod apk unlimited*", "en", tiktok) == "mod apk unlimited"
    assert as_taken("コイン増殖", "ja", discord) == "*コイン増殖*"


def _hit_rows(texts: list[str], takes: Filter, phrases: list[str]) -> set[int]:
    """Return the rows that a filter hits, as it compares."""
    if takes.matching == "words":
        rows: dict[str, set[int]] = defaultdict(set)
        needed = {word for phrase in phrases for word in _WORD.findall(phrase)}
        for number, text in enumerate(texts):
            for word in needed.intersection(_WORD.findall(text)):
                rows[word].add(number)
        return set().union(*(set.intersection(*(rows[word] for word in _WORD.findall(phrase))) for phrase in phrases))
    joined, begins = "\n".join(texts), [0]
    for text in texts:
        begins.append(begins[-1] + len(text) + 1)
    return {bisect_right(begins, at) - 1 for phrase in phrases for at in _places(joined, phrase)}


def _places(text: str, phrase: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(phrase), text)]


@pytest.mark.parametrize(("platform", "share"), [("youtube", 0.0001), ("twitch", 0.0003)])
def test_ordinary_chat_is_not_hit(corpora: Path, platform: str, share: float) -> None:
    frame = load_messages(corpora)
    chat = frame[ordinary_chat(frame) & (frame["split"] == "train")]["text"].str.casefold().tolist()
    phrases = [
        phrase.removesuffix("*").casefold() for language in keyword_languages() for phrase in phrases_of(language)
    ]
    hit = _hit_rows(chat, filters()[platform], phrases)
    print(f"{platform}: {len(hit)} of {len(chat)} messages of ordinary chat")
    assert len(hit) / len(chat) <= share


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("phrases = [", "not valid TOML"),
        ('language = "de"', "the language is not the file's name"),
        ('language = "en"\nphrases = ["cheap, coins"]', "can't be read"),
        ('language = "en"\nphrases = ["mod*apk"]', "can't be read"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "en.toml"
    path.write_text(content, "utf8")
    with pytest.raises(ConfigurationError, match=problem):
        read_keywords(path)


def test_a_filter_that_lacks_its_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "filters.toml"
    path.write_text(
        '[tiktok]\nname = "TikTok"\nmatching = "part"\nseparator = ","\ndate = 2026-11-25\nnote = ""\n', "utf8"
    )
    with pytest.raises(ConfigurationError, match=r"incomplete.*source"):
        read_filters(path)
