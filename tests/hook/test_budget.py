"""The window looks at itself often while that is cheap, and seldom when it is not."""

from __future__ import annotations

import time

import pytest

from coinguard.hook.window.budget import MOST, SHARE, Budget


def spend(budget: Budget, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, seconds])
    with monkeypatch.context() as still:
        still.setattr(time, "thread_time", lambda: next(ticks))
        with budget.spending():
            pass


def test_what_is_cheap_may_be_done_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    for _ in range(int(MOST / 0.002)):
        assert budget.allows(0.0)
        spend(budget, 0.002, monkeypatch)


def test_what_is_dear_is_done_no_more_than_its_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    budget, spent = Budget(), 0.0
    for second in range(10_000):
        if budget.allows(float(second)):
            spend(budget, 0.2, monkeypatch)
            spent += 0.2
    assert spent == pytest.approx(10_000 * SHARE, rel=0.02)


def test_nothing_is_saved_up_beyond_the_most_and_a_clock_that_stands_gives_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget = Budget()
    assert budget.allows(1e9)
    spend(budget, MOST, monkeypatch)
    assert not budget.allows(1e9)
    assert not budget.allows(1e9 - 5)
    assert budget.allows(1e9 + 1)
