"""What is forgotten, and when: texts, whole decisions, and all that one author wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, update

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import AuditEntry, Decision, timestamp
from coinguard.hook.store import tables as t
from coinguard.hook.store.base import StoreError
from coinguard.hook.store.database import Database
from coinguard.hook.store.listed import bump
from coinguard.hook.store.recording import add_audit
from coinguard.hook.store.words import without_words

_BOTH: Final = ("allow", "block")
"""Both lists by name, without which the index on entries is of no use."""
_ROWS_A_STEP: Final = 500
"""Rows of one transaction, so that decisions made meanwhile need not wait for long."""

_LARGEST_JUMP: Final = dt.timedelta(hours=1)
"""How far the machine's clock may go from the time that has passed before nothing is forgotten on its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is kept."""

    text_days: float = 30
    """Messages' texts and the sentences that quote them; 0 keeps none at all."""
    decision_days: float = 365
    """Decisions, with their labels."""
    audit_days: float = 730
    """The audit trail, which holds no text, and the tallies."""

    def __post_init__(self) -> None:
        if not 0 <= self.text_days <= self.decision_days <= self.audit_days:
            raise ConfigurationError(
                "what is kept must be kept in order: texts no longer than decisions, decisions no longer than the audit trail",
                where="retention",
                hint="Choose 0 <= text_days <= decision_days <= audit_days",
            )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was."""

    texts: int = 0
    decisions: int = 0
    list_entries: int = 0
    audit_entries: int = 0


class Forgetter:
    """Forgets what is older than it may become, and authors who are to be erased.

    Parameters
    ----------
    database
        Where from.
    retention
        How long what is kept.
    now
        The wall time.
    passed
        Seconds by a clock that nobody can set.
    """

    def __init__(
        self, database: Database, retention: Retention, now: Callable[[], dt.datetime], passed: Callable[[], float]
    ) -> None:
        self._database = database
        self._retention = retention
        self._now = now
        self._passed = passed
        self._started = now() - dt.timedelta(seconds=passed())

    def forget(self) -> Forgotten:
        """Forget what has grown too old.

        Raises
        ------
        StoreError
            The database could not do it, or the machine's clock has jumped since the start: on its word nothing is
            forgotten, for that can't be undone.
        """
        now = self._now()
        jump = now - dt.timedelta(seconds=self._passed()) - self._started
        if abs(jump) > _LARGEST_JUMP:
            raise StoreError(f"the clock has jumped by {jump}; nothing is forgotten until a restart")
        text, decision, audit = (
            timestamp(now - dt.timedelta(days=days))
            for days in (self._retention.text_days, self._retention.decision_days, self._retention.audit_days)
        )
        decisions = sum(map(len, self._removed(t.decisions.c.decided_at < decision)))
        texts = self._strip(text)
        with self._database.writing() as connection:
            expired = connection.execute(delete(t.lists).where(t.lists.c.expires_at <= timestamp(now))).rowcount
            if expired:  # or the lists' version would be again what it was before these ran out
                bump(connection)
            entries = connection.execute(delete(t.audit).where(t.audit.c.at < audit)).rowcount
            hour = int(now.timestamp() // 3600 - self._retention.audit_days * 24)
            connection.execute(delete(t.tallies).where(t.tallies.c.hour < hour))
            forgotten = Forgotten(texts, decisions, expired, entries)
            if forgotten != Forgotten():
                detail = {"texts": texts, "decisions": decisions, "list_entries": expired, "audit_entries": entries}
                add_audit(
                    connection, [AuditEntry(event="forgotten", actor="coinguard", at=timestamp(now), detail=detail)]
                )
        if forgotten != Forgotten():
            self._database.fold_log(wholly=True)
        return forgotten

    def erase_author(self, author_id: str, by: str) -> Forgotten:
        """Erase everything kept of one author: decisions, texts, labels, announcements and list entries.

        The audit trail keeps that somebody was erased, not who.
        """
        decisions = sum(map(len, self._removed(t.decisions.c.author_id == author_id)))
        with self._database.writing() as connection:
            its = t.lists.c.list.in_(_BOTH) & (t.lists.c.kind == "author") & (t.lists.c.value == author_id)
            entries = connection.execute(delete(t.lists).where(its)).rowcount
            if entries:
                bump(connection)
            detail = {"decisions": decisions, "list_entries": entries}
            at = timestamp(self._now())
            add_audit(connection, [AuditEntry(event="erased", actor=by, at=at, detail=detail)])
        self._database.fold_log(wholly=True)
        return Forgotten(decisions=decisions, list_entries=entries)

    def _removed(self, which: ColumnElement[bool]) -> Iterator[Sequence[str]]:
        """Remove decisions with all that hangs on them, some at a time; yield the ids of those removed."""
        while True:
            with self._database.writing() as connection:
                ids = connection.execute(select(t.decisions.c.id).where(which).limit(_ROWS_A_STEP)).scalars().all()
                for table, column in _OF_A_DECISION:
                    connection.execute(delete(table).where(column.in_(ids)))
                # What was done stays told, by an id that now leads nowhere; whatever else was said of it goes.
                connection.execute(update(t.audit).where(t.audit.c.subject.in_(ids)).values(detail=None))
            if not ids:
                return
            yield ids

    def _strip(self, before: str) -> int:
        stripped = 0
        while True:
            with self._database.writing() as connection:
                rows = self._wordy(connection, before)
                for decision_id, body in rows:
                    bare = without_words(Decision.from_json(body)).to_json()
                    values = {"body": bare, "text": None, "wordy": False}
                    connection.execute(update(t.decisions).where(t.decisions.c.id == decision_id).values(values))
            if not rows:
                return stripped
            stripped += len(rows)

    def _wordy(self, connection: Connection, before: str) -> list[tuple[str, bytes]]:
        query = (
            select(t.decisions.c.id, t.decisions.c.body)
            .where(t.decisions.c.wordy, t.decisions.c.decided_at < before)
            .limit(_ROWS_A_STEP)
        )
        return [(row.id, row.body) for row in connection.execute(query)]


_OF_A_DECISION: Final[tuple[tuple[Table, ColumnElement[str]], ...]] = (
    (t.queue, t.queue.c.decision_id),
    (t.labels, t.labels.c.decision_id),
    (t.outbox, t.outbox.c.decision_id),
    (t.decisions, t.decisions.c.id),
)


def count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
