"""How each kind of database is opened: by path or ``sqlite://`` URL, or by ``postgresql://`` URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from coinguard.errors import ConfigurationError, InstallationError

Durability = Literal["process", "power"]
"""What an acknowledged decision survives: ``process`` the end of the service, however sudden; ``power`` also that of the
machine, for one fsync a commit. PostgreSQL does as its own ``synchronous_commit`` says."""

BUSY_SECONDS: Final = 1.0
"""How long a statement waits for another program's lock, or for a connection."""

_CHECKPOINT_PAGES: Final = 16_384
"""Pages of SQLite's log (64 MB) before a commit folds them into the database itself, which stops everybody for as long as
the disk takes. A service does that beside its commits, every second."""

_STATEMENT_SECONDS: Final = 10
"""A statement that takes longer on PostgreSQL is given up."""


def open_engine(where: str | Path, durability: Durability) -> Engine:
    """Return the engine for a database; it connects when first used.

    Raises
    ------
    ConfigurationError
        It is no path or address of a kind that is known.
    InstallationError
        It is a PostgreSQL database, and its driver is not installed.
    """
    if isinstance(where, Path) or "://" not in where:
        return _sqlite(Path(where), durability)
    try:
        url = make_url(where)
    except ArgumentError as failure:
        raise ConfigurationError(
            "the store's address cannot be read", hint="Write a path, or postgresql://user@host/database"
        ) from failure
    kind = url.get_backend_name()
    if kind == "sqlite":
        if not url.database or url.database == ":memory:":
            raise ConfigurationError("a store in memory would forget everything", hint="Name a file")
        return _sqlite(Path(url.database), durability)
    if kind in ("postgresql", "postgres"):
        return _postgresql(url)
    raise ConfigurationError(
        f"a store in {kind} is not supported", hint="Name a file for SQLite, or a postgresql:// address"
    )


def _sqlite(path: Path, durability: Durability) -> Engine:
    if not path.absolute().parent.is_dir():
        raise ConfigurationError(
            "the folder of the store is missing", where=str(path.absolute().parent), hint="Make it, or name another"
        )
    engine = create_engine(
        URL.create("sqlite", database=str(path)), hide_parameters=True, connect_args={"timeout": BUSY_SECONDS},
        pool_size=8, max_overflow=24, pool_timeout=BUSY_SECONDS,
    )  # fmt: skip

    def prepare(connection: Any, _record: Any) -> None:
        # Transactions are begun below, and not by the driver, which would only do so before the first change.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {'FULL' if durability == 'power' else 'NORMAL'}",
            "secure_delete = ON",  # what is erased is overwritten, not only no longer found
            "temp_store = MEMORY",
            f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Any) -> None:
        # A transaction that reads and then writes could find the lock taken in between, and fail without waiting.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True,
            pool_size=8, max_overflow=8, pool_timeout=BUSY_SECONDS,
            connect_args={
                "connect_timeout": 2,  # the least that the driver takes
                # A server that has vanished without a word is noticed by these alone.
                "tcp_user_timeout": 5000, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2,
                "options": f"-c statement_timeout={_STATEMENT_SECONDS * 1000} -c lock_timeout={_STATEMENT_SECONDS * 1000}",
            },
        )  # fmt: skip
    except ModuleNotFoundError as failure:
        raise InstallationError(
            "PostgreSQL's driver is not installed", hint="Install it with \"pip install 'coinguard[postgres]'\""
        ) from failure
