"""What a pack may hold, and what its author is told where it is wrong: line, what is wrong, what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard import ConfigurationError
from coinguard.rules.lint import lint
from coinguard.rules.load import load_rules, pack_files, read_pack, sound_pack
from coinguard.rules.pack import MOST_ALTERNATIVES, alternatives, count_alternatives
from coinguard.rules.parse import parse_pack
from coinguard.signals.similarity.table import letters_of_each


def letters_of(text: str) -> str:
    return letters_of_each([text])[0]


RIGHT = """\
reaches = "scam"
threshold = 92
language = "en"

[[rule]]
name = "half-price robux"
kind = "discount_reseller"
phrases = ["selling (cheap|half price) robux dm me", "robux from stock, pay after"]

[[rule]]
name = "on trial"
phrases = ["join my server for the daily draw"]
language = "pt-BR"
threshold = 95
weight = 2.5
shadow = true
"""


def told(text: str) -> list[str]:
    return [f"{problem.line}: {problem.text}. {problem.hint}" for problem in parse_pack(text, "pack.toml")[1]]


def with_rule(lines: str) -> str:
    return f'[[rule]]\nname = "one"\nphrases = ["selling half price robux from stock"]\n{lines}\n'


def test_a_right_pack_is_read_with_its_defaults() -> None:
    pack, problems = parse_pack(RIGHT, "pack.toml")
    assert not problems
    first, second = pack.rules
    assert (pack.reaches, first.kind, first.language, first.threshold, first.weight, first.shadow, first.line) == (
        "scam", "discount_reseller", "en", 92, None, False, 5,
    )  # fmt: skip
    assert len(first.letters) == 3
    assert letters_of("selling half price robux dm me") in first.letters
    assert (second.kind, second.language, second.threshold, second.weight, second.shadow, second.line) == (
        "other_scam", "pt-BR", 95, 2.5, True, 10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('treshold = 90\n[[rule]]\nname = "a"\nphrases = ["for all"]', "1: unknown key 'treshold'. Did you mean 'threshold'?"),
        (
            with_rule('reaches = "scam"'),
            "4: unknown key 'reaches'. It is said of a whole pack: write it before the first [[rule]]",
        ),
        ('reaches = "scams"\n' + with_rule(""), "1: reaches = 'scams' is no level. Did you mean 'scam'?"),
        (with_rule('kind = "discount"'), "4: kind = 'discount' is unknown. Did you mean 'discount_reseller'?"),
        (with_rule('language = "English"'), "4: language = 'English' is no language code. Write a code such as 'en' or 'pt'"),
        (with_rule("threshold = 0.9"), "4: threshold = 0.9 is no percentage. Write a percentage: 90% is 90"),
        (with_rule("threshold = 190"), "4: threshold = 190 is no percentage. Write a percentage, such as 90"),
        (with_rule("threshold = true"), "4: threshold = True is no percentage. Write a percentage, such as 90"),
        (
            with_rule("threshold = 75"),
            "3: at a threshold of 75 nothing can be ruled out for 'selling half price robux from stock', with 28 letters. "
            "Write threshold = 84 or more, or a longer phrase",
        ),
        (
            with_rule("weight = -1"),
            "4: weight = -1 is no number above 0 and up to 20. Write log-odds: 1 makes a scam 2.7 times as likely, "
            "4 makes it 55 times as likely",
        ),
        (with_rule('shadow = "yes"'), "4: shadow = 'yes' is neither true nor false. Write true"),
        ('[[rule]]\nphrases = ["free coins for all"]', '1: the rule has no name. Add name = "…", by which reasons will call it'),
        ('[[rule]]\nname = "a"', '1: the rule has no phrases. Add phrases = ["…", "…"]'),
        ('[[rule]]\nname = "a"\nphrases = "free"', "3: 'phrases' is no list of texts. Write phrases = [\"…\", \"…\"]"),
        ('[rule]\nname = "a"', "1: 'rule' is no list of tables. Head each rule with [[rule]]"),
        (with_rule("") + with_rule(""), "6: the name 'one' stands in line 2 already. Name one otherwise"),
        (
            '[[rule]]\nname = "a"\nphrases = [\n  "all good and right",\n  "gratis",\n  "xu",\n]',
            "6: 'xu' has 2 letters, doubled ones counted once, and ordinary words have them too. "
            "Write a phrase of 5 letters or more",
        ),
        (
            '[[rule]]\nname = "a"\nphrases = ["buy (cheap|best coins now"]',
            "3: a bar stands outside of brackets, or brackets inside of others, in 'buy (cheap|best coins now'. "
            "Write alternatives as (one|other)",
        ),
        ('[[rule]\nname = "a"', "1: not valid TOML: expected ']]' at the end of an array declaration. "
         "Check quotation marks, commas and brackets there"),
        ("", "1: there is no rule. Head each rule with [[rule]]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_what_to_write(text: str, expected: str) -> None:
    assert expected in told(text)


def test_too_long_and_too_many_ways_are_told() -> None:
    (long,) = told(f'[[rule]]\nname = "a"\nphrases = ["{"many different words " * 5}"]')
    assert "and 64 are the most. Keep what is typical of it" in long
    (many,) = told(f'[[rule]]\nname = "a"\nphrases = ["free {"(coins|robux) " * 7}"]')
    assert many.endswith("can be written in 128 ways, and 64 are the most. Make two phrases of it")


@given(st.text(alphabet="ab|() ", max_size=24))
def test_alternatives_are_as_many_as_counted(phrase: str) -> None:
    ways = count_alternatives(phrase)
    if ways <= MOST_ALTERNATIVES:
        assert len(list(alternatives(phrase))) == ways


@given(st.text(max_size=200) | st.text(alphabet="[]rule=\"'\n# phras", max_size=80))
def test_any_text_is_read_or_told(text: str) -> None:
    pack, problems = parse_pack(text, "pack.toml")
    assert all(problem.line >= 1 and problem.text and problem.hint for problem in problems)
    assert pack.rules or problems


def test_a_wrong_pack_is_refused_with_its_first_mistake(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_text('[[rule]]\nnam = "a"\nphrases = ["free coins for everybody"]\nkind = "x"\n', "utf8")
    with pytest.raises(
        ConfigurationError, match=r"pack\.toml, line 1: the rule has no name; 'coinguard rules lint' tells 2 more"
    ):
        sound_pack(path)


def test_files_that_are_no_packs_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there are no such rules"):
        pack_files(tmp_path / "none.toml")
    with pytest.raises(ConfigurationError, match="the folder has no packs"):
        pack_files(tmp_path)
    path = tmp_path / "pack.toml"
    path.write_bytes(b'[[rule]]\nname = "\xff"\n')
    with pytest.raises(ConfigurationError, match=r"pack\.toml, line 2: there are bytes that are no UTF-8"):
        read_pack(path)


def test_too_many_phrases_are_refused(tmp_path: Path) -> None:
    words = ["coins", "robux", "gems", "gold"]
    rules = "".join(
        f'[[rule]]\nname = "{number}"\nphrases = ["number {chr(0x4E00 + number)} says {"(coins|robux|gems|gold) " * 3}"]\n'
        for number in range(320)
    )
    assert 320 * len(words) ** 3 > 20_000
    path = tmp_path / "pack.toml"
    path.write_text(rules, "utf8")
    with pytest.raises(ConfigurationError, match="20,000 are the most"):
        load_rules(path)


def test_advice_names_phrases_that_are_short_known_or_close_to_honest_talk(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(
        '[[rule]]\nname = "short"\nphrases = ["get coins"]\n'
        '[[rule]]\nname = "known"\nphrases = ["send 1000 coins and get 2000 back"]\n'
        '[[rule]]\nname = "honest"\nphrases = ["evening all, made it on time for once"]\n',
        "utf8",
    )
    (linted,) = lint(path)
    assert linted.sound
    advice = [problem.text for problem in linted.problems]
    assert any(text.startswith("a phrase of 'short' has only 8 letters") for text in advice)
    assert any("'known' is one that coinguard comes with, in its rule 'made-up giveaway'" in text for text in advice)
    assert any(text.startswith("'honest' comes close to a message that is no scam") for text in advice)
