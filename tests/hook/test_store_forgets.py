"""What a store forgets, and what it never knew: texts, authors, API keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coinguard.errors import ConfigurationError, InputError
from coinguard.hook.store.base import MessageKey, StoreError
from coinguard.hook.store.retention import Forgotten, Retention
from coinguard.hook.store.sql import SqlStore
from coinguard.hook.store.words import GONE
from tests.hook.databases import Opener
from tests.hook.stores import AUDIT, Clock, entry_of, label_of, listed


def test_words_go_after_their_days_and_the_decision_stays(opened: Opener, clock: Clock) -> None:
    store = opened(retention=Retention(text_days=30, decision_days=365, audit_days=730))
    entry = entry_of("SECRET words")
    store.record([entry], [], [AUDIT])
    clock.pass_time(days=29)
    assert store.forgetter.forget() == Forgotten()
    clock.pass_time(days=2)
    assert store.forgetter.forget() == Forgotten(texts=1)
    kept = store.review.decision(entry.decision.id)
    assert kept is not None
    assert kept.verdict is not None
    assert (kept.action, kept.verdict.score) == ("review", 4.0)
    assert [reason.text for reason in kept.verdict.reasons] == [GONE]
    assert store.review.page()[0].text is None
    clock.pass_time(days=365)
    assert store.forgetter.forget().decisions == 1
    assert store.review.page() == []


def test_no_words_are_kept_where_none_are_to_be(opened: Opener, address: str) -> None:
    store = opened(retention=Retention(text_days=0))
    store.record([entry_of("SECRET words")], [], [AUDIT])
    assert store.review.page()[0].text is None
    store.close()
    if "://" not in address:
        assert b"SECRET" not in b"".join(path.read_bytes() for path in Path(address).parent.iterdir())


def test_an_erased_author_leaves_nothing_but_that_somebody_was_erased(opened: Opener, address: str) -> None:
    store = opened(announced=lambda _decision: "decision.held")
    mine, other = entry_of("SECRET words", author_id="luna-42"), entry_of(author_id="b", message_id="m2")
    audit = replace(AUDIT, subject=mine.decision.id, detail={"author": "luna-42"})
    store.record([mine, other], [], [audit])
    store.review.label(label_of(mine.decision.id))
    store.owner_lists.add(listed("luna-42", kind="author"))
    before = store.lists_version()
    assert store.forgetter.erase_author("luna-42", "ann") == Forgotten(decisions=1, list_entries=1)
    assert store.lists_version() != before
    assert store.latest([MessageKey("c1", "m1")]) == [None]
    assert store.review.labels(mine.decision.id) == []
    assert [item.decision.id for item in store.review.page()] == [other.decision.id]
    assert store.outbox.counts() == {"waiting": 1, "dead": 0}
    assert store.trail()[-1][1].event == "erased"
    assert "luna-42" not in repr(store.trail())
    if "://" not in address:
        left = b"".join(path.read_bytes() for path in Path(address).parent.iterdir())
        assert b"SECRET" not in left
        assert b"luna-42" not in left


def test_a_list_entry_that_ran_out_and_is_gone_has_changed_the_version_for_good(store: SqlStore, clock: Clock) -> None:
    store.owner_lists.add(listed("soon.top", expires_at="2026-03-01T13:00:00.000Z"))
    before = store.lists_version()
    clock.pass_time(hours=2)
    assert store.forgetter.forget() == Forgotten(list_entries=1)
    assert store.lists_version() != before


def test_nothing_is_forgotten_on_the_word_of_a_clock_that_jumped(opened: Opener, clock: Clock) -> None:
    store = opened()
    store.record([entry_of()], [], [])
    clock.jump(days=3650)
    with pytest.raises(StoreError, match="the clock has jumped by 3650 days"):
        store.forgetter.forget()
    assert len(store.review.page()) == 1


def test_retention_is_in_order_or_refused() -> None:
    with pytest.raises(ConfigurationError, match="texts no longer than decisions"):
        Retention(text_days=400)


def test_a_key_opens_until_it_is_revoked_and_is_kept_as_a_hash(store: SqlStore, address: str) -> None:
    written = store.keys.make("chat bot", {"check", "decide"})
    key = store.keys.opened_by(written)
    assert key is not None
    assert (key.name, key.scopes) == ("chat bot", {"check", "decide"})
    assert store.keys.opened_by(written[:-1] + ("A" if written[-1] != "A" else "B")) is None
    assert store.keys.opened_by("Bearer nonsense") is None
    store.keys.revoke(key.id)
    assert store.keys.opened_by(written) is None
    assert [entry.event for _, entry in store.trail(subject=key.id)] == ["key_made", "key_revoked"]
    secret = written.rsplit("_", 1)[-1]
    assert secret not in repr(store.trail())
    if "://" not in address:
        store.close()
        assert secret.encode() not in Path(address).read_bytes()


def test_a_rotated_key_opens_for_the_hours_of_grace(store: SqlStore, clock: Clock) -> None:
    old = store.keys.make("chat bot", {"check"}, days=100)
    found = store.keys.opened_by(old)
    assert found is not None
    new = store.keys.rotate(found.id, grace_hours=24)
    clock.pass_time(hours=23)
    assert store.keys.opened_by(old) is not None
    clock.pass_time(hours=2)
    assert store.keys.opened_by(old) is None
    opened = store.keys.opened_by(new)
    assert opened is not None
    assert opened.scopes == {"check"}
    with pytest.raises(InputError, match="opens nothing any more"):
        store.keys.rotate(found.id)


@pytest.mark.parametrize(("name", "scopes"), [("", {"check"}), ("bot", set()), ("bot", {"checkk"})])
def test_a_key_that_makes_no_sense_is_refused(store: SqlStore, name: str, scopes: set[str]) -> None:
    with pytest.raises(InputError):
        store.keys.make(name, scopes)
