"""The pipeline between reading and writing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from coinguard.dumps.pipeline import overlapped


def test_results_come_in_order_whoever_finishes_first() -> None:
    def slow_when_even(number: int) -> int:
        time.sleep(0.002 * (number % 2 == 0))
        return number * number

    assert list(overlapped(iter(range(40)), slow_when_even, 4)) == [(number, number * number) for number in range(40)]


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_items_alive_is_bounded(workers: int) -> None:
    made = 0
    most = 0

    def items() -> Iterator[int]:
        nonlocal made
        for number in range(60):
            made += 1
            yield number

    for taken, _ in enumerate(overlapped(items(), lambda number: number, workers)):
        time.sleep(0.001)
        most = max(most, made - taken)
    assert made == 60
    assert most <= workers + 5


def test_an_error_of_the_reader_comes_behind_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield from range(5)
        raise ValueError("broken")

    seen: list[tuple[int, int]] = []
    with pytest.raises(ValueError, match="broken"):
        seen.extend(overlapped(items(), lambda number: -number, 2))
    assert seen == [(0, 0), (1, -1), (2, -2), (3, -3), (4, -4)]


def test_an_error_of_a_worker_is_raised_and_stops_the_reader() -> None:
    def items() -> Iterator[int]:
        yield from iter(int, 1)

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        list(overlapped(items(), lambda number: 1 // number, 2))
    assert threading.active_count() == before


def test_a_caller_that_leaves_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    results = overlapped(iter(range(10**9)), lambda number: number, 2)
    assert next(results) == (0, 0)
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
