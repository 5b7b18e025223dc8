"""The service: what it answers, what it refuses, and how."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

from coinguard.guard import Guard
from coinguard.hook.webhooks import announced
from tests.hook.services import CHAT, LURE, Caller, calling, problem


def test_a_check_gives_what_the_guard_gives_and_stores_nothing(caller: Caller, guard: Guard) -> None:
    answer = caller.post("/v1/check", {"text": LURE})
    assert answer.status_code == 200
    verdict = guard.check(LURE).as_dict()
    assert answer.json() == {key: list(value) if isinstance(value, tuple) else value for key, value in verdict.items()}
    assert caller.store.review.page() == []
    assert [entry.event for _, entry in caller.store.trail()] == ["key_made"]


def test_a_batch_gives_what_single_checks_give_but_for_what_decided_the_kind(caller: Caller) -> None:
    bodies = [{"text": LURE}, {"text": CHAT, "author_name": "TikTok Support", "author_bio": LURE}, {"text": ""}]
    answer = caller.post("/v1/check/batch", {"messages": bodies, "reasons": "all"}).json()
    single = [caller.post("/v1/check", body).json() for body in bodies]
    told = [{key: one[key] for key in one if key not in ("second_kind", "kind_evidence")} for one in single]
    assert [{**one, "model": answer["model"]} for one in answer["verdicts"]] == [{**one, "error": None} for one in told]


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


def test_a_breaker_is_seen_and_closed_by_who_says_that_the_rule_is_right(caller: Caller) -> None:
    text = caller.policy.read_text(encoding="utf-8")
    least = re.search(r"^least = (\d+)", text, re.MULTILINE)
    assert least is not None
    blocked = {"roles": [], "created_at": "2020-01-01T00:00:00Z"}
    messages = [{"text": LURE, "message_id": f"m{number}", "account": blocked} for number in range(int(least[1]) + 5)]
    made = caller.post("/v1/decide/batch", {"messages": messages}).json()["decisions"]
    assert (made[0]["action"], made[-1]["action"], made[-1]["wanted"]) == ("block", "review", "block")
    (opened,) = caller.get("/v1/breakers").json()["breakers"]
    assert opened["text"] in [note["text"] for note in made[-1]["notes"]]
    assert "coinguard_breakers_open 1.0" in caller.get("/metrics").text
    for rule in (opened["rule"], "*"):
        assert caller.post("/v1/breakers/accept", {"rule": rule, "by": "ann"}).json() == {"done": True}
    assert caller.get("/v1/breakers").json() == {"breakers": []}
    assert caller.decide(account=blocked)["action"] == "block"


def test_webhooks_that_were_given_up_are_sent_once_more_on_request(guard: Guard, tmp_path: Path) -> None:
    with calling(guard, tmp_path, announced=announced) as caller:
        made = caller.decide()
        (taken,) = caller.store.outbox.take(time.time(), limit=10, lease=60)
        caller.store.outbox.failed(taken.id, "answered 400", None)
        assert caller.get("/v1/webhooks").json() == {"waiting": 0, "dead": 1}
        assert "coinguard_webhooks_dead 1.0" in caller.get("/metrics").text
        assert caller.post("/v1/webhooks/retry", {"by": "ann"}).json() == {"waiting": 1, "dead": 0}
        assert [one.decision.id for one in caller.store.outbox.take(time.time(), limit=10, lease=60)] == [made["id"]]
        assert caller.store.trail()[-1][1].event == "webhooks_retried"


def test_the_audit_trail_is_read_page_by_page_or_by_what_it_is_about(caller: Caller) -> None:
    made = [caller.decide(message_id=f"m{number}")["id"] for number in range(3)]
    seen: list[str] = []
    after = 0
    while True:
        page = caller.get("/v1/audit", params={"limit": 2, "after": after}).json()
        seen += [entry["event"] for entry in page["entries"]]
        after = page["after"]
        if after is None:
            break
    assert seen == ["key_made", "decided", "decided", "decided"]
    (entry,) = caller.get("/v1/audit", params={"subject": made[1]}).json()["entries"]
    assert (entry["event"], entry["detail"]["action"]) == ("decided", "mute")


def test_an_unknown_path_and_a_wrong_method_are_problems_too(caller: Caller) -> None:
    problem(caller.get("/v2/check"), 404, "not-found")
    answer = caller.get("/v1/check")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"
    problem(caller.get("/v1/queue", params={"limit": 0}), 422, "invalid")
    assert "sate" in problem(caller.get("/v1/queue", params={"sate": "done"}), 422, "invalid")["detail"]


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
