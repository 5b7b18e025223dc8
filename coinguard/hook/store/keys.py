"""API keys: shown once when they are made, kept as a hash, each with what it may do and until when."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from coinguard.errors import InputError
from coinguard.hook.decision import AuditEntry, timestamp
from coinguard.hook.store import tables as t
from coinguard.hook.store.database import Database
from coinguard.hook.store.recording import add_audit

SCOPES: Final = {
    "check": "verdicts on messages and links; stores nothing",
    "decide": "decisions on messages, and reading them again",
    "review": "the queue, its texts, and feedback",
    "metrics": "the figures at /metrics",
    "admin": "lists, erasing authors, reloading the policy",
}
"""What a key may be allowed to do."""

_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is known of a key; the key itself is not."""

    id: str
    """Its public part, by which logs and the audit trail name it."""
    name: str
    scopes: frozenset[str]
    made_at: str
    expires_at: str | None
    revoked: bool

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether it opens anything at a moment."""
        return not self.revoked and (self.expires_at is None or self.expires_at > timestamp(now))


class ApiKeys:
    """The keys of a store.

    A key is 256 random bits, so a plain SHA-256 keeps it: there is nothing to guess that salt or slowness would protect.

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

    def make(self, name: str, scopes: Collection[str], *, days: float | None = None, by: str = "coinguard") -> str:
        """Make a key and return it; it can't be read again.

        Raises
        ------
        InputError
            The name is empty, or a scope is unknown.
        """
        if not name.strip():
            raise InputError("a key needs a name", hint="Name it after who will use it")
        if unknown := set(scopes) - SCOPES.keys():
            raise InputError(f"there is no scope {min(unknown)!r}", hint=f"The scopes are {', '.join(SCOPES)}")
        if not scopes:
            raise InputError("a key without a scope opens nothing", hint=f"The scopes are {', '.join(SCOPES)}")
        expires = timestamp(self._now() + dt.timedelta(days=days)) if days is not None else None
        with self._database.writing() as connection:
            return self._insert(connection, name, frozenset(scopes), expires, by)

    def rotate(self, key_id: str, *, grace_hours: float = 24, by: str = "coinguard") -> str:
        """Return a new key with the same name and scopes; the old one opens for some hours yet.

        Raises
        ------
        InputError
            There is no such key, or it opens nothing any more.
        """
        with self._database.writing() as connection:
            old = self._found(connection, key_id)
            if not old.holds(self._now()):
                raise InputError(f"the key {key_id} opens nothing any more", hint="Make a new one")
            ends = timestamp(self._now() + dt.timedelta(hours=grace_hours))
            ends = min(ends, old.expires_at) if old.expires_at is not None else ends
            connection.execute(t.api_keys.update().where(t.api_keys.c.id == key_id).values(expires_at=ends))
            return self._insert(connection, old.name, old.scopes, None, by)

    def revoke(self, key_id: str, *, by: str = "coinguard") -> None:
        """Let a key open nothing from now on.

        Raises
        ------
        InputError
            There is no such key.
        """
        with self._database.writing() as connection:
            self._found(connection, key_id)
            connection.execute(t.api_keys.update().where(t.api_keys.c.id == key_id).values(revoked=True))
            self._tell(connection, "key_revoked", by, key_id, None)

    def all(self) -> list[ApiKey]:
        """Return every key, the oldest first."""
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(select(t.api_keys).order_by(t.api_keys.c.made_at))]

    def by_digest(self) -> dict[bytes, ApiKey]:
        """Return every key that is not revoked by its hash, see :func:`digest_of`; some may have expired."""
        with self._database.reading() as connection:
            rows = connection.execute(select(t.api_keys).where(~t.api_keys.c.revoked)).all()
        return {bytes(row.digest): _key(row) for row in rows}

    def opened_by(self, written: str) -> ApiKey | None:
        """Return the key that somebody presents; null where it is none, or opens nothing any more."""
        key = self.by_digest().get(digest_of(written))
        return key if key is not None and key.holds(self._now()) else None

    def _insert(
        self, connection: Connection, name: str, scopes: frozenset[str], expires_at: str | None, by: str
    ) -> str:
        key_id = secrets.token_hex(6)
        written = f"cg_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        values = {
            "id": key_id,
            "name": name,
            "digest": digest_of(written),
            "scopes": " ".join(sorted(scopes)),
            "made_at": timestamp(self._now()),
            "expires_at": expires_at,
            "revoked": False,
        }
        connection.execute(t.api_keys.insert(), values)
        self._tell(connection, "key_made", by, key_id, {"name": name, "scopes": sorted(scopes)})
        return written

    def _found(self, connection: Connection, key_id: str) -> ApiKey:
        row = connection.execute(select(t.api_keys).where(t.api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise InputError(f"there is no key {key_id!r}", hint="'coinguard keys list' lists them")
        return _key(row)

    def _tell(self, connection: Connection, event: str, by: str, key_id: str, detail: dict[str, Any] | None) -> None:
        at = timestamp(self._now())
        add_audit(connection, [AuditEntry(event=event, actor=by, at=at, subject=key_id, detail=detail)])


def digest_of(written: str) -> bytes:
    """Return what is kept of a key. Looking keys up by it gives nothing away by the time it takes: it can't be steered."""
    return hashlib.sha256(written.encode()).digest()


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(row.scopes.split()),
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked=bool(row.revoked),
    )
