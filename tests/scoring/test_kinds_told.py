"""A kind is decided by what a text asks for, offers and speaks of; the set that judges is compared as it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coinguard import ConfigurationError
from coinguard.scoring.kinds import OTHER, POINTS, TELLS, TOPIC_KINDS, TOPIC_POINTS, two_kinds, words_of_kind
from coinguard.signals.asks.parts import TOPICS
from coinguard.signals.catalogue import NUMBER
from coinguard.training.evaluate_kinds import kind_figures, read_set
from coinguard.verdict import KINDS


def points(**by_kind: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([[by_kind.get(kind, 0) for kind in KINDS]], np.int64)


def test_what_nothing_speaks_of_is_of_the_other_kind() -> None:
    assert two_kinds(points()).tolist() == [[OTHER, -1]]


def test_the_kind_with_most_points_is_first_and_one_that_comes_near_is_second() -> None:
    first, second = two_kinds(points(phishing_login=6, free_generator=5))[0].tolist()
    assert (KINDS[first], KINDS[second]) == ("phishing_login", "free_generator")


@pytest.mark.parametrize("weak", [{"free_generator": 4}, {"free_generator": 0}])
def test_a_weak_second_is_not_told(weak: dict[str, int]) -> None:
    assert two_kinds(points(phishing_login=9, **weak))[0, 1] == -1


def test_of_two_that_draw_the_earlier_is_first() -> None:
    assert KINDS[two_kinds(points(advance_fee=6, malware_app=6))[0, 0]] == "malware_app"


def test_an_ask_counts_as_much_as_two_strong_words() -> None:
    assert POINTS[NUMBER["ask.login"]] == 6
    assert KINDS[TELLS[NUMBER["ask.login"]]] == "phishing_login"


def test_every_topic_speaks_of_a_kind() -> None:
    assert len(TOPIC_KINDS) == len(TOPIC_POINTS) == len(TOPICS)
    assert (TOPIC_POINTS > 0).all()


def test_words_of_a_kind_are_told_in_the_order_of_the_text() -> None:
    kind = KINDS.index("malware_app")
    assert words_of_kind("hello download the mod apk", kind) == ["download", "mod apk", "mod", "apk"]
    assert words_of_kind("hello", kind) == []


def test_figures_count_each_kind_alike() -> None:
    rows = pd.DataFrame(
        [("phishing_login", "", "en", "a")] * 3 + [("malware_app", "free_generator", "de", "b")],
        columns=["kind", "second", "lang", "text"],
    )
    told = np.array([[KINDS.index("phishing_login"), -1]] * 3 + [[KINDS.index("free_generator"), -1]])
    figures = kind_figures(rows, told)
    assert figures.recall == {"phishing_login": 1.0, "malware_app": 0.0}
    assert figures.macro_f1 == pytest.approx(0.5)
    assert figures.either == 1.0
    assert figures.by_language == {"de": 0.0, "en": 1.0}


@pytest.mark.parametrize(
    ("content", "problem"),
    [("kind,text\n", "other columns"), ("kind,second,lang,text\ngold,,en,x\n", "unknown kind 'gold'")],
)
def test_a_wrong_set_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "kinds.csv"
    path.write_text(content, "utf8")
    with pytest.raises(ConfigurationError, match=problem):
        read_set(path)
