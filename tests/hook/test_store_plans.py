"""No statement of a store reads a table from end to end: what is quick on the first day is quick after a year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from coinguard.hook.store.base import MessageKey, Tally
from coinguard.hook.store.review import Place
from coinguard.hook.store.sql import SqlStore, open_store
from tests.hook.stores import AUDIT, NOON, Clock, entry_of, label_of, listed

_GROWING = ("decisions", "queue", "labels", "audit", "tallies", "outbox", "lists")


def work_out(store: SqlStore, clock: Clock) -> None:
    """Do everything that a store does."""
    first, second = entry_of(), entry_of(message_id="m2")
    store.record([first, second], [Tally("r", 1, 1, 0)], [replace(AUDIT, subject=first.decision.id)])
    store.record([entry_of("the same once more")], [], [])
    store.record([entry_of(revision=1, earlier=first.decision.id)], [], [])
    store.latest([MessageKey("c1", "m1"), MessageKey("c1", "m2")])
    store.tallies(400_000)
    page = store.review.page(limit=1)
    store.review.page(limit=1, after=Place(page[0].queued_at, page[0].decision.id))
    store.review.page("done")
    store.review.item(second.decision.id)
    store.review.claim(second.decision.id, "ann", "2026-03-01T12:00:00.000Z")
    store.review.release(second.decision.id, "ann", "2026-03-01T12:00:00.000Z")
    store.review.label(label_of(second.decision.id))
    store.review.labels(second.decision.id)
    store.owner_lists.add(listed("evil.top"))
    store.owner_lists.remove(listed("evil.top"), "ann")
    store.lists_version()
    taken = store.outbox.take(NOON.timestamp(), limit=5, lease=60)
    store.outbox.failed(taken[0].id, "answered 400", None)
    store.outbox.delivered(taken[1].id)
    store.trail(subject=first.decision.id)
    store.trail(after=1)
    clock.pass_time(days=40)
    store.forgetter.forget()
    clock.pass_time(days=400)
    store.forgetter.forget()
    store.forgetter.erase_author("a1", "ann")


def test_everything_is_looked_up_by_an_index(tmp_path: Path) -> None:
    clock = Clock()
    with open_store(
        tmp_path / "hook.db", announced=lambda _decision: "x", now=lambda: clock.wall, passed=lambda: clock.passed
    ) as store:
        engine = store._database.engine
        asked: dict[str, Any] = {}

        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
            if statement.split()[0] in ("SELECT", "UPDATE", "DELETE"):
                asked[statement] = parameters[0] if many else parameters

        event.listen(engine, "before_cursor_execute", note)
        work_out(store, clock)
        event.remove(engine, "before_cursor_execute", note)
        assert len(asked) > 25
        slow = []
        with store._database.reading() as connection:
            for statement, parameters in asked.items():
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                slow += [
                    (step.detail, statement) for step in plan if step.detail in {f"SCAN {one}" for one in _GROWING}
                ]
        assert slow == []
