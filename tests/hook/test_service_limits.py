"""Who gets in, how much of it, and what is refused at once."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from coinguard.guard import Guard
from coinguard.hook.service.access import LOOKED_UP_AGAIN, TRUSTED_SECONDS, Bucket
from coinguard.hook.service.settings import Settings
from coinguard.hook.store.keys import SCOPES, ApiKey
from coinguard.verdict import Verdict
from tests.hook.services import CHAT, Caller, calling, problem


def test_a_key_opens_only_what_its_scopes_say(caller: Caller) -> None:
    paths = {"check": ("/v1/check", {"text": "hi"}), "decide": ("/v1/decide", {"text": "hi"}), "review": ("/v1/queue", None),
             "metrics": ("/metrics", None), "admin": ("/v1/lists", None)}  # fmt: skip
    assert paths.keys() == SCOPES.keys()
    for scope in SCOPES:
        key = caller.store.keys.make(scope, {scope})
        for needed, (path, body) in paths.items():
            headers = {"Authorization": f"Bearer {key}"}
            method = "GET" if body is None else "POST"
            answer = caller.client.request(method, path, headers=headers, json=body)
            if needed == scope:
                assert answer.status_code == 200
            else:
                assert needed in problem(answer, 403, "forbidden")["detail"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic YTpi", f"Bearer cg_{'0' * 12}_{'A' * 43}"])
def test_without_a_key_nothing_opens(caller: Caller, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in (
        ("GET", "/v1/queue"),
        ("GET", "/metrics"),
        ("POST", "/v1/decide"),
        ("POST", "/v1/authors/erase"),
    ):
        problem(caller.client.request(method, path, headers=headers, json={}), 401, "unauthorised")
    assert caller.client.get("/healthz").status_code == caller.client.get("/readyz").status_code == 200


def test_a_revoked_key_opens_nothing_within_seconds(caller: Caller) -> None:
    assert caller.get("/v1/queue").status_code == 200
    key_id = caller.key.split("_")[1]
    caller.store.keys.revoke(key_id)
    time.sleep(TRUSTED_SECONDS + 0.1)
    problem(caller.get("/v1/queue"), 401, "unauthorised")


def test_guessing_keys_is_stopped_before_it_costs_the_store(caller: Caller) -> None:
    looked_up = 0
    keys = caller.store.keys

    def counted() -> dict[bytes, ApiKey]:
        nonlocal looked_up
        looked_up += 1
        return by_digest()

    by_digest, keys.by_digest = keys.by_digest, counted  # type: ignore[method-assign]
    started = time.monotonic()
    for number in range(12):
        headers = {"Authorization": f"Bearer cg_{number:012x}_{'A' * 43}"}
        assert caller.client.get("/v1/queue", headers=headers).status_code == 401
    assert looked_up <= (time.monotonic() - started) / LOOKED_UP_AGAIN + 1
    assert caller.get("/v1/queue").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", ""])
def test_without_keys_a_page_that_points_its_own_name_here_is_refused(guard: Guard, tmp_path: Path, host: str) -> None:
    with calling(guard, tmp_path, Settings(keys=False)) as caller:
        problem(caller.client.post("/v1/check", json={"text": "hi"}, headers={"Host": host}), 403, "forbidden")
        for name in ("localhost", "localhost:8321", "127.0.0.1:8321", "[::1]:8321"):
            assert caller.client.post("/v1/check", json={"text": "hi"}, headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({"text": "hi", "texts": "SECRET"}, "texts"),
        ({"text": "hi", "message_id": ""}, "message_id"),
        ({"text": "hi", "message_id": "x" * 257}, "message_id"),
        ({"text": "hi", "author_id": "a\0b"}, "author_id"),
        ([], "the body"),
    ],
)
def test_a_wrong_body_is_told_where_and_not_repeated(caller: Caller, body: Any, where: str) -> None:
    found = problem(caller.post("/v1/decide", body), 422, "invalid")
    assert found["detail"].startswith(where)
    assert "SECRET" not in repr(found)


def test_a_body_that_is_no_json_is_refused(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.key}", "Content-Type": "application/json"}
    for data in (b"", b"{", b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"[" * 10_000):
        problem(caller.client.post("/v1/check", content=data, headers=headers), 422, "invalid")
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers["Content-Type"] = kind
        problem(caller.client.post("/v1/check", content=b'{"text": "hi"}', headers=headers), 415, "not-json")


def test_bodies_and_batches_over_their_limit_are_refused(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path, Settings(body_bytes=1000, batch_bytes=5000, batch_items=3)) as caller:
        problem(caller.post("/v1/check", {"text": "x" * 1000}), 413, "too-large")
        problem(caller.post("/v1/check/batch", {"messages": [{"text": "x" * 5000}]}), 413, "too-large")
        problem(caller.post("/v1/check/batch", {"messages": [{"text": "x"}] * 4}), 413, "too-many")
        problem(caller.post("/v1/decide/batch", {"messages": [{"text": "x"}] * 4}), 413, "too-many")
        problem(caller.post("/v1/links", {"links": ["x.top"] * 4}), 413, "too-many")
        headers = {"Authorization": f"Bearer {caller.key}", "Content-Type": "application/json"}
        endless = (b"x" * 1000 for _ in range(100))
        problem(caller.client.post("/v1/check", content=endless, headers=headers), 413, "too-large")


def test_a_text_over_the_models_limit_is_never_clear(caller: Caller) -> None:
    long = "é" * 600_000
    found = problem(caller.post("/v1/check", {"text": long}), 422, "unscorable")
    assert "longer than" in found["detail"]
    made = caller.decide(long, message_id="m1")
    assert (made["rule"], made["verdict"]) == ("failure.unscorable", None)
    (row,) = caller.post("/v1/check/batch", {"messages": [{"text": long}]}).json()["verdicts"]
    assert (row["level"], "longer than" in row["error"]) == (None, True)


class _SlowGuard:
    """Takes its time, and then says what a guard says."""

    def __init__(self, guard: Guard, seconds: float) -> None:
        self._guard, self._seconds = guard, seconds
        self.bundle_id, self.thresholds = guard.bundle_id, guard.thresholds

    def check_many(self, messages: Any) -> list[Verdict]:
        time.sleep(self._seconds)
        return list(self._guard.check_many(messages))


def test_a_request_that_takes_too_long_is_answered_all_the_same(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path, Settings(seconds=0.2), checker=_SlowGuard(guard, 1)) as caller:
        problem(caller.post("/v1/check", {"text": "hi"}), 503, "took-too-long")
        assert caller.client.get("/healthz").status_code == 200


def test_who_comes_when_too_many_wait_is_told_to_come_later(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path, Settings(waiting=4), checker=_SlowGuard(guard, 0.3)) as caller:
        answers: list[Any] = []

        def ask(number: int) -> None:
            answers.append(caller.post("/v1/decide", {"text": CHAT, "message_id": f"m{number}"}))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 0 < len(refused) < 20
        for answer in refused:
            problem(answer, 429, "overloaded")
            assert answer.headers["retry-after"] == "1"
        assert all(answer.json()["kept"] for answer in answers if answer.status_code == 200)
        assert caller.decide(CHAT)["action"] == "allow"


def test_a_key_that_has_used_up_its_rate_is_told_when_to_come_again(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path, Settings(rate=10)) as caller:
        assert caller.post("/v1/check/batch", {"messages": [{"text": "x"}] * 30}).status_code == 200
        answer = caller.post("/v1/check/batch", {"messages": [{"text": "x"}] * 20})
        problem(answer, 429, "rate-limited")
        assert 1 <= int(answer.headers["retry-after"]) <= 3
        other = caller.store.keys.make("other", {"check"})
        headers = {"Authorization": f"Bearer {other}"}
        assert caller.client.post("/v1/check", json={"text": "x"}, headers=headers).status_code == 200


def test_a_bucket_gives_its_rate_and_no_more() -> None:
    bucket = Bucket(10, 20, now=0)
    assert bucket.take(20, 0) == 0
    assert bucket.take(1, 0) == pytest.approx(0.1)
    assert bucket.take(10, 1) == 0
    assert (
        bucket.take(40, 1000) == 0
    )  # a batch of more than it holds passes when it is full, and is paid for afterwards
    assert bucket.take(1, 1000) == pytest.approx(2.1)
    assert bucket.take(1, 1002.2) == 0


def test_a_request_id_is_taken_over_or_made(caller: Caller) -> None:
    assert caller.client.get("/healthz", headers={"X-Request-Id": "abc-1.2"}).headers["x-request-id"] == "abc-1.2"
    for bad in ("a b", "x" * 65, "é".encode("latin-1").decode("latin-1"), "\x1b[31m"):
        made = caller.client.get("/healthz", headers=[(b"x-request-id", bad.encode("latin-1"))]).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{16}", made)
