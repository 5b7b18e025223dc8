"""``python -m tests.benchmarks.hook_pipeline``: what a decision costs within a process, and where the time goes.

One thread, processor time, so that it says as much on a busy machine. Each line adds a part to the one before: the verdict
alone, the policy, the window of repeats and campaigns, the store.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

import coinguard
from coinguard import Message
from coinguard.hook import Pipeline, Policy, read_policy
from coinguard.hook.decision import Decision
from coinguard.hook.store import Entry, MessageKey, Store, open_store
from coinguard.resources import asset
from tests.benchmarks import dumps
from tests.hook.memory_store import MemoryStore

_BATCH: Final = 256
_AUTHORS: Final = 5_000


class NoStore(MemoryStore):
    """Keeps nothing, so that its own price is not measured."""

    def latest(self, keys: Sequence[MessageKey]) -> list[Decision | None]:
        return [None] * len(keys)

    def record(self, entries: Sequence[Entry], *_: object) -> list[Decision]:
        return [entry.decision for entry in entries]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hook_pipeline", description=__doc__)
    parser.add_argument("--messages", type=int, default=4_000, help="of each kind of traffic")
    chosen = parser.parse_args()
    guard = coinguard.load()
    wanted = replace(read_policy(asset("data", "policies", "example.toml")), breaker=None)
    bare = replace(wanted, window=None, rules=tuple(rule for rule in wanted.rules if not rule.when.contexts))
    print("| traffic | what | one at a time, a second | p50 | p99 | worst | in batches of 256, a second |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for traffic, texts in (
        ("chat", dumps.chat(3 * chosen.messages).texts),
        ("a raid: lures alone", dumps.all_lures(3 * chosen.messages).texts),
    ):
        messages = _messages(texts)
        _row(traffic, "verdict", messages, guard.check, lambda some: list(guard.check_many(some)))
        _pipeline_row(traffic, "+ policy", messages, guard, bare, NoStore())
        _pipeline_row(traffic, "+ window", messages, guard, wanted, NoStore())
        with tempfile.TemporaryDirectory(prefix="coinguard-hook-") as name, open_store(Path(name) / "hook.db") as store:
            _pipeline_row(traffic, "+ SQLite", messages, guard, wanted, store)


def _messages(texts: Sequence[str]) -> list[Message]:
    authors = np.random.default_rng(3).integers(0, _AUTHORS, len(texts)).tolist()
    return [
        Message(text=text, message_id=str(place), author_id=str(author), channel_id=f"c{place % 9}")
        for place, (text, author) in enumerate(zip(texts, authors, strict=True))
    ]


def _pipeline_row(
    traffic: str, what: str, messages: Sequence[Message], guard: coinguard.Guard, policy: Policy, store: Store
) -> None:
    pipeline = Pipeline(guard, policy, store)
    _row(traffic, what, messages, pipeline.decide, pipeline.decide_many)


def _row(
    traffic: str,
    what: str,
    messages: Sequence[Message],
    single: Callable[[Message], object],
    batch: Callable[[Sequence[Message]], object],
) -> None:
    third = len(messages) // 3
    for message in messages[: third // 4]:
        single(message)
    waits = []
    begun = time.process_time()
    for message in messages[third : 2 * third]:
        since = time.perf_counter()
        single(message)
        waits.append(time.perf_counter() - since)
    alone = third / (time.process_time() - begun)
    begun = time.process_time()
    for first in range(2 * third, 3 * third, _BATCH):
        batch(messages[first : min(first + _BATCH, 3 * third)])
    together = third / (time.process_time() - begun)
    p50, p99, worst = (f"{1000 * value:.2f} ms" for value in (*np.percentile(waits, [50, 99]), max(waits)))
    print(f"| {traffic} | {what} | {alone:,.0f} | {p50} | {p99} | {worst} | {together:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
