"""A PostgreSQL server of the tests' own, reached through a socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_NEEDED = ("initdb", "pg_ctl")


def _programs() -> Path | None:
    """Where Debian keeps the newest server's programs, or the search path does."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).parent] if found else []
    return next((folder for folder in folders if all((folder / name).exists() for name in _NEEDED)), None)


class Server:
    """A server that can be stopped and started again."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        # A server refuses to run as root.
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        data = str(folder / "data")
        self._run("initdb", "-D", data, "-U", "tester", "--auth=trust", "--encoding=UTF8", "--no-sync")

    @property
    def address(self) -> str:
        return f"postgresql://tester@/postgres?host={self._folder}"

    def start(self) -> None:
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-l", str(self._folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop", check=False)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        user = self._user
        subprocess.run(
            [str(self._programs / program), *arguments], check=check, capture_output=True, text=True, timeout=120,
            cwd=self._folder, user=user and user.pw_uid, group=user and user.pw_gid, extra_groups=[] if user else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server with an empty database; the test is skipped where none is installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("not run: PostgreSQL's server is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="cg-pg-"))  # a socket's path may not be long, so not the test's own folder
    server = None
    try:
        server = Server(programs, folder)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
