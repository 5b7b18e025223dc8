"""The window looks at itself often while that is cheap, and seldom when it is not."""

from __future__ import annotations

import time

import pytest

from coinguard.hook.window.budget import MOST, SHARE, Budget


def warm() -> Budget:
    budget = Budget()
    with budget.spending():
        pass
    return budget


def spend(budget: Budget, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, seconds])
    with monkeypatch.context() as still:
        still.setattr(time, "thread_time", lambda: next(ticks))
        with budget.spending():
            pass


def test_what_is_cheap_may_be_done_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = warm()
    for _ in range(int(MOST / 0.002)):
        assert budget.allows(0.0)
        spend(budget, 0.002, monkeypatch)


def test_what_is_dear_is_done_no_more_than_its_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    budget, spent = warm(), 0.0
    for second in range(10_000):
        if budget.allows(float(second)):
            spend(budget, 0.2, monkeypatch)
            spent += 0.2
    assert spent == pytest.approx(10_000 * SHARE, rel=0.02)


def test_nothing_is_saved_up_beyond_the_most_and_a_clock_that_stands_gives_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget = warm()
    assert budget.allows(1e9)
    spend(budget, MOST, monkeypatch)
    assert not budget.allows(1e9)
    assert not budget.allows(1e9 - 5)
    assert budget.allows(1e9 + 1)


def test_the_first_time_is_not_counted_for_it_loads_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    assert budget.allows(0.0)
    spend(budget, 10 * MOST, monkeypatch)
    assert budget.allows(0.0)
