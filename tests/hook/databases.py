"""Databases for tests: a file, and a PostgreSQL server of the test run's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from coinguard.hook.store.sql import SqlStore, open_store
from tests.hook.stores import Clock
from tests.postgres import running_server

Opener = Callable[..., SqlStore]


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    with running_server() as server:
        yield server.address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "hook.db")
    server: str = request.getfixturevalue("server_address")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(address: str, clock: Clock) -> Iterator[Opener]:
    """Opens the store at the address; all are closed after the test."""
    with ExitStack() as stack:

        def open_here(**options: object) -> SqlStore:
            options = {"now": lambda: clock.wall, "passed": lambda: clock.passed, **options}
            return stack.enter_context(open_store(address, **options))  # type: ignore[arg-type]

        yield open_here


@pytest.fixture
def store(opened: Opener) -> SqlStore:
    return opened()
