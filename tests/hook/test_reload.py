"""A reload takes all or nothing, and every decision says what it was made with."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from coinguard import ConfigurationError
from coinguard.hook.pipeline import Pipeline
from coinguard.hook.policy import read_policy
from tests.hook.fakes import BASE, SCAMS, FakeGuard, StillClock, policy
from tests.hook.memory_store import MemoryStore

LURE = "free coins here"
MILD = SCAMS.replace('"block"', '"review"')


def test_a_new_policy_is_in_force_at_once_and_decisions_say_so() -> None:
    store = MemoryStore()
    pipeline = Pipeline(FakeGuard(), policy(SCAMS), store, clock=StillClock())
    before = pipeline.decide(LURE)
    versions = pipeline.reload(policy=policy(MILD), actor="ana")
    assert [one.event for one in store.audit] == ["decided", "reloaded"]  # told at once, not with the next decision
    after = pipeline.decide(LURE)
    assert (before.action, after.action) == ("block", "review")
    assert after.versions == versions != before.versions
    entry = next(one for one in store.audit if one.event == "reloaded")
    assert (entry.actor, entry.detail) == ("ana", {"policy": versions.policy, "model": "fake-1"})


def test_a_broken_policy_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BASE + SCAMS)
    pipeline = Pipeline(FakeGuard(), read_policy(path), MemoryStore(), clock=StillClock())
    before = pipeline.versions
    path.write_text(BASE + SCAMS.replace("level", "levle"))
    with pytest.raises(ConfigurationError, match="Did you mean 'level'"):
        pipeline.reload(policy=read_policy(path))
    assert pipeline.versions == before
    assert pipeline.decide(LURE).action == "block"


def test_a_guard_that_cannot_check_is_not_taken() -> None:
    pipeline = Pipeline(FakeGuard(), policy(), MemoryStore(), clock=StillClock())
    with pytest.raises(RuntimeError):
        pipeline.reload(guard=FakeGuard("fake-2", broken=True), policy=policy(MILD))
    assert pipeline.versions.model == "fake-1"
    assert pipeline.decide(LURE).action == "block"
    assert pipeline.reload(guard=FakeGuard("fake-2")).model == "fake-2"
    assert pipeline.decide(LURE).versions.model == "fake-2"


def test_no_decision_mixes_two_policies() -> None:
    pipeline = Pipeline(FakeGuard(), policy(SCAMS), MemoryStore(), clock=StillClock())
    sets = [policy(SCAMS), policy(MILD)]
    belongs = {sets[0].version: "block", sets[1].version: "review"}
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            for one in sets:
                pipeline.reload(policy=one)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        found = [decision for _ in range(100) for decision in pipeline.decide_many([LURE] * 5)]
    finally:
        done.set()
        thread.join()
    assert all(one.action == belongs[one.versions.policy] for one in found)


def test_a_message_keeps_its_decision_over_a_reload() -> None:
    from coinguard import Message

    pipeline = Pipeline(FakeGuard(), policy(SCAMS), MemoryStore(), clock=StillClock())
    first = pipeline.decide(Message(text=LURE, message_id="1"))
    pipeline.reload(policy=policy(MILD))
    assert pipeline.decide(Message(text=LURE, message_id="1")) == first


def test_the_window_may_grow_shrink_and_go_by_a_reload() -> None:
    window = '[window]\nmessages = {}\nkeep = "1h"\n'
    pipeline = Pipeline(FakeGuard(), policy(), MemoryStore(), clock=StillClock())
    assert pipeline.decide(LURE).context is None
    pipeline.reload(policy=policy(SCAMS + window.format(500)))
    assert pipeline.decide(LURE).context is not None
    pipeline.reload(policy=policy(SCAMS))
    assert pipeline.decide(LURE).context is None


def test_what_could_not_be_told_is_told_once_the_store_is_back() -> None:
    store = MemoryStore()
    pipeline = Pipeline(FakeGuard(), policy(SCAMS), store, clock=StillClock())
    store.failing = True
    pipeline.reload(policy=policy(MILD), actor="ana")
    store.failing = False
    pipeline.decide(LURE)
    assert [one.event for one in store.audit] == ["reloaded", "decided"]
