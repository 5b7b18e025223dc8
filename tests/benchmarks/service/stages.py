"""Where the time goes: each step of a request alone, in processor time, one message at a time and many together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

import coinguard
from coinguard.hook import Decision, Pipeline, read_policy
from coinguard.hook.checking import check_all
from coinguard.hook.service.bodies import DECIDE, submission_of
from coinguard.hook.store import Entry, MessageKey, open_store
from coinguard.message import Message
from tests.benchmarks import dumps
from tests.hook.memory_store import MemoryStore
from tests.served import EXAMPLE_POLICY

TOGETHER: Final = (1, 16, 128)
"""How many messages wait at once."""
_MESSAGES: Final = 1024


class _Forgetful(MemoryStore):
    """Keeps nothing and finds nothing, at no cost."""

    def latest(self, keys: Sequence[MessageKey]) -> list[Decision | None]:
        return [None] * len(keys)

    def record(self, entries: Sequence[Entry], _tallies: object, _audit: object) -> list[Decision]:
        return [entry.decision for entry in entries]


def table(folder: Path) -> str:
    """Return the steps of a decision as a Markdown table."""
    head = (
        "| microseconds of the processor a message | " + " | ".join(f"{number} together" for number in TOGETHER) + " |"
    )
    steps: dict[str, list[float]] = {}
    for number in TOGETHER:
        for step, seconds in _steps(folder, number).items():
            steps.setdefault(step, []).append(seconds * 1e6)
    rows = [f"| {step} | " + " | ".join(f"{each:.0f}" for each in row) + " |" for step, row in steps.items()]
    return "\n".join(["## Where the time goes\n", head, "| --- |" + " ---: |" * len(TOGETHER), *rows, ""])


def _steps(folder: Path, together: int) -> dict[str, float]:
    guard, policy = coinguard.load(), read_policy(EXAMPLE_POLICY)
    texts = dumps.chat(_MESSAGES, seed=20 + together).texts
    bodies = [
        orjson.dumps({"text": text, "message_id": f"m{n}", "author_id": f"a{n % 500}"}) for n, text in enumerate(texts)
    ]
    submissions = [submission_of(DECIDE.read(body)) for body in bodies]
    messages = [one.message for one in submissions]
    pipeline = Pipeline(guard, policy, _Forgetful())
    pipeline.decide_many([Message(text="warm")] * together)
    check_all(guard, messages[:together])
    decided = _each(pipeline.decide_many, submissions, together)
    decisions = Pipeline(guard, policy, _Forgetful()).decide_many(submissions)
    verdicts = _each(lambda some: check_all(guard, some), messages, together)
    keys = [MessageKey("", f"m{n}") for n in range(_MESSAGES)]
    entries = [Entry(decision, message) for decision, message in zip(decisions, messages, strict=True)]
    with open_store(folder / f"stages-{together}.db") as store:
        store.record([_again(entries[0])], [], [])
        return {
            "reading the body": _each(lambda some: [submission_of(DECIDE.read(one)) for one in some], bodies, together),
            "the verdict (all that a check needs)": verdicts,
            "lists, window, policy": decided - verdicts,
            "looking for an earlier decision": _each(store.latest, keys, together),
            "keeping it": _each(lambda some: store.record(some, [], []), entries, together),
            "writing the answer": _each(lambda some: [orjson.dumps(one) for one in some], decisions, together),
        }


def _each(work: Callable[[Any], object], items: Sequence[Any], together: int) -> float:
    """Return what an item takes of the processor, in seconds; the first batch is not counted."""
    work(items[:together])
    parts = [items[start : start + together] for start in range(together, len(items), together)]
    started = time.process_time()
    for part in parts:
        work(part)
    return (time.process_time() - started) / sum(map(len, parts))


def _again(entry: Entry) -> Entry:
    return Entry(replace(entry.decision, id="0" * 32, message_id="warm"), entry.message)
