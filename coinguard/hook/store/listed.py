"""The owner's allow- and block-lists, as far as they are changed while the hook runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, String, and_, cast, func, or_, select

from coinguard.hook.decision import AuditEntry, ListEntry, timestamp
from coinguard.hook.store import tables as t
from coinguard.hook.store.database import Database
from coinguard.hook.store.recording import add_audit


class Lists:
    """Entries, each with who added it and how long it holds.

    Parameters
    ----------
    database
        Where they are kept.
    now
        The wall time.
    """

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    def entries(self) -> tuple[str, list[ListEntry]]:
        """Return the version and the entries that hold now, both as of one moment."""
        now = timestamp(self._now())
        holds = or_(t.lists.c.expires_at.is_(None), t.lists.c.expires_at > now)
        with self._database.reading() as connection:
            version = _version(connection, now)
            order = (t.lists.c.list, t.lists.c.kind, t.lists.c.value)
            rows = connection.execute(select(t.lists).where(holds).order_by(*order)).all()
        return version, [_entry(row) for row in rows]

    def version(self) -> str:
        """Return what changes when an entry is added, removed or runs out."""
        with self._database.reading() as connection:
            return _version(connection, timestamp(self._now()))

    def add(self, entry: ListEntry) -> None:
        """Add an entry, in place of the same one that is there."""
        values = {name: getattr(entry, name) for name in t.lists.c.keys()}  # noqa: SIM118 - columns are no mapping
        statement = self._database.insert(t.lists)
        later = {name: statement.excluded[name] for name in ("added_by", "added_at", "expires_at", "note")}
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["list", "kind", "value"], set_=later), values
            )
            self._changed(connection, entry.added_by, entry, "added")

    def remove(self, entry: ListEntry, by: str) -> bool:
        """Remove the entry with this list, kind and value; false where there is none."""
        its = and_(t.lists.c.list == entry.list, t.lists.c.kind == entry.kind, t.lists.c.value == entry.value)
        with self._database.writing() as connection:
            if connection.execute(t.lists.delete().where(its)).rowcount == 0:
                return False
            self._changed(connection, by, entry, "removed")
        return True

    def _changed(self, connection: Connection, by: str, entry: ListEntry, how: str) -> None:
        bump(connection)
        # An author's id is a person's; it goes when the author is erased, and the audit trail stays.
        value = entry.value if entry.kind != "author" else None
        detail = {"how": how, "list": entry.list, "kind": entry.kind, "value": value}
        at = timestamp(self._now())
        add_audit(connection, [AuditEntry(event="list_changed", actor=by, at=at, detail=detail)])


def bump(connection: Connection) -> None:
    """Count one more change of the lists."""
    counted = cast(cast(t.meta.c.value, BigInteger) + 1, String)
    connection.execute(t.meta.update().where(t.meta.c.name == "lists_version").values(value=counted))


def _version(connection: Connection, now: str) -> str:
    changes = select(t.meta.c.value).where(t.meta.c.name == "lists_version").scalar_subquery()
    expired = select(func.count()).select_from(t.lists).where(t.lists.c.expires_at <= now).scalar_subquery()
    return "{}-{}".format(*connection.execute(select(changes, expired)).one())


def _entry(row: Row[Any]) -> ListEntry:
    return ListEntry(
        list=row.list,
        kind=row.kind,
        value=row.value,
        added_by=row.added_by,
        added_at=row.added_at,
        expires_at=row.expires_at,
        note=row.note,
    )
