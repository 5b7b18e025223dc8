"""Kinds are told apart by the words of a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from coinguard import ConfigurationError
from coinguard.scoring.kinds import kind_table, read_kinds


def test_the_shipped_table_is_read() -> None:
    assert (kind_table().keys != 0).sum() > 300


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[gold_digger]\nphrases = ['a']", "unknown kind 'gold_digger'"),
        ("[advance_fee]\nphrases = ['pay the fee first']", "has 4 words"),
        ("[advance_fee]\nphrases = ['!!!']", "has 0 words"),
        (
            "[advance_fee]\nphrases = ['FREE']\n[fake_giveaway]\nstrong = ['frее']",
            "stands under advance_fee and under fake_giveaway",
        ),
        ("phrases = [", "not valid TOML"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "kinds.toml"
    path.write_text(content, "utf8")
    with pytest.raises(ConfigurationError, match=problem):
        read_kinds(path)
