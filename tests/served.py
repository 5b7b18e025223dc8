"""``coinguard serve`` in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

EXAMPLE_POLICY: Final = Path(__file__).parents[1] / "data" / "policies" / "example.toml"


@dataclass(frozen=True, slots=True)
class Served:
    """A service that answers."""

    port: int
    process: subprocess.Popen[str]
    log: Path
    """What it writes to stderr."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory_bytes(self) -> int:
        """Return its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def cpu_seconds(self) -> float:
        """Return the processor time it has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(
    folder: Path,
    *options: str,
    policy: Path = EXAMPLE_POLICY,
    store: str | None = None,
    cores: set[int] | None = None,
    launcher: tuple[str, ...] = (),
) -> Iterator[Served]:
    """Start a service that needs no keys, and stop it behind the block unless it has been killed.

    Parameters
    ----------
    folder
        For its log and, by default, its store.
    options
        More options of ``coinguard serve``.
    cores
        Where it may run.
    launcher
        A command that runs it.
    """
    store = store or str(folder / "hook.db")
    command = [
        *launcher, sys.executable, "-m", "coinguard", "serve", "--policy", str(policy), "--store", store,
        "--port", "0", "--no-keys", *options,
    ]  # fmt: skip
    log = folder / "service.log"
    with log.open("ab") as err:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True)
        try:
            if cores is not None:
                os.sched_setaffinity(process.pid, cores)
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"^ready\s+http://127\.0\.0\.1:(\d+)$", line):
                    break
            else:
                raise RuntimeError(f"the service did not start: {log.read_text(encoding='utf-8')}")
            yield Served(int(found[1]), process, log)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
