"""A service in a process of its own, on one core where the system lets us choose."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers."""

    port: int
    pid: int

    def memory_bytes(self) -> int:
        """Return its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def cpu_seconds(self) -> float:
        """Return the processor time it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path, policy: Path, *, cores: set[int], durability: str = "process") -> Iterator[Running]:
    """Start ``coinguard serve`` on some cores; stop it behind the block."""
    command = [
        sys.executable, "-m", "coinguard", "serve", "--policy", str(policy), "--store", str(folder / "hook.db"),
        "--port", "0", "--no-keys", "--durability", durability,
    ]  # fmt: skip
    log = folder / "service.log"
    with log.open("wb") as err:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=err, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"^ready\s+http://127\.0\.0\.1:(\d+)$", line):
                    yield Running(int(found[1]), process.pid)
                    break
            else:
                raise RuntimeError(f"the service did not start: {log.read_text(encoding='utf-8')}")
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()
