"""The service: what it answers, what it refuses, and how."""

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
from tests.hook.services import CHAT, LURE, Caller, calling


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is a problem document, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == f"urn:coinguard:problem:{code}"
    assert (found["status"], found["request_id"]) == (status, answer.headers["x-request-id"])
    assert found["detail"].endswith(".") or "errors" in found
    return found


def test_a_check_gives_what_the_guard_gives_and_stores_nothing(caller: Caller, guard: Guard) -> None:
    answer = caller.post("/v1/check", {"text": LURE})
    assert answer.status_code == 200
    verdict = guard.check(LURE).as_dict()
    assert answer.json() == {**verdict, "reasons": list(verdict["reasons"])}
    assert caller.store.review.page() == []
    assert [entry.event for _, entry in caller.store.trail()] == ["key_made"]


def test_a_batch_gives_what_single_checks_give(caller: Caller) -> None:
    bodies = [{"text": LURE}, {"text": CHAT, "author_name": "TikTok Support", "author_bio": LURE}, {"text": ""}]
    answer = caller.post("/v1/check/batch", {"messages": bodies, "reasons": "all"}).json()
    single = [caller.post("/v1/check", body).json() for body in bodies]
    assert [{**one, "model": answer["model"]} for one in answer["verdicts"]] == [
        {**one, "error": None} for one in single
    ]


def test_in_a_batch_only_what_is_flagged_tells_its_reasons(caller: Caller) -> None:
    answer = caller.post("/v1/check/batch", {"messages": [{"text": LURE}, {"text": CHAT}]}).json()
    assert [bool(one["reasons"]) for one in answer["verdicts"]] == [True, False]
    assert caller.post("/v1/check/batch", {"messages": []}).json()["verdicts"] == []


def test_links_are_checked_each_on_its_own_and_what_is_none_says_so(caller: Caller) -> None:
    links = ["https://www.tiktok.com/coin", "free-tt-coinz.top/luna", " "]
    verdicts = caller.post("/v1/links", {"links": links}).json()["verdicts"]
    assert [one["level"] for one in verdicts][::2] == ["clear", None]
    assert verdicts[1]["level"] in ("review", "scam")
    assert "no link" in verdicts[2]["error"]


def test_a_scam_is_held_with_its_text_until_a_person_has_labelled_it(caller: Caller) -> None:
    made = caller.decide(message_id="m1", author_id="a1")
    assert (made["held"], made["kept"], made["verdict"]["level"]) == (True, True, "scam")
    (item,) = caller.get("/v1/queue").json()["items"]
    assert (item["decision"], item["text"], item["state"]) == (made, LURE, "open")
    body = {"decision_id": made["id"], "label": "scam", "by": "ann", "kind": "free_generator"}
    answer = caller.post("/v1/feedback", body)
    assert (answer.status_code, answer.json()["by"]) == (201, "ann")
    assert caller.get("/v1/queue").json() == {"items": [], "after": None}
    (done,) = caller.get("/v1/queue", params={"state": "done"}).json()["items"]
    assert done["label"]["kind"] == "free_generator"
    assert caller.get(f"/v1/decisions/{made['id']}").json() == made


def test_the_same_message_gets_the_same_decision_and_an_edit_another(caller: Caller) -> None:
    first = caller.decide(CHAT, message_id="m1", channel_id="c")
    assert caller.decide(CHAT, message_id="m1", channel_id="c") == first
    edited = caller.decide(LURE, message_id="m1", channel_id="c")
    assert (edited["earlier"], edited["revision"], edited["held"]) == (first["id"], 1, True)


def test_a_batch_of_decisions_decides_each_as_if_it_had_come_alone(caller: Caller) -> None:
    messages = [
        {"text": LURE, "message_id": "m1"},
        {"text": CHAT, "message_id": "m2"},
        {"text": LURE, "message_id": "m1"},
    ]
    made = caller.post("/v1/decide/batch", {"messages": messages}).json()["decisions"]
    assert [one["held"] for one in made] == [True, False, True]
    assert made[0] == made[2] == caller.decide(LURE, message_id="m1")
    assert len([entry for _, entry in caller.store.trail() if entry.event == "decided"]) == 2


def test_what_the_platform_knows_of_an_author_reaches_the_policy(caller: Caller) -> None:
    fields = {"account": {"created_at": "2020-01-01T00:00:00Z", "roles": ["moderator"]}}
    assert caller.decide(**fields)["rule"] == "scams-by-the-team"
    answer = caller.post("/v1/decide", {"text": LURE, "account": {"created_at": "yesterday"}})
    assert "created_at is no time" in problem(answer, 422, "invalid")["detail"]


