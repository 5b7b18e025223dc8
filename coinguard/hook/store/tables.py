"""The tables of a store, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

SCHEMA_VERSION: Final = 1
"""Of the tables below; a change here comes with a step in :mod:`coinguard.hook.store.schema`."""


class Name(TypeDecorator[str]):
    """An identifier as a platform writes it. PostgreSQL keeps no NUL, so one is written in a way no other text is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Return what is stored: different for different names."""
        if value is None or ("\0" not in value and "\\" not in value):
            return value
        return value.replace("\\", "\\\\").replace("\0", "\\0")

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the name as it came in."""
        if value is None or "\\" not in value:
            return value
        return "\\".join(part.replace("\\0", "\0") for part in value.split("\\\\"))


metadata: Final = MetaData()

# AUTOINCREMENT, or SQLite would give a removed entry's number to another.
_COUNTED: Final = BigInteger().with_variant(Integer, "sqlite")

meta: Final = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

decisions: Final = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Name),  # channel and message in one, since SQLite looks pairs up in a list by reading every row
    Column("channel_id", Name),
    Column("message_id", Name),
    Column("revision", Integer, nullable=False),
    Column("author_id", Name),
    Column("action", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the decision as JSON
    Column("text", LargeBinary),  # what the author wrote, UTF-8
    Column("wordy", Boolean, nullable=False),  # whether body and text still hold the author's words
    # A message without an id has NULL there, and NULL is like no other NULL: it may come any number of times.
    UniqueConstraint("place", "revision", name="one_decision_a_revision"),
)
Index("decisions_by_time", decisions.c.decided_at)
Index(
    "decisions_with_words",
    decisions.c.decided_at,
    sqlite_where=decisions.c.wordy,
    postgresql_where=decisions.c.wordy,
)
Index("decisions_by_author", decisions.c.author_id)

queue: Final = Table(
    "queue",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("queued_at", Text, nullable=False),
    Column("claimed_by", Name),
)
Index("queue_in_order", queue.c.state, queue.c.queued_at, queue.c.decision_id)

labels: Final = Table(
    "labels",
    metadata,
    Column("seq", _COUNTED, primary_key=True, autoincrement=True),
    Column("decision_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("by", Name, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text),
    Column("note", Name),
    sqlite_autoincrement=True,
)
Index("labels_of_decision", labels.c.decision_id)

audit: Final = Table(
    "audit",
    metadata,
    Column("seq", _COUNTED, primary_key=True, autoincrement=True),
    Column("event", Text, nullable=False),
    Column("actor", Name, nullable=False),
    Column("at", Text, nullable=False),
    Column("subject", Name),
    Column("detail", LargeBinary),
    sqlite_autoincrement=True,
)
Index("audit_of_subject", audit.c.subject)
Index("audit_by_time", audit.c.at)

tallies: Final = Table(
    "tallies",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    Column("seen", BigInteger, nullable=False),
    Column("acted", BigInteger, nullable=False),
)

lists: Final = Table(
    "lists",
    metadata,
    Column("list", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Name, primary_key=True),
    Column("added_by", Name, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("note", Name),
)
Index("lists_by_expiry", lists.c.expires_at)

state: Final = Table(
    "state", metadata, Column("name", Text, primary_key=True), Column("data", LargeBinary, nullable=False)
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("revoked", Boolean, nullable=False, server_default=false()),
)

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("decision_id", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, dead
    Column("attempts", Integer, nullable=False),
    Column("next_at", Float, nullable=False),  # seconds since 1970
    Column("problem", Text),  # of the last attempt
)
Index("outbox_by_turn", outbox.c.state, outbox.c.next_at)
Index("outbox_of_decision", outbox.c.decision_id)
