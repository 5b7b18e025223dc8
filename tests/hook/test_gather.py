"""What waits together is worked on together, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from coinguard.hook.claims import Claims
from coinguard.hook.gather import MOST, Gather
from coinguard.hook.store.base import MessageKey


def test_alone_an_item_waits_for_nobody_and_together_they_share_a_batch() -> None:
    sizes: list[int] = []

    def work(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        time.sleep(0.01)
        return [item * 2 for item in items]

    async def some() -> list[int]:
        gather: Gather[int, int] = Gather(work)
        first = await gather(1)
        return [first, *await asyncio.gather(*(gather(item) for item in range(1_000)))]

    assert asyncio.run(some()) == [2, *range(0, 2_000, 2)]
    assert sizes[0] == 1
    assert len(sizes) < 1_000 / MOST + 4
    assert max(sizes) <= MOST


def test_an_error_reaches_those_in_its_batch_and_the_next_batch_goes_on() -> None:
    def work(items: Sequence[int]) -> list[int]:
        if 0 in items:
            raise ValueError("zero")
        return list(items)

    async def some() -> list[object]:
        gather: Gather[int, int] = Gather(work)
        with pytest.raises(ValueError, match="zero"):
            await gather(0)
        return [await gather(1)]

    assert asyncio.run(some()) == [1]


def test_claims_on_the_same_messages_never_overlap_and_never_wait_in_a_ring() -> None:
    claims = Claims()
    keys = [MessageKey("", str(n)) for n in range(4)]
    held: set[MessageKey] = set()
    lock = threading.Lock()

    def take(number: int) -> None:
        wanted = [keys[number % 4], keys[(number * 3 + 1) % 4]]
        with claims.of(wanted):
            with lock:
                assert held.isdisjoint(wanted)
                held.update(wanted)
            time.sleep(0.0001)
            with lock:
                held.difference_update(wanted)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(400), timeout=30))


def test_a_claim_ends_when_its_block_fails() -> None:
    claims = Claims()
    key = MessageKey("", "1")
    with pytest.raises(RuntimeError), claims.of([key]):
        raise RuntimeError
    with claims.of([key]):
        pass