def test_messages_that_arrive_together_are_each_answered_for_themselves(caller: Caller) -> None:
    answers: dict[int, dict[str, Any]] = {}

    def ask(number: int) -> None:
        answers[number] = caller.decide(LURE if number % 3 == 0 else CHAT, message_id=f"m{number}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[number]["message_id"] == f"m{number}" for number in range(24))
    assert all(answers[number]["held"] == (number % 3 == 0) for number in range(24))


def test_a_queue_is_read_page_by_page(caller: Caller) -> None:
    made = [caller.decide(message_id=f"m{number}")["id"] for number in range(5)]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = caller.get("/v1/queue", params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += [item["decision"]["id"] for item in page["items"]]
        after = page["after"]
        if after is None:
            break
    assert seen == made


def test_two_people_do_not_look_at_one_item(caller: Caller) -> None:
    made = caller.decide()["id"]
    assert caller.post(f"/v1/queue/{made}/claim", {"by": "ann"}).json() == {"done": True}
    problem(caller.post(f"/v1/queue/{made}/claim", {"by": "bob"}), 409, "taken")
    problem(caller.post(f"/v1/queue/{made}/release", {"by": "bob"}), 409, "not-yours")
    assert caller.post(f"/v1/queue/{made}/release", {"by": "ann"}).status_code == 200
    assert caller.get("/v1/queue").json()["items"][0]["claimed_by"] is None
    problem(caller.post(f"/v1/queue/{'0' * 32}/claim", {"by": "ann"}), 404, "not-found")


def test_a_list_entry_is_followed_at_once(caller: Caller) -> None:
    entry = {"list": "allow", "kind": "author", "value": "luna", "by": "ann"}
    assert caller.post("/v1/lists", entry).status_code == 201
    assert caller.get("/v1/lists").json()["entries"][0]["value"] == "luna"
    assert caller.decide(author_id="luna", message_id="m1")["rule"] == "list.allow"
    assert caller.post("/v1/lists/remove", entry).status_code == 200
    problem(caller.post("/v1/lists/remove", entry), 404, "not-found")
    assert caller.decide(author_id="luna", message_id="m2")["held"]
    answer = caller.post("/v1/lists", {**entry, "kind": "domain", "value": "co.uk"})
    assert "anybody can have a name under co.uk" in problem(answer, 422, "invalid")["detail"]


def test_an_author_is_erased_everywhere(caller: Caller) -> None:
    made = caller.decide(author_id="luna", message_id="m1")
    answer = caller.post("/v1/authors/erase", {"author_id": "luna", "by": "ann"})
    assert answer.json() == {"decisions": 1, "list_entries": 0}
    problem(caller.get(f"/v1/decisions/{made['id']}"), 404, "not-found")
    assert caller.get("/v1/queue").json()["items"] == []


def test_a_policy_is_reloaded_whole_or_not_at_all(caller: Caller) -> None:
    before = caller.get("/v1/policy").json()["policy"]
    text = caller.policy.read_text(encoding="utf-8")
    caller.policy.write_text(text.replace("default =", "defualt ="), encoding="utf-8")
    detail = problem(caller.post("/v1/policy/reload", {"by": "ann"}), 422, "invalid")["detail"]
    assert "defualt" in detail
    assert caller.get("/v1/policy").json()["policy"] == before == caller.decide()["versions"]["policy"]
    caller.policy.write_text(text.replace('name = "example"', 'name = "second"'), encoding="utf-8")
    after = caller.post("/v1/policy/reload", {"by": "ann"}).json()["policy"]
    assert after.startswith("second-")
    assert caller.decide()["versions"]["policy"] == after


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


def test_an_unknown_path_and_a_wrong_method_are_problems_too(caller: Caller) -> None:
    problem(caller.get("/v2/check"), 404, "not-found")
    answer = caller.get("/v1/check")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"
    problem(caller.get("/v1/queue", params={"limit": 0}), 422, "invalid")


def test_figures_tell_routes_actions_and_levels_but_no_text_and_nobody(caller: Caller) -> None:
    caller.decide(message_id="message-77", author_id="author-77", channel_id="channel-77")
    caller.post("/v1/check", {"text": CHAT})
    caller.get("/v1/decisions/unknown-77")
    page = caller.get("/metrics").text
    assert 'coinguard_decisions_total{action="mute",level="scam"} 1.0' in page
    assert 'coinguard_verdicts_total{level="clear"} 1.0' in page
    assert 'coinguard_requests_total{route="/v1/decisions/{decision_id}",status="404"} 1.0' in page
    assert "coinguard_queue_open 1.0" in page
    assert "-77" not in page
    assert "luna" not in page


def test_nothing_is_kept_by_caches_and_nothing_is_guessed_by_browsers(caller: Caller) -> None:
    headers = caller.get("/v1/queue").headers
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "server" not in headers


def test_every_route_is_described_with_its_scope_its_body_and_its_problems(caller: Caller) -> None:
    document = caller.client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["description"]
            open_to_all = path in ("/healthz", "/readyz")
            assert (operation["security"] == []) == open_to_all
            if "requestBody" in operation:
                name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                assert name in schemas
                assert "413" in operation["responses"]
    assert schemas["MessageBody"]["examples"]
    references = set(re.findall(r"#/components/schemas/(\w+)", repr(document)))
    assert references <= schemas.keys()
