"""Phrase packs: every one is complete, and a wrong one says where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from coinguard.errors import ConfigurationError
from coinguard.training.corpus import MESSAGES, ordinary_chat
from coinguard.training.written import (
    HONEST_KINDS,
    PER_FAMILY,
    Pack,
    ordinary_lines,
    read_pack,
    read_packs,
    written_messages,
)
from coinguard.verdict import KINDS

LANGUAGES = [
    *("ar", "bn", "de", "en", "es", "fa", "fil", "fr", "hi", "id", "it"),
    *("ja", "ko", "pl", "pt", "ru", "th", "tr", "uk", "ur", "vi", "zh"),
]
PACKS = {pack.language: pack for pack in read_packs()}

FAMILY = '[[family]]\nname = "seller"\nlabel = "scam"\nkind = "discount_reseller"\ntemplates = ["cheap {coins}"]\n'


def written(tmp_path: Path, body: str) -> Pack:
    path = tmp_path / "xx.toml"
    path.write_text(body, encoding="utf-8")
    return read_pack(path, {})


def test_every_language_has_a_pack() -> None:
    assert sorted(PACKS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_speaks_of_every_scam_and_of_every_honest_look_alike(language: str) -> None:
    families = PACKS[language].families
    assert {family.kind for family in families if family.scam} == set(KINDS)
    assert {family.kind for family in families if not family.scam} == set(HONEST_KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_holds_about_as_many_honest_messages_as_scams(language: str) -> None:
    frame = written_messages([PACKS[language]], 0)
    assert 0.35 < (frame["label"] == "scam").mean() < 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_of_a_pack_are_whole(language: str) -> None:
    pack = PACKS[language]
    for family in pack.families:
        made = pack.messages(family, PER_FAMILY, 0)
        assert made == list(dict.fromkeys(made))
        assert len(made) >= min(PER_FAMILY, len(family.templates))
        for message in made:
            assert message.strip()
            assert not set("{}<>") & set(message), message


def test_the_same_seed_gives_the_same_messages() -> None:
    assert written_messages(list(PACKS.values()), 3).equals(written_messages(read_packs(), 3))
    assert not written_messages([PACKS["en"]], 3).equals(written_messages([PACKS["en"]], 4))


def test_written_rows_are_laid_out_as_the_corpora_and_are_no_ordinary_chat() -> None:
    frame = written_messages([PACKS["en"]], 0)
    assert list(frame.columns) == list(MESSAGES.columns)
    assert not ordinary_chat(frame).any()
    assert frame.groupby("group")["label"].nunique().max() == 1


def test_ordinary_lines_are_ordinary_chat_each_on_its_own() -> None:
    lines = ordinary_lines()
    frame = written_messages([], 0, lines)
    assert set(lines) <= set(LANGUAGES)
    assert min(map(len, lines.values())) > 200
    assert ordinary_chat(frame).all()
    assert frame["group"].is_unique
    assert frame["text"].str.strip().ne("").all()


def test_no_message_is_both_a_scam_and_honest() -> None:
    frame = written_messages(list(PACKS.values()), 0)
    assert frame.groupby("text")["label"].nunique().max() == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('language = "yy"\n', "the pack's language is not its file's name"),
        ('language = "xx"\n[slots]\ncoins = "coins"\n', "slot 'coins' is no list of texts"),
        ('language = "xx"\n' + FAMILY, "no slot is called 'coins'"),
        ('language = "xx"\n[slots]\ncoin = ["coin"]\n' + FAMILY, "Did you mean 'coin'?"),
        ('language = "xx"\n[slots]\ncoins = ["<a|b"]\n' + FAMILY, "a bracket has no partner in '<a|b'"),
        ('language = "xx"\n[slots]\ncoins = ["a"]\n' + FAMILY + FAMILY, "two families are called 'seller'"),
        ('language = "xx"\n' + FAMILY.replace('"scam"', '"ham"'), "unknown label 'ham'"),
        ('language = "xx"\n' + FAMILY.replace("discount_reseller", "seller"), "unknown kind 'seller'"),
        ('language = "xx"\n' + FAMILY.replace('["cheap {coins}"]', "[]"), "there are no templates"),
        ('language = "xx"\n' + FAMILY + 'note = "x"\n', "missing or unknown: note"),
        ("language = xx", "not valid TOML"),
    ],
)
def test_a_wrong_pack_says_what_is_wrong(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        written(tmp_path, body)
    assert says in str(caught.value)
    assert "xx.toml" in str(caught.value)


def test_slots_that_name_each_other_are_refused(tmp_path: Path) -> None:
    pack = written(tmp_path, 'language = "xx"\n[slots]\ncoins = ["{coins}!"]\n' + FAMILY)
    with pytest.raises(ConfigurationError, match="in a circle"):
        pack.messages(pack.families[0], 1, 0)
