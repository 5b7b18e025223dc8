"""The store keeps its contract, the same on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import timestamp
from coinguard.hook.store import recording
from coinguard.hook.store.base import MessageKey, StoreError, Tally
from coinguard.hook.store.review import Place
from coinguard.hook.store.sql import SqlStore, open_store
from coinguard.hook.store.tables import Name
from tests.hook.databases import Opener
from tests.hook.stores import AUDIT, NOON, Clock, entry_of, label_of, listed


def test_a_decision_is_there_as_it_was_recorded(store: SqlStore) -> None:
    entry = entry_of()
    assert store.record([entry], [], []) == [entry.decision]
    assert store.review.decision(entry.decision.id) == entry.decision
    assert store.latest([MessageKey("c1", "m1"), MessageKey("c2", "m1")]) == [entry.decision, None]


def test_the_latest_is_the_highest_revision(store: SqlStore) -> None:
    first = entry_of()
    second = entry_of(revision=1, earlier=first.decision.id)
    store.record([first], [], [])
    store.record([second], [], [])
    assert store.latest([MessageKey("c1", "m1")]) == [second.decision]


def test_many_are_looked_up_at_once(store: SqlStore) -> None:
    entries = [entry_of(message_id=f"m{number}") for number in range(1000)]
    store.record(entries, [], [])
    keys = [MessageKey("c1", f"m{number}") for number in reversed(range(1000))]
    assert store.latest(keys) == [entry.decision for entry in reversed(entries)]


@given(*[st.text(alphabet="0123:a", max_size=4)] * 4)
def test_no_two_messages_have_one_place(channel: str, message: str, other_channel: str, other: str) -> None:
    same = recording.place_of(channel, message) == recording.place_of(other_channel, other)
    assert same == ((channel, message) == (other_channel, other))


def test_of_two_decisions_on_one_revision_the_first_stands(store: SqlStore) -> None:
    first, second, other = entry_of(), entry_of("another text"), entry_of(message_id="m2")
    store.record([first], [], [])
    audit = [replace(AUDIT, subject=entry.decision.id) for entry in (second, other)]
    assert store.record([second, other], [], audit) == [first.decision, other.decision]
    assert store.review.decision(second.decision.id) is None
    assert [item.decision for item in store.review.page()] == [first.decision, other.decision]
    assert [entry.subject for _, entry in store.trail()] == [other.decision.id]


def test_messages_without_an_id_are_kept_each_time(store: SqlStore) -> None:
    entries = [entry_of(message_id=None, channel_id=None) for _ in range(3)]
    assert len(store.record(entries, [], [])) == 3
    assert len(store.review.page()) == 3


def test_an_edit_takes_the_place_of_what_it_edits_in_the_queue(store: SqlStore) -> None:
    first, other = entry_of(), entry_of(message_id="m2", decided_at="2026-03-01T12:00:01.000Z")
    store.record([first, other], [], [])
    assert store.review.claim(first.decision.id, "ann", timestamp(NOON))
    later = entry_of("worse", revision=1, earlier=first.decision.id, decided_at="2026-03-01T13:00:00.000Z")
    store.record([later], [], [])
    page = store.review.page()
    assert [item.decision for item in page] == [later.decision, other.decision]
    assert page[0].claimed_by == "ann"
    cleared = entry_of("sorry", action="allow", revision=2, earlier=later.decision.id)
    store.record([cleared], [], [])
    assert [item.decision for item in store.review.page()] == [other.decision]


def test_tallies_add_up_whoever_adds_them(store: SqlStore) -> None:
    store.record([], [Tally("r", 5, 10, 1), Tally("*", 5, 10, 1), Tally("r", 5, 1, 1)], [])
    store.record([], [Tally("r", 5, 3, 0), Tally("r", 6, 1, 0)], [])
    assert store.tallies(5) == [Tally("*", 5, 10, 1), Tally("r", 5, 14, 2), Tally("r", 6, 1, 0)]
    assert store.tallies(6) == [Tally("r", 6, 1, 0)]


def test_what_many_threads_record_at_once_is_all_there(store: SqlStore) -> None:
    def work(thread: int) -> None:
        for number in range(20):
            store.record([entry_of(message_id=f"{thread}-{number}")], [Tally("r", 1, 1, 0)], [AUDIT])

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [MessageKey("c1", f"{thread}-{number}") for thread in range(8) for number in range(20)]
    assert all(store.latest(keys))
    assert store.tallies(0) == [Tally("r", 1, 160, 0)]
    assert len(store.trail()) == 160


def test_two_processes_may_share_what_is_behind_a_store(opened: Opener) -> None:
    one, two = opened(), opened()
    first, second = entry_of(), entry_of("the other process was faster")
    one.record([first], [], [])
    assert two.record([second], [], []) == [first.decision]


def test_an_entry_that_can_not_be_written_takes_no_other_down(store: SqlStore) -> None:
    failures: list[Exception] = []
    broken, good = entry_of(error="\ud800", message_id="broken"), [entry_of(message_id=f"m{n}") for n in range(20)]

    def work(entry: object) -> None:
        try:
            store.record([entry], [], [])  # type: ignore[list-item]
        except StoreError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(entry,)) for entry in (broken, *good)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 1
    assert all(store.latest([MessageKey("c1", f"m{n}") for n in range(20)]))


@pytest.mark.parametrize("name", ["\0", "a\\0b", "\\\0\\", "e\u0301\u202e", "'; DROP TABLE decisions; --", "x" * 5000])
def test_any_name_comes_back_as_it_was_given(store: SqlStore, name: str) -> None:
    entry = entry_of("a \0 text", message_id=name, channel_id=name, author_id=name)
    store.record([entry], [], [])
    assert store.latest([MessageKey(name, name)]) == [entry.decision]
    assert store.review.page()[0].text == "a \0 text"
    assert store.forgetter.erase_author(name, "ann").decisions == 1


@given(st.text(alphabet="\\0\0ab"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_are_escaped_without_loss(name: str) -> None:
    kind = Name()
    stored = kind.process_bind_param(name, None)  # type: ignore[arg-type]
    assert "\0" not in stored
    assert kind.process_result_value(stored, None) == name  # type: ignore[arg-type]


def test_the_queue_is_paged_by_what_has_waited_longest(store: SqlStore) -> None:
    entries = [entry_of(message_id=f"m{n}", decided_at=f"2026-03-01T12:00:0{n % 3}.000Z") for n in range(10)]
    store.record(entries, [], [])
    seen, after = [], None
    while page := store.review.page(limit=3, after=after):
        seen += [item.decision.id for item in page]
        after = Place(page[-1].queued_at, page[-1].decision.id)
    assert seen == [
        entry.decision.id for entry in sorted(entries, key=lambda e: (e.decision.decided_at, e.decision.id))
    ]
    assert store.review.depth() == 10


def test_an_item_is_one_persons_until_it_is_given_back(store: SqlStore) -> None:
    decision_id = store.record([entry_of()], [], [])[0].id
    assert store.review.claim(decision_id, "ann", timestamp(NOON))
    assert store.review.claim(decision_id, "ann", timestamp(NOON))
    assert not store.review.claim(decision_id, "bob", timestamp(NOON))
    assert not store.review.release(decision_id, "bob", timestamp(NOON))
    assert store.review.release(decision_id, "ann", timestamp(NOON))
    assert store.review.claim(decision_id, "bob", timestamp(NOON))


def test_a_label_ends_the_wait_and_the_last_one_counts(store: SqlStore) -> None:
    decision_id = store.record([entry_of()], [], [])[0].id
    assert store.review.label(label_of(decision_id, "scam"))
    assert store.review.label(label_of(decision_id, "clear"))
    assert store.review.page() == []
    (item,) = store.review.page("done")
    assert item.label is not None
    assert item.label.label == "clear"
    assert [label.label for label in store.review.labels(decision_id)] == ["scam", "clear"]
    assert store.review.item(decision_id) == item
    assert [entry.event for _, entry in store.trail(subject=decision_id)] == ["labelled", "labelled"]


def test_a_label_for_nothing_is_not_kept(store: SqlStore) -> None:
    assert not store.review.label(label_of("0" * 32))
    assert store.review.labels("0" * 32) == []


def test_lists_have_a_version_that_changes_with_every_change(store: SqlStore, clock: Clock) -> None:
    versions = [store.lists_version()]

    def changed() -> bool:
        versions.append(store.lists_version())
        return versions[-1] not in versions[:-1]

    store.owner_lists.add(listed("evil.top"))
    assert changed()
    store.owner_lists.add(listed("later.top", expires_at=timestamp(NOON.replace(hour=13))))
    assert changed()
    assert [entry.value for entry in store.lists()[1]] == ["evil.top", "later.top"]
    assert store.lists()[0] == versions[-1]
    clock.pass_time(hours=2)
    assert changed()
    assert [entry.value for entry in store.lists()[1]] == ["evil.top"]
    assert store.owner_lists.remove(listed("evil.top"), "bob")
    assert changed()
    assert not store.owner_lists.remove(listed("evil.top"), "bob")
    assert not changed()


def test_state_is_replaced(store: SqlStore) -> None:
    assert store.state("window") is None
    store.keep_state("window", b"\0one")
    store.keep_state("window", b"two\xff")
    assert store.state("window") == b"two\xff"


def test_an_announcement_is_written_with_its_decision_and_taken_once(opened: Opener) -> None:
    store = opened(announced=lambda decision: "decision.held" if decision.held else None)
    held = entry_of()
    store.record([held, entry_of(action="allow", message_id="m2")], [], [])
    now = NOON.timestamp()
    (taken,) = store.outbox.take(now, limit=10, lease=60)
    assert (taken.event, taken.decision, taken.attempts) == ("decision.held", held.decision, 0)
    assert store.outbox.take(now + 59, limit=10, lease=60) == []
    store.outbox.failed(taken.id, "timed out", now + 120)
    assert store.outbox.take(now + 119, limit=10, lease=60) == []
    (again,) = store.outbox.take(now + 121, limit=10, lease=60)
    assert again.attempts == 1
    store.outbox.failed(again.id, "timed out", None)
    assert store.outbox.counts() == {"waiting": 0, "dead": 1}
    assert store.outbox.revive(now) == 1
    store.outbox.delivered(store.outbox.take(now, limit=10, lease=60)[0].id)
    assert store.outbox.counts() == {"waiting": 0, "dead": 0}


def test_a_clock_that_jumps_back_does_not_put_announcements_off(opened: Opener) -> None:
    store = opened(announced=lambda _decision: "decision.held")
    store.record([entry_of()], [], [])
    assert len(store.outbox.take(NOON.timestamp() - 30 * 86400, limit=10, lease=60)) == 1


def test_a_store_of_a_later_version_is_refused_with_a_sentence(opened: Opener, address: str) -> None:
    store = opened()
    with store._database.writing() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE name = 'schema_version'"))
    with pytest.raises(ConfigurationError, match=r"made by a later coinguard .*version 99, this one knows 1"):
        opened()


def test_tables_of_somebody_else_are_left_alone(opened: Opener) -> None:
    store = opened()
    with store._database.writing() as connection:
        connection.execute(text("DROP TABLE meta"))
    with pytest.raises(ConfigurationError, match="tables that are not coinguard's"):
        opened()


def test_a_store_is_opened_again_with_all_that_was_in_it(opened: Opener) -> None:
    entry = entry_of()
    opened().record([entry], [], [AUDIT])
    again = opened()
    assert again.review.decision(entry.decision.id) == entry.decision
    assert len(again.trail()) == 1


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("no/such/folder/hook.db", "the folder of the store is missing"),
        ("sqlite://", "would forget everything"),
        ("mysql://host/db", "a store in mysql is not supported"),
        ("://", "address cannot be read"),
        ("postgresql://ann:hunter2@127.0.0.1:1/db", "cannot be opened"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem) as raised:
        open_store(address)
    assert "hunter2" not in str(raised.value)


def test_the_log_is_folded_beside_what_goes_on_and_does_not_grow_without_end(tmp_path: Path) -> None:
    with open_store(tmp_path / "hook.db") as store:
        for number in range(2000):
            store.record([entry_of(message_id=f"m{number}")], [], [])
            if number % 100 == 0:
                store.fold_log()
        assert (tmp_path / "hook.db-wal").stat().st_size < 16 << 20  # 2,000 commits write some 90 MB
        assert (tmp_path / "hook.db").stat().st_size > 1 << 20


def test_a_decision_that_can_not_be_read_is_told_as_a_failure_of_the_store(store: SqlStore) -> None:
    decision_id = store.record([entry_of()], [], [])[0].id
    with store._database.writing() as connection:
        connection.execute(text("UPDATE decisions SET body = :body"), {"body": b'{"of": "another version"}'})
    for asked in (
        lambda: store.latest([MessageKey("c1", "m1")]),
        lambda: store.review.decision(decision_id),
        lambda: store.review.page(),
    ):
        with pytest.raises(StoreError, match="can't be read"):
            asked()
