"""The store: everything the hook must not forget, in one database."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson
from sqlalchemy import select

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import AuditEntry, Decision, ListEntry, timestamp
from coinguard.hook.store import tables as t
from coinguard.hook.store.base import Entry, MessageKey, StoreError, Tally
from coinguard.hook.store.commits import GroupCommit
from coinguard.hook.store.database import Database, RejectedError
from coinguard.hook.store.engines import Durability, open_engine
from coinguard.hook.store.keys import ApiKeys
from coinguard.hook.store.listed import Lists
from coinguard.hook.store.outbox import Outbox
from coinguard.hook.store.recording import Recorder, Submission, latest
from coinguard.hook.store.retention import Forgetter, Retention
from coinguard.hook.store.review import Review
from coinguard.hook.store.schema import prepare


def never_announced(_decision: Decision) -> str | None:
    """Announce nothing."""
    return None


class SqlStore:
    """A store in SQLite or PostgreSQL; keeps the contract of :class:`~coinguard.hook.store.base.Store`.

    Made by :func:`open_store`.
    """

    def __init__(
        self,
        database: Database,
        *,
        retention: Retention,
        announced: Callable[[Decision], str | None],
        now: Callable[[], dt.datetime],
        passed: Callable[[], float],
    ) -> None:
        self._database = database
        self._now = now
        self.address = database.engine.url.render_as_string(hide_password=True)
        """Where it is, without its password."""
        self.review = Review(database)
        """The queue, single decisions, and labels."""
        self.owner_lists = Lists(database, now)
        """Changes of the allow- and block-lists."""
        self.keys = ApiKeys(database, now)
        """API keys."""
        self.outbox = Outbox(database)
        """What webhooks are still to tell."""
        self.forgetter = Forgetter(database, retention, now, passed)
        """Retention, and erasing an author."""
        recorder = Recorder(
            database,
            keep_words=retention.text_days > 0,
            announced=announced,
            now=lambda: now().timestamp(),
        )
        # A value that can't be written as JSON or text is the fault of its own submission, as a rejected one is.
        self._commits = GroupCommit(recorder, (RejectedError, TypeError, ValueError))

    def latest(self, keys: Sequence[MessageKey]) -> list[Decision | None]:
        """Return the decision of the highest revision on each message, null where there is none."""
        with self._database.reading() as connection:
            return latest(connection, keys)

    def record(self, entries: Sequence[Entry], tallies: Sequence[Tally], audit: Sequence[AuditEntry]) -> list[Decision]:
        """Keep decisions, tallies and audit entries, all or nothing; durable when this returns.

        Callers on other threads share a transaction.
        """
        try:
            return self._commits.submit(Submission(entries, tallies, audit))
        except (TypeError, ValueError) as failure:
            raise StoreError(f"a value cannot be kept ({type(failure).__name__})") from failure

    def tallies(self, since_hour: int) -> list[Tally]:
        """Return the tallies from an hour on."""
        query = select(t.tallies).where(t.tallies.c.hour >= since_hour).order_by(t.tallies.c.hour, t.tallies.c.rule)
        with self._database.reading() as connection:
            return [Tally(row.rule, row.hour, row.seen, row.acted) for row in connection.execute(query)]

    def lists(self) -> tuple[str, Sequence[ListEntry]]:
        """Return the lists' version and the entries that hold."""
        return self.owner_lists.entries()

    def lists_version(self) -> str:
        """Return that version alone."""
        return self.owner_lists.version()

    def keep_state(self, name: str, data: bytes) -> None:
        """Keep a small piece of state under a name, in place of what was there."""
        statement = self._database.insert(t.state)
        changed = {"data": statement.excluded.data}
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_=changed), {"name": name, "data": data}
            )

    def state(self, name: str) -> bytes | None:
        """Return what :meth:`keep_state` kept, null where nothing was."""
        with self._database.reading() as connection:
            found = connection.execute(select(t.state.c.data).where(t.state.c.name == name)).scalar()
        return bytes(found) if found is not None else None

    def retry_webhooks(self, by: str) -> int:
        """Let announcements that were given up be sent once more; return how many."""
        at = self._now()
        revived = self.outbox.revive(at.timestamp())
        detail = {"announcements": revived}
        self.record([], [], [AuditEntry(event="webhooks_retried", actor=by, at=timestamp(at), detail=detail)])
        return revived

    def trail(self, *, subject: str | None = None, after: int = 0, limit: int = 1000) -> list[tuple[int, AuditEntry]]:
        """Return audit entries with their numbers, in the order they happened."""
        query = select(t.audit).where(t.audit.c.seq > after).order_by(t.audit.c.seq).limit(limit)
        if subject is not None:
            query = query.where(t.audit.c.subject == subject)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            (
                row.seq,
                AuditEntry(
                    event=row.event,
                    actor=row.actor,
                    at=row.at,
                    subject=row.subject,
                    detail=orjson.loads(row.detail) if row.detail is not None else None,
                ),
            )
            for row in rows
        ]

    def fold_log(self) -> None:
        """Fold SQLite's log into the database, beside whatever else goes on; to be called every second or so."""
        self._database.fold_log()

    def ping(self) -> None:
        """Ask the database for a sign of life; raise :class:`StoreError` where there is none."""
        self._database.ping()

    def close(self) -> None:
        """Give all connections back."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _failure: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    where: str | Path,
    *,
    retention: Retention | None = None,
    durability: Durability = "process",
    announced: Callable[[Decision], str | None] = never_announced,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    passed: Callable[[], float] = time.monotonic,
) -> SqlStore:
    """Open a store, and make it where there is none yet.

    Parameters
    ----------
    where
        The path of a SQLite file, or a ``postgresql://`` address.
    retention
        How long what is kept.
    durability
        What an acknowledged decision survives: ``process`` a killed process, ``power`` a machine without power as well.
    announced
        The event under which a decision is announced by webhook, null for none.
    now, passed
        The wall time, and seconds by a clock that nobody can set.

    Raises
    ------
    ConfigurationError
        The address is wrong, or the database is damaged, out of reach, a later version's, or somebody else's.
    InstallationError
        PostgreSQL's driver is missing.
    """
    database = Database(open_engine(where, durability))
    place = database.engine.url.render_as_string(hide_password=True)
    try:
        prepare(database, place)
    except ConfigurationError:
        database.close()
        raise
    except StoreError as failure:
        database.close()
        raise ConfigurationError(
            f"the store cannot be opened ({failure})",
            where=place,
            hint="Check the address, or restore it from a backup",
        ) from failure
    return SqlStore(database, retention=retention or Retention(), announced=announced, now=now, passed=passed)
