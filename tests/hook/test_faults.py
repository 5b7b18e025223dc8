"""What was promised holds when something breaks: each fault is a real one."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from coinguard.errors import ConfigurationError
from coinguard.guard import Guard
from coinguard.hook.store import engines
from coinguard.hook.store.base import StoreError
from coinguard.hook.store.sql import open_store
from tests.hook.services import CHAT, LURE, Caller, calling
from tests.hook.stores import AUDIT, entry_of
from tests.postgres import running_server
from tests.served import EXAMPLE_POLICY, Served, served


def decided(service: Served, text: str = LURE, **fields: Any) -> dict[str, Any]:
    answer = httpx.post(f"{service.address}/v1/decide", json={"text": text, **fields}, timeout=20)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something holds; fail if it never does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_killed_service_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    acknowledged: list[dict[str, Any]] = []

    def send(service: Served, sender: int) -> None:
        with httpx.Client(base_url=service.address, timeout=20) as client:
            number = 0
            while True:
                number += 1
                text = LURE if number % 5 == 0 else CHAT
                try:
                    answer = client.post("/v1/decide", json={"text": text, "message_id": f"{sender}-{number}"})
                except httpx.HTTPError:
                    return
                if answer.status_code == 200:
                    acknowledged.append(answer.json())

    with served(tmp_path) as service:
        senders = [threading.Thread(target=send, args=(service, number)) for number in range(8)]
        for sender in senders:
            sender.start()
        until(lambda: len(acknowledged) > 300)
        service.process.send_signal(signal.SIGKILL)
        for sender in senders:
            sender.join()
    assert all(decision["kept"] for decision in acknowledged)
    with served(tmp_path) as again, httpx.Client(base_url=again.address) as client:
        for decision in acknowledged:
            assert client.get(f"/v1/decisions/{decision['id']}").json() == decision
        queued: set[str] = set()
        after: dict[str, str] = {}
        while True:
            page = client.get("/v1/queue", params={"limit": 200, **after}).json()
            queued |= {item["decision"]["id"] for item in page["items"]}
            if page["after"] is None:
                break
            after = {"after": page["after"]}
        assert queued >= {decision["id"] for decision in acknowledged if decision["held"]}


def test_a_stopped_service_answers_first_what_has_arrived_and_ends_well(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        answers: list[int] = []

        def send(number: int) -> None:
            answer = httpx.post(
                f"{service.address}/v1/decide", json={"text": CHAT, "message_id": f"m{number}"}, timeout=20
            )
            answers.append(answer.status_code)

        senders = [threading.Thread(target=send, args=(number,)) for number in range(20)]
        for sender in senders:
            sender.start()
        until(lambda: bool(answers))
        service.process.send_signal(signal.SIGTERM)
        for sender in senders:
            sender.join()
        assert service.process.wait(20) == 0
    assert set(answers) == {200}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="not run: the system can't limit another process's files")
def test_a_full_disk_stops_keeping_and_nothing_else(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        assert decided(service, message_id="before")["kept"]
        limits = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (4096, limits[1]))
        lost = decided(service, message_id="meanwhile")
        assert (lost["kept"], lost["action"], lost["notes"][-1]["code"]) == (False, "mute", "failure.store")
        answer = httpx.post(f"{service.address}/v1/check", json={"text": LURE})
        assert (answer.status_code, answer.json()["level"]) == (200, "scam")
        feedback = {"decision_id": lost["id"], "label": "scam", "by": "ann"}
        answer = httpx.post(f"{service.address}/v1/feedback", json=feedback)
        assert answer.status_code in (404, 503)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, limits)
        until(lambda: decided(service, message_id="meanwhile")["kept"])
        after = decided(service, message_id="meanwhile")
        assert httpx.get(f"{service.address}/v1/decisions/{after['id']}").json() == after
    log = service.log.read_text(encoding="utf-8")
    assert "free-tt-coinz" not in log
    with sqlite3.connect(tmp_path / "hook.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_locked_database_is_waited_for_and_then_told(caller: Caller, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    made = caller.decide(message_id="m1")
    assert engines.BUSY_SECONDS <= time.monotonic() - started < 2 * engines.BUSY_SECONDS + 2
    assert (made["kept"], made["action"]) == (False, "mute")
    answer = caller.post("/v1/feedback", {"decision_id": "0" * 32, "label": "scam", "by": "ann"})
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("store-unavailable")
    assert "locked" not in answer.text
    other.execute("ROLLBACK")
    other.close()
    until(lambda: caller.decide(message_id="m1")["kept"])


def test_while_a_database_is_locked_only_one_caller_in_a_while_waits_for_it(caller: Caller, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert not any(caller.decide(message_id=f"m{number}")["kept"] for number in range(30))
    assert time.monotonic() - started < 2 * engines.BUSY_SECONDS + 1.5
    other.close()


def test_a_damaged_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "hook.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(ConfigurationError, match=r"cannot be opened .*not a database.* restore it from a backup"):
        open_store(tmp_path / "hook.db")


def test_a_database_damaged_under_a_running_service_fails_in_its_place_alone(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path) as caller:
        for number in range(300):
            caller.store.record([entry_of(message_id=f"m{number}")], [], [])
        assert caller.get("/v1/queue").status_code == 200
        caller.store.close()
        with sqlite3.connect(tmp_path / "hook.db") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        with (tmp_path / "hook.db").open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(8192)
            file.write(os.urandom(size - 8192))
        made = caller.post("/v1/decide", {"text": LURE, "message_id": "m7", "channel_id": "c1"})
        assert made.status_code == 200
        assert not made.json()["kept"]
        assert made.json()["action"] == "mute"
        assert caller.get("/v1/queue").status_code == 503
        assert caller.client.get("/healthz").status_code == 200


def test_a_postgresql_that_goes_away_and_comes_back_is_found_again(guard: Guard, tmp_path: Path) -> None:
    with running_server() as server, served(tmp_path, store=server.address) as service:
        assert decided(service, message_id="before")["kept"]
        assert httpx.get(f"{service.address}/readyz").status_code == 200
        server.stop()
        lost = decided(service, message_id="meanwhile")
        assert (lost["kept"], lost["action"]) == (False, "mute")
        assert httpx.get(f"{service.address}/readyz", timeout=20).status_code == 503
        assert httpx.get(f"{service.address}/healthz").status_code == 200
        assert httpx.post(f"{service.address}/v1/check", json={"text": CHAT}).json()["level"] == "clear"
        server.start()
        until(lambda: httpx.get(f"{service.address}/readyz", timeout=20).status_code == 200)
        until(lambda: decided(service, message_id="meanwhile")["kept"])
        assert decided(service, message_id="before")["kept"]
    assert "free-tt-coinz" not in service.log.read_text(encoding="utf-8")


def test_a_model_damaged_on_disk_is_refused_and_a_running_service_does_not_mind(tmp_path: Path, checkout: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(checkout / "models" / "base", model)
    with served(tmp_path, "--model", str(model)) as service:
        before = decided(service, message_id="m1")
        weights = next(model.glob("*.safetensors"))
        data = bytearray(weights.read_bytes())
        data[len(data) // 2] ^= 1
        weights.write_bytes(data)
        after = decided(service, message_id="m2")
        assert after["verdict"] == before["verdict"]
    command = [sys.executable, "-m", "coinguard", "serve", "--policy", str(EXAMPLE_POLICY), "--store",
               str(tmp_path / "hook.db"), "--port", "0", "--no-keys", "--model", str(model)]  # fmt: skip
    refused = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert refused.returncode == 3
    assert "damaged" in refused.stderr or "does not match" in refused.stderr


def test_a_broken_policy_changes_nothing_and_a_good_one_everything(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    text = EXAMPLE_POLICY.read_text(encoding="utf-8")
    policy.write_text(text, encoding="utf-8")
    with served(tmp_path, policy=policy) as service:
        before = decided(service)["versions"]["policy"]
        policy.write_text(text.replace("[failure]", "[failures]"), encoding="utf-8")
        service.process.send_signal(signal.SIGHUP)
        until(lambda: "the policy was not reloaded" in service.log.read_text(encoding="utf-8"))
        assert decided(service)["versions"]["policy"] == before
        policy.write_text(text.replace('name = "example"', 'name = "second"'), encoding="utf-8")
        service.process.send_signal(signal.SIGHUP)
        until(lambda: decided(service)["versions"]["policy"].startswith("second-"))


def test_a_clock_that_jumps_changes_no_rates_and_forgets_nothing(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = caller.decide(message_id="m1")
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 20 * 365 * 86400)
    assert caller.decide(message_id="m1") == made
    assert caller.decide(message_id="m2")["kept"]
    assert caller.get(f"/v1/decisions/{made['id']}").json() == made


@pytest.mark.parametrize(("durability", "synchronous"), [("process", 1), ("power", 2)])
def test_the_promise_of_durability_is_the_databases_own(tmp_path: Path, durability: Any, synchronous: int) -> None:
    with open_store(tmp_path / "hook.db", durability=durability) as store, store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == synchronous
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_store_that_fails_half_way_keeps_nothing_by_halves(tmp_path: Path) -> None:
    with open_store(tmp_path / "hook.db") as store:
        store.record([entry_of(message_id="m0")], [], [])
        with sqlite3.connect(tmp_path / "hook.db") as connection:
            connection.execute("DROP TABLE audit")
        connection.close()
        entry = entry_of(message_id="m1")
        with pytest.raises(StoreError):
            store.record([entry], [], [AUDIT])
        assert store.review.decision(entry.decision.id) is None
        assert len(store.review.page()) == 1
