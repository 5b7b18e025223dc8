"""The pipeline on the shipped stores: SQLite and PostgreSQL, over restarts and processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from coinguard import Message
from coinguard.hook.lists import parse_entry
from coinguard.hook.pipeline import REFRESH, Pipeline
from coinguard.hook.policy import Policy
from coinguard.hook.store.sql import SqlStore
from tests.hook.databases import Opener
from tests.hook.fakes import SCAMS, FakeGuard, StillClock, policy, with_breaker

LURE, CHAT = "free coins here", "good game everyone"


def pipeline(store: SqlStore, clock: StillClock | None = None, wanted: Policy | None = None) -> Pipeline:
    return Pipeline(FakeGuard(), wanted or policy(), store, clock=clock or StillClock())


def test_a_decision_outlives_the_process_that_made_it(opened: Opener) -> None:
    first = pipeline(opened()).decide(Message(text=LURE, message_id="1", author_id="7"))
    again = pipeline(opened()).decide(Message(text=LURE, message_id="1", author_id="7"))
    assert again == first
    assert opened().review.depth() == 0
    edited = pipeline(opened()).decide(Message(text="cheap coins", message_id="1", author_id="7"))
    assert (edited.earlier, edited.revision, edited.held) == (first.id, 1, True)
    assert opened().review.depth() == 1


def test_two_processes_that_bring_the_same_messages_come_to_the_same_decisions(opened: Opener) -> None:
    both = [pipeline(opened()), pipeline(opened())]
    messages = [Message(text=f"{LURE} {n}", message_id=str(n)) for n in range(60)]

    def bring(number: int) -> list[str]:
        return [both[number % 2].decide(message).id for message in messages]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(bring, range(4)))
    assert all(one == found[0] for one in found)


def test_edits_from_two_processes_follow_one_another(opened: Opener) -> None:
    both = [pipeline(opened()), pipeline(opened())]

    def edit(number: int) -> int:
        return both[number % 2].decide(Message(text=f"{CHAT} {number}", message_id="1")).revision

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(edit, range(24)))
    assert sorted(found) == list(range(24))


def test_breaker_and_quotas_outlive_the_process(opened: Opener) -> None:
    clock = StillClock()
    pipeline(opened(), clock, with_breaker()).decide_many([LURE] * 11)
    again = pipeline(opened(), clock, with_breaker())
    assert again.decide(LURE).action == "review"
    assert [one.rule for one in again.breakers()] == ["scams"]
    quota = '[[quotas]]\naction = "block"\nmost = 20\nper = "day"\nthen = "review"\n'
    limited = pipeline(opened(), clock, policy(SCAMS + quota))
    assert [one.action for one in limited.decide_many([LURE] * 11)] == ["block"] * 10 + ["review"]


def test_an_entry_added_to_a_list_is_followed_everywhere_within_seconds(opened: Opener) -> None:
    clock, store = StillClock(), opened()
    here, there = pipeline(store, clock), pipeline(opened(), clock)
    store.owner_lists.add(
        parse_entry("block", "domain", "example.top", where="test", added_by="ana", added_at="2026-11-25")
    )
    here.refresh()
    assert here.decide("see example.top").action == "block"
    assert there.decide("see example.top").action == "allow"
    clock.sleep(REFRESH)
    assert there.decide("see example.top").action == "block"


def test_a_batch_is_one_transaction_and_its_trail_is_complete(opened: Opener) -> None:
    store = opened()
    found = pipeline(store).decide_many([Message(text=text, message_id=text) for text in (LURE, CHAT, "cheap coins")])
    trail = [entry for _, entry in store.trail()]
    assert [(entry.event, entry.subject) for entry in trail] == [("decided", one.id) for one in found]
    assert {entry.subject: entry.detail for entry in trail}[found[0].id] == {"action": "block", "rule": "scams"}
