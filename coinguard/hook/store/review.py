"""The review queue and the labels that people give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, and_, func, or_, select, tuple_

from coinguard.hook.decision import AuditEntry, Decision, Label, QueueItem
from coinguard.hook.store import tables as t
from coinguard.hook.store.database import Database
from coinguard.hook.store.recording import add_audit

QueueState = Literal["open", "done"]


class Place(NamedTuple):
    """Where a page of the queue ended; the next begins behind it."""

    queued_at: str
    decision_id: str


class Review:
    """What waits for somebody, and what has been looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decision(self, decision_id: str) -> Decision | None:
        """Return one decision, null where there is none of this id."""
        with self._database.reading() as connection:
            body = connection.execute(select(t.decisions.c.body).where(t.decisions.c.id == decision_id)).scalar()
            return Decision.from_json(body) if body is not None else None

    def page(self, state: QueueState = "open", *, limit: int = 50, after: Place | None = None) -> list[QueueItem]:
        """Return queue items, those that have waited longest first."""
        place = tuple_(t.queue.c.queued_at, t.queue.c.decision_id)
        chosen = t.queue.c.state == state
        if after is not None:
            chosen = and_(chosen, place > tuple_(*after))
        query = (
            select(t.queue, t.decisions.c.body, t.decisions.c.text)
            .join(t.decisions, t.decisions.c.id == t.queue.c.decision_id)
            .where(chosen)
            .order_by(t.queue.c.queued_at, t.queue.c.decision_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            labels = _last_labels(connection, [row.decision_id for row in rows]) if state == "done" else {}
            return [_item(row, labels.get(row.decision_id)) for row in rows]

    def item(self, decision_id: str) -> QueueItem | None:
        """Return the queue item of one decision, null where it was never held."""
        query = (
            select(t.queue, t.decisions.c.body, t.decisions.c.text)
            .join(t.decisions, t.decisions.c.id == t.queue.c.decision_id)
            .where(t.queue.c.decision_id == decision_id)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            labels = _last_labels(connection, [decision_id])
            return _item(row, labels.get(decision_id)) if row is not None else None

    def depth(self) -> int:
        """Return how many decisions wait."""
        with self._database.reading() as connection:
            waiting = select(func.count()).select_from(t.queue).where(t.queue.c.state == "open")
            return connection.execute(waiting).scalar_one()

    def claim(self, decision_id: str, by: str, at: str) -> bool:
        """Mark an open item as somebody's; false where it is not open, or another's already."""
        free = or_(t.queue.c.claimed_by.is_(None), t.queue.c.claimed_by == by)
        mine = and_(t.queue.c.decision_id == decision_id, t.queue.c.state == "open", free)
        with self._database.writing() as connection:
            if connection.execute(t.queue.update().where(mine).values(claimed_by=by)).rowcount == 0:
                return False
            add_audit(connection, [AuditEntry(event="claimed", actor=by, at=at, subject=decision_id)])
        return True

    def release(self, decision_id: str, by: str, at: str) -> bool:
        """Give a claimed item back to the queue; false where it is not this person's."""
        mine = and_(t.queue.c.decision_id == decision_id, t.queue.c.state == "open", t.queue.c.claimed_by == by)
        with self._database.writing() as connection:
            if connection.execute(t.queue.update().where(mine).values(claimed_by=None)).rowcount == 0:
                return False
            add_audit(connection, [AuditEntry(event="released", actor=by, at=at, subject=decision_id)])
        return True

    def label(self, label: Label) -> bool:
        """Keep what somebody says a message was, and take it off the queue; false where there is no such decision."""
        with self._database.writing() as connection:
            known = select(t.decisions.c.id).where(t.decisions.c.id == label.decision_id)
            if connection.execute(known).scalar() is None:
                return False
            values = {name: getattr(label, name) for name in ("decision_id", "label", "by", "at", "kind", "note")}
            connection.execute(t.labels.insert(), values)
            its = t.queue.c.decision_id == label.decision_id
            connection.execute(t.queue.update().where(its).values(state="done"))
            detail = {"label": label.label, "kind": label.kind}
            entry = AuditEntry(event="labelled", actor=label.by, at=label.at, subject=label.decision_id, detail=detail)
            add_audit(connection, [entry])
        return True

    def labels(self, decision_id: str) -> list[Label]:
        """Return all labels of a decision, the last one last."""
        query = select(t.labels).where(t.labels.c.decision_id == decision_id).order_by(t.labels.c.seq)
        with self._database.reading() as connection:
            return [_label(row) for row in connection.execute(query)]


def _last_labels(connection: Connection, ids: Sequence[str]) -> dict[str, Label]:
    query = select(t.labels).where(t.labels.c.decision_id.in_(ids)).order_by(t.labels.c.seq)
    return {row.decision_id: _label(row) for row in connection.execute(query)}


def _label(row: Row[Any]) -> Label:
    return Label(decision_id=row.decision_id, label=row.label, by=row.by, at=row.at, kind=row.kind, note=row.note)


def _item(row: Row[Any], label: Label | None) -> QueueItem:
    return QueueItem(
        decision=Decision.from_json(row.body),
        text=row.text.decode("utf-8", "surrogatepass") if row.text is not None else None,
        state=row.state,
        queued_at=row.queued_at,
        claimed_by=row.claimed_by,
        label=label,
    )
