"""The version of a store's tables: made where there are none, brought up to date where they are older, refused where newer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import timestamp
from coinguard.hook.store.database import Database
from coinguard.hook.store.tables import SCHEMA_VERSION, meta, metadata

STEPS: Final[Mapping[int, Sequence[str]]] = {}
"""By version: the statements that bring tables of the version before up to it."""

_LOCK: Final = 0x636F696E
"""PostgreSQL's advisory lock for whoever makes or changes the tables."""


def prepare(database: Database, where: str) -> None:
    """Make the tables, or bring them up to date, in one transaction.

    Raises
    ------
    ConfigurationError
        They are of a later version, or the database holds something else.
    StoreError
        The database could not do it.
    """
    with database.writing() as connection:
        if not database.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        names = set(inspect(connection).get_table_names())
        if not names & metadata.tables.keys():
            metadata.create_all(connection)
            now = timestamp(dt.datetime.now(dt.UTC))
            rows = {"schema_version": str(SCHEMA_VERSION), "made_at": now, "lists_version": "0"}
            connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in rows.items()])
            return
        if meta.name not in names or (version := _version(connection)) is None:
            raise ConfigurationError(
                "the database holds tables that are not coinguard's", where=where, hint="Name an empty one"
            )
        if version > SCHEMA_VERSION:
            raise ConfigurationError(
                f"the store was made by a later coinguard (its tables are version {version}, this one knows"
                f" {SCHEMA_VERSION})",
                where=where,
                hint="Install that version, or name another store",
            )
        _bring_up(connection, version)


def _version(connection: Connection) -> int | None:
    found = connection.execute(select(meta.c.value).where(meta.c.name == "schema_version")).scalar()
    return int(found) if found is not None and found.isdecimal() else None


def _bring_up(connection: Connection, version: int) -> None:
    for step in range(version + 1, SCHEMA_VERSION + 1):
        for statement in STEPS[step]:
            connection.execute(text(statement))
        connection.execute(meta.update().where(meta.c.name == "schema_version").values(value=str(step)))
