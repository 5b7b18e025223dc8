"""``python -m tests.benchmarks.service``: load the service up to and past what it can take, and print the table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import orjson

from tests.benchmarks import dumps
from tests.benchmarks.service import stages
from tests.benchmarks.service.load import Load, Measured
from tests.served import Served, served

README: Final = Path(__file__).with_name("README.md")
_CHECKS: Final = (250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 6000)
_DECIDES: Final = (100, 200, 400, 600, 800, 1000, 1500, 2500)
_BATCH: Final = 2048

_INTRODUCTION: Final = """\
# Service benchmarks

`python -m tests.benchmarks.service --write` generated this page. The service is a process of its own on one core, the load
comes from a second process on another. Requests are due by the clock: one that has to wait for its turn waits on the
service's account. Messages are those of the message benchmark; each decision is about a message of its own, by
`data/policies/example.toml`, kept in SQLite, durable to a killed process. 429 is the service refusing more than it can take.
What a request takes of the processor is measured too: on a machine that others use, it says more than the waits do.

"""


def main() -> None:
    """Measure, print, and with ``--write`` keep."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.service", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each level of load")
    parser.add_argument(
        "--soak-minutes", type=float, default=0, help="how long to watch the memory under a steady load"
    )
    parser.add_argument("--durability", choices=("process", "power"), default="process")
    parser.add_argument(
        "--only", choices=("checks", "decides", "batch", "stages", "soak"), help="measure one thing alone"
    )
    parser.add_argument("--write", action="store_true", help="write the table to tests/benchmarks/service/README.md")
    chosen = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, set(cores[1:]) or set(cores))
    parts: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="coinguard-service-") as name,
        served(Path(name), "--durability", chosen.durability, cores={cores[0]}) as service,
    ):
        for part, measure in (("checks", _checks), ("decides", _decides), ("batch", _batch)):
            if chosen.only in (None, part):
                parts.append(measure(service, chosen.seconds))
        if chosen.only in (None, "stages"):
            parts.append(stages.table(Path(name)))
        if chosen.soak_minutes and chosen.only in (None, "soak"):
            parts.append(_soak(service, chosen.soak_minutes))
    text = "\n".join([*parts, _machine(len(cores))])
    print(text)
    if chosen.write:
        README.write_text(_INTRODUCTION + text, encoding="utf-8")


def _checks(service: Served, seconds: float) -> str:
    texts = cycle(dumps.chat(20_000, seed=7).texts)
    return _levels(service, "`/v1/check`", _CHECKS, seconds, lambda _number: _post("/v1/check", {"text": next(texts)}))


def _decides(service: Served, seconds: float) -> str:
    texts = cycle(dumps.chat(20_000, seed=8).texts)

    def request(number: int) -> bytes:
        author, channel = f"a{number % 5000}", f"c{number % 50}"
        body = {"text": next(texts), "message_id": f"m{number}", "author_id": author, "channel_id": channel}
        return _post("/v1/decide", body)

    return _levels(service, "`/v1/decide`", _DECIDES, seconds, request)


def _levels(service: Served, what: str, rates: tuple[int, ...], seconds: float, request: Callable[[int], bytes]) -> str:
    load = Load(service.port, request)
    load.at(200, 2)
    rows = []
    for rate in rates:
        cpu = service.cpu_seconds()
        measured = load.at(rate, seconds)
        rows.append(_row(measured, service.cpu_seconds() - cpu))
        _say(f"{what} {rows[-1]}")
        time.sleep(0.5)
    head = "| offered, a second | answered | refused (429) | failed | p50 | p95 | p99 | processor time each |"
    return "\n".join([f"## {what}\n", head, "|" + " ---: |" * 8, *rows, ""])


def _row(measured: Measured, cpu: float) -> str:
    good = sum(number for status, number in measured.statuses.items() if 200 <= status < 300)
    refused = measured.statuses[429]
    failed = measured.statuses.total() - good - refused
    each = f"{cpu / max(1, measured.statuses.total()) * 1e6:.0f} µs"
    waits = " | ".join(f"{measured.percentile(share) * 1000:.1f} ms" for share in (0.5, 0.95, 0.99))
    return f"| {measured.offered:,.0f} | {measured.rate:,.0f} | {refused:,} | {failed:,} | {waits} | {each} |"


def _batch(service: Served, seconds: float) -> str:
    texts = dumps.chat(_BATCH * 8, seed=9).texts
    requests: Iterator[bytes] = cycle(
        _post("/v1/check/batch", {"messages": [{"text": text} for text in texts[start : start + _BATCH]]})
        for start in range(0, len(texts), _BATCH)
    )
    load = Load(service.port, lambda _number: next(requests), connections=2)
    load.as_fast_as_can_be(2)
    cpu = service.cpu_seconds()
    measured = load.as_fast_as_can_be(seconds)
    cpu = (service.cpu_seconds() - cpu) / (measured.statuses.total() * _BATCH)
    rate = measured.rate * _BATCH
    _say(f"batch: {rate:,.0f} messages a second, {cpu * 1e6:.1f} µs of the processor each")
    refused = measured.statuses.total() - len(measured.waits)
    return (
        f"## `/v1/check/batch`\n\n{_BATCH:,} messages a request, two requests at a time: **{rate:,.0f} messages a second**,"
        f" {cpu * 1e6:.1f} µs of the processor each, p99 {measured.percentile(0.99) * 1000:.0f} ms a request,"
        f" {refused} refused or failed.\n"
    )


def _soak(service: Served, minutes: float) -> str:
    texts = cycle(dumps.chat(50_000, seed=10).texts)

    def request(number: int) -> bytes:
        if number % 4:
            return _post("/v1/check", {"text": next(texts)})
        return _post("/v1/decide", {"text": next(texts), "message_id": f"s{number}", "author_id": f"a{number % 5000}"})

    load = Load(service.port, request)
    started, memory, waits, statuses = time.perf_counter(), [], [], Measured(400).statuses
    while time.perf_counter() - started < minutes * 60:
        measured = load.at(400, 10)
        memory.append(service.memory_bytes() / 2**20)
        waits.append(measured.percentile(0.99) * 1000)
        statuses += measured.statuses
        _say(f"soak: {memory[-1]:.0f} MB, p99 {waits[-1]:.1f} ms")
    kept = memory[len(memory) // 4 :]
    return (
        f"## Soak\n\n{minutes:g} minutes, 400 requests a second, a quarter of them decisions: {statuses.total():,} requests,"
        f" answers {dict(sorted(statuses.items()))}. Memory {memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at last, between"
        f" {min(kept):.0f} and {max(kept):.0f} MB in the last three quarters; worst p99 of ten seconds {max(waits):.1f} ms.\n"
    )


def _post(path: str, body: Any) -> bytes:
    data = orjson.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _machine(cores: int) -> str:
    load = os.getloadavg()[1]
    python = f"Python {platform.python_version()} on {platform.system()}"
    return f"Machine: {cores} cores, {python}; {load:.1f} processes wanted them on average in the last five minutes.\n"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
