"""The service benchmark's ingredients; nothing here is timed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.service import __main__ as bench
from tests.benchmarks.service import stages
from tests.benchmarks.service.load import Load, Measured


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        status = 429 if self.path == "/refused" else 200
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def test_load_comes_at_the_rate_it_is_to_come_at_and_all_is_counted(port: int) -> None:
    load = Load(port, lambda number: bench._post("/refused" if number % 4 == 0 else "/", {"n": number}), connections=4)
    measured = load.at(100, 1)
    total = measured.statuses.total()
    assert 80 <= total <= 101
    assert measured.statuses == Counter({200: total - measured.statuses[429], 429: (total + 3) // 4})
    assert len(measured.waits) == measured.statuses[200]
    assert 0 < measured.percentile(0.5) <= measured.percentile(0.99)


def test_a_row_tells_successes_refusals_and_failures_apart() -> None:
    measured = Measured(200, 2.0, Counter({200: 300, 201: 50, 429: 40, 500: 7, 0: 3}), [0.001] * 350)
    assert bench._row(measured, 0.4) == "| 200 | 175 | 40 | 10 | 1.0 ms | 1.0 ms | 1.0 ms | 1000 µs |"


def test_every_step_of_a_decision_is_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "_MESSAGES", 40)
    monkeypatch.setattr(stages, "TOGETHER", (1, 16))
    lines = stages.table(tmp_path).splitlines()
    assert lines[2] == "| microseconds of the processor a message | 1 together | 16 together |"
    assert [line.split(" | ")[0].strip("| ") for line in lines[4:10]][::5] == ["reading the body", "writing the answer"]
