"""Transactions, and what is told when one fails: never a statement's values, since those are what people wrote."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from coinguard.hook.store.base import StoreError

REST_SECONDS: Final = 2.0
"""How long a database that has failed is left alone."""

_LONGEST_PROBLEM: Final = 200


class RejectedError(StoreError):
    """The database is well, but not willing to keep these very values."""


class Database:
    """An engine with its two kinds of transactions. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._rested = {"read": 0.0, "write": 0.0}
        self.embedded: Final = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time; those of this process queue here, where waiting is fair and costs nothing.
        self._writer = threading.Lock() if self.embedded else None
        self._for_writing = engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads.

        Raises
        ------
        StoreError
            The database could not do it.
        """
        with self._tried("read"), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, and commit it unless something is raised.

        Raises
        ------
        StoreError
            The database could not do it; nothing was changed.
        """
        with self._tried("write"):
            if self._writer is None:
                with self._for_writing.begin() as connection:
                    yield connection
                return
            with self._writer, self._for_writing.begin() as connection:
                yield connection

    @contextmanager
    def _tried(self, what: str) -> Iterator[None]:
        """Fail at once where the last try has just failed: whoever waits for a lock or a server holds up those behind him."""
        if time.monotonic() < self._rested[what]:
            raise StoreError("it failed a moment ago, and is not tried again yet")
        try:
            with told():
                yield
        except RejectedError:
            raise
        except StoreError:
            self._rested[what] = time.monotonic() + REST_SECONDS
            raise

    def insert(self, table: Any) -> Any:
        """Return an INSERT that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
        return sqlite.insert(table) if self.embedded else postgresql.insert(table)

    def fold_log(self, *, wholly: bool = False) -> None:
        """Fold SQLite's log into the database, beside whatever else goes on; nothing to do elsewhere.

        Parameters
        ----------
        wholly
            Wait for others until all of it is folded, and empty the log: until then it still holds what was erased.

        Raises
        ------
        StoreError
            The database could not do it.
        """
        if not self.embedded:
            return
        with told(), self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection  # a transaction, which others begin, can't do it
            raw.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if wholly else 'PASSIVE'})").fetchall()

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises
        ------
        StoreError
            There was none.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT 1 FROM meta"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database complains of into a :class:`StoreError` with its first sentence."""
    try:
        yield
    except DBAPIError as failure:
        lines = str(failure.orig).strip().splitlines() or [type(failure.orig).__name__]
        kind = RejectedError if isinstance(failure, DataError | IntegrityError) else StoreError
        raise kind(lines[0][:_LONGEST_PROBLEM]) from failure
    except SQLAlchemyError as failure:
        raise StoreError(type(failure).__name__) from failure
    except ValueError as failure:  # a decision of another version, or damage that the database has not noticed
        raise RejectedError("it holds what can't be read") from failure
    except OSError as failure:
        raise StoreError(failure.strerror or type(failure).__name__) from failure
