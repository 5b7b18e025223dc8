"""What is timed, each in a process of its own where start-up or memory count."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_REPEATS: Final = 3
_LATENCY_MESSAGES: Final = 5_000
_RUNNER: Final = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(seconds, used.ru_maxrss, used.ru_utime + used.ru_stime)
sys.exit(code)
"""
"""Runs a command from a process that is small itself: a child's peak begins with the memory of whoever started it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One process, from its start to its end."""

    seconds: float
    peak_bytes: int
    cpu_seconds: float = 0.0
    """What it took of all cores together; less than the cores' share of the time where others use them too."""


def _environment() -> dict[str, str]:
    """Return this process's environment with bytecode kept, as it is where nobody says otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def scan(source: Path, target: Path, *options: str) -> Finished:
    """Run ``coinguard scan`` in a process of its own, and return its wall time and peak memory."""
    return finished("coinguard", "scan", str(source), "-o", str(target), "--fail-on", "never", *options)


def finished(module: str, *arguments: str) -> Finished:
    """Run a module in a process of its own, and return its wall time and peak memory."""
    runner = [sys.executable, "-c", _RUNNER, sys.executable, "-m", module, *arguments]
    done = subprocess.run(runner, check=False, capture_output=True, text=True, env=_environment())
    if done.returncode:
        raise RuntimeError(f"{module} {arguments[0]} ended with {done.returncode}: {done.stderr}")
    seconds, peak, cpu = done.stdout.split()
    return Finished(float(seconds), int(peak) * (1 if sys.platform == "darwin" else 1024), float(cpu))


def median_scan(source: Path, target: Path) -> Finished:
    """Return the median of three scans, by wall time."""
    return sorted((scan(source, target) for _ in range(_REPEATS)), key=lambda run: run.seconds)[_REPEATS // 2]


def import_seconds() -> float:
    """Return how long ``import coinguard`` takes in a fresh interpreter, its own start not counted."""
    return statistics.median(_timed_in_fresh_interpreter("import coinguard") for _ in range(5))


def load_seconds() -> float:
    """Return how long ``import coinguard; coinguard.load()`` takes with compiled kernels at hand."""
    return statistics.median(_timed_in_fresh_interpreter("import coinguard; coinguard.load()") for _ in range(3))


def latencies(texts: Iterable[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one ``guard.check``, in seconds."""
    import coinguard

    guard = coinguard.load()
    messages = list(texts)[:_LATENCY_MESSAGES]
    for text in messages[:200]:
        guard.check(text)
    seconds = []
    for text in messages:
        start = time.perf_counter()
        guard.check(text)
        seconds.append(time.perf_counter() - start)
    percentiles = statistics.quantiles(seconds, n=100)
    return percentiles[49], percentiles[98]


def _timed_in_fresh_interpreter(statement: str) -> float:
    script = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    runner = [sys.executable, "-c", script]
    done = subprocess.run(runner, check=True, capture_output=True, text=True, env=_environment())
    return float(done.stdout)
