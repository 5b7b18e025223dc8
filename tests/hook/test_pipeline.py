"""From a message to a decision that is kept: what comes back, once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from coinguard import InputError, Message
from coinguard.hook.decision import Decision, ListEntry
from coinguard.hook.intake import Submission
from coinguard.hook.lists import parse_entry
from coinguard.hook.pipeline import REFRESH, Pipeline
from coinguard.hook.policy import Account, Policy, parse_policy
from coinguard.limits import MAX_TEXT_BYTES
from coinguard.resources import asset
from tests.guards import guard
from tests.hook.fakes import BASE, SCAMS, FakeGuard, StillClock, policy
from tests.hook.memory_store import MemoryStore

LURE = "get free coins at https://free-coins-now.top/claim"
CHAT = "good game everyone"


class Hook:
    """A pipeline with everything around it in reach."""

    def __init__(self, wanted: Policy | None = None, store: MemoryStore | None = None) -> None:
        self.guard, self.clock, self.store = FakeGuard(), StillClock(), store or MemoryStore()
        self.pipeline = Pipeline(self.guard, wanted or policy(), self.store, clock=self.clock)

    def decide(self, text: str | None, message_id: str | None = None, **fields: str) -> Decision:
        return self.pipeline.decide(Message(text=text, message_id=message_id, **fields))  # type: ignore[arg-type]


def listed(which: str, kind: str, value: str) -> ListEntry:
    return parse_entry(which, kind, value, where="test", added_by="ana")


def test_a_scam_is_blocked_a_doubt_is_held_and_chat_goes_through() -> None:
    hook = Hook()
    found = hook.pipeline.decide_many([LURE, "cheap coins here", CHAT])
    assert [(one.action, one.rule, one.held) for one in found] == [
        ("block", "scams", False),
        ("review", "doubtful", True),
        ("allow", "default", False),
    ]
    assert all(one.kept and one.versions == hook.pipeline.versions for one in found)
    assert found[0].versions.model == "fake-1"
    assert [one.event for one in hook.store.audit] == ["decided"] * 3


def test_a_decision_survives_being_written_down() -> None:
    wanted = policy(SCAMS.replace("level", "shadow = true\nlevel") + '[window]\nmessages = 500\nkeep = "1h"\n')
    decision = Hook(wanted).decide(LURE, "1", author_id="7", channel_id="c")
    assert decision.context is not None
    assert decision.shadow
    assert Decision.from_json(decision.to_json()) == decision
    with pytest.raises(ValueError, match="no decision"):
        Decision.from_json(decision.to_json().replace(b'"rule"', b'"rulle"'))
    with pytest.raises(ValueError):
        Decision.from_json(b"[]")


def test_the_same_message_gets_the_same_decision_and_is_not_counted_twice() -> None:
    hook = Hook()
    first = hook.decide(LURE, "1")
    assert hook.decide(LURE, "1") is first
    assert hook.pipeline.decide_many([Message(text=LURE, message_id="1")] * 3) == [first] * 3
    assert len(hook.guard.checked) == 1
    assert len(hook.store.audit) == 1


def test_one_batch_may_bring_one_message_and_its_edits() -> None:
    hook = Hook()
    texts = [CHAT, CHAT, LURE, LURE, CHAT]
    found = hook.pipeline.decide_many([Message(text=text, message_id="1") for text in texts])
    assert [one.action for one in found] == ["allow", "allow", "block", "block", "allow"]
    assert [one.revision for one in found] == [0, 0, 1, 1, 2]
    assert found[2].earlier == found[1].id
    assert found[4].id != found[0].id


def test_ids_of_messages_are_told_apart_by_channel() -> None:
    hook = Hook()
    first, other = hook.decide(CHAT, "1", channel_id="a"), hook.decide(LURE, "1", channel_id="b")
    assert (other.earlier, other.revision) == (None, 0)
    assert first.action != other.action


def test_a_message_without_an_id_is_decided_each_time() -> None:
    hook = Hook()
    assert hook.decide(CHAT).id != hook.decide(CHAT).id


def test_an_edit_is_decided_again_and_says_what_it_follows() -> None:
    hook = Hook()
    honest = hook.decide(CHAT, "1")
    edited = hook.decide(LURE, "1")
    assert (edited.action, edited.earlier, edited.revision) == ("block", honest.id, 1)
    assert hook.decide(LURE, "1") == edited


def test_a_change_of_any_field_that_is_read_is_an_edit() -> None:
    hook = Hook()
    first = hook.decide(CHAT, "1")
    assert hook.decide(CHAT, "1", embeds="x").revision == 1
    assert hook.decide(CHAT, "1", author_bio="x").revision == 2
    assert (
        Submission(Message(text="ab", author_name="c")).digest()
        != Submission(Message(text="a", author_name="bc")).digest()
    )
    assert first.revision == 0


@pytest.mark.parametrize("rules", [SCAMS, SCAMS + '[window]\nmessages = 500\nkeep = "1h"\n'])
def test_single_and_batch_come_to_the_same(rules: str) -> None:
    texts = [LURE, CHAT, "cheap coins", "crash", None, "a" * (MAX_TEXT_BYTES + 1)]
    messages = [Message(text=text) for text in texts * 3]  # type: ignore[arg-type]
    one_by_one, together = Hook(policy(rules)), Hook(policy(rules))

    def told(decisions: list[Decision]) -> list[Decision]:
        return [replace(one, id="") for one in decisions]

    single = [one_by_one.pipeline.decide(message) for message in messages]
    assert told(single) == told(together.pipeline.decide_many(messages))
    assert sorted(one_by_one.store.counts.items()) == sorted(together.store.counts.items())


def test_one_bad_message_costs_the_others_nothing() -> None:
    found = Hook().pipeline.decide_many([LURE, Message(text=None), "crash", CHAT])  # type: ignore[arg-type]
    assert [one.action for one in found] == ["block", "review", "review", "allow"]
    assert [one.rule for one in found[1:3]] == ["failure.unscorable", "failure.model"]
    assert found[1].error == "the message has no text"
    assert found[2].error == "the guard failed (RuntimeError)"
    assert found[2].verdict is None


@pytest.mark.parametrize("action", ["allow", "block"])
def test_whether_failures_let_through_is_what_the_policy_says(action: str) -> None:
    hook = Hook(policy(unscorable=f'"{action}"', model=f'"{action}"'))
    assert hook.decide(None).action == action
    assert hook.decide("crash").action == action


def test_what_the_guard_failed_on_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    Hook().decide("crash my secret")
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(("chosen", "action"), [("apply", "block"), ("allow", "allow"), ("review", "review")])
def test_a_failing_store_does_what_was_chosen_and_says_that_nothing_is_kept(chosen: str, action: str) -> None:
    hook = Hook(policy(store=f'"{chosen}"'))
    hook.store.failing = True
    decision = hook.decide(LURE, "1")
    assert (decision.action, decision.kept, decision.wanted) == (action, False, "block")
    assert decision.notes[-1].code == "failure.store"
    hook.store.failing = False
    again = hook.decide(LURE, "1")
    assert (again.action, again.kept) == ("block", True)


def test_a_store_that_fails_only_on_writing_is_a_failure_too() -> None:
    hook = Hook(policy(store='"review"'))

    def fail() -> None:
        hook.store.failing = True

    hook.store.before_record = fail
    decision = hook.decide(LURE, "1")
    assert (decision.action, decision.kept, decision.rule) == ("review", False, "failure.store")


def test_a_policy_that_only_watches_lets_everything_through_even_when_the_store_fails() -> None:
    hook = Hook(policy(mode='"shadow"', store='"block"'))
    decision = hook.decide(LURE, "1")
    assert (decision.action, decision.wanted, decision.held) == ("allow", "block", False)
    assert [note.code for note in decision.notes] == ["shadow"]
    hook.store.failing = True
    assert hook.decide(LURE, "2").action == "allow"


def test_the_store_of_another_process_decides_a_race() -> None:
    store = MemoryStore()
    mine, theirs = Hook(store=store), Hook(store=store)
    other: list[Decision] = []
    store.before_record = lambda: other.append(theirs.decide(LURE, "1"))
    assert mine.decide(LURE, "1") == other[0]


def test_an_edit_that_loses_a_race_to_another_edit_follows_it() -> None:
    store = MemoryStore()
    mine, theirs = Hook(store=store), Hook(store=store)
    other: list[Decision] = []
    store.before_record = lambda: other.append(theirs.decide(CHAT, "1"))
    decision = mine.decide(LURE, "1")
    assert (decision.action, decision.revision, decision.earlier) == ("block", 1, other[0].id)


def test_an_edit_that_loses_every_race_is_told_as_not_kept() -> None:
    store = MemoryStore()
    mine, theirs = Hook(policy(store='"review"'), store), Hook(store=store)
    edits = iter(range(100))

    def interfere() -> None:
        theirs.decide(f"{CHAT} {next(edits)}", "1")
        store.before_record = interfere

    store.before_record = interfere
    decision = mine.decide(LURE, "1")
    assert (decision.action, decision.kept) == ("review", False)
    assert decision.verdict is not None
    assert decision.verdict.level == "scam"


def test_threads_that_bring_one_message_at_once_get_one_decision() -> None:
    hook = Hook()
    start = threading.Barrier(8)

    def bring(_: int) -> str:
        start.wait()
        return hook.decide(LURE, "1").id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(bring, range(8)))) == 1
    assert len(hook.guard.checked) == 1


def test_threads_lose_no_count() -> None:
    hook = Hook()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: hook.decide(LURE, str(number)), range(400)))
    assert len(hook.store.decisions) == 400
    assert [counts for (rule, _), counts in hook.store.counts.items() if rule == "rule:scams"] == [(400, 400)]


def test_what_waits_at_the_same_time_shares_one_write() -> None:
    hook = Hook()

    async def all_at_once() -> list[Decision]:
        calls = (hook.pipeline.adecide(Message(text=LURE, message_id=str(number))) for number in range(200))
        return await asyncio.gather(*calls)

    found = asyncio.run(all_at_once())
    assert [one.message_id for one in found] == [str(number) for number in range(200)]
    assert hook.store.records < 20
    assert hook.pipeline.waiting == 0


def test_a_call_that_is_given_up_costs_the_others_nothing() -> None:
    hook = Hook()

    async def impatient() -> Decision:
        given_up = asyncio.create_task(hook.pipeline.adecide(Message(text=CHAT, message_id="1")))
        waiting = asyncio.create_task(hook.pipeline.adecide(Message(text=LURE, message_id="2")))
        await asyncio.sleep(0)
        given_up.cancel()
        return await waiting

    assert asyncio.run(impatient()).action == "block"


def test_a_bad_id_reaches_only_whoever_brought_it() -> None:
    hook = Hook()

    async def some() -> list[object]:
        calls = (hook.pipeline.adecide(Message(text=CHAT, message_id=one)) for one in ("1", "a\0b", "3"))
        return await asyncio.gather(*calls, return_exceptions=True)

    found = asyncio.run(some())
    assert isinstance(found[1], InputError)
    assert [isinstance(one, Decision) for one in found] == [True, False, True]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message(text=CHAT, message_id="x" * 257), "longer than 256"),
        (Message(text=CHAT, author_id="a\ud800"), "no character"),
        (Message(text=CHAT, channel_id=7), "channel_id is a int"),  # type: ignore[arg-type]
        (Message(text=7), "text is a int"),  # type: ignore[arg-type]
        (7, "no message"),
    ],
)  # fmt: skip
def test_what_no_store_could_keep_is_refused(message: Message, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Hook().pipeline.decide(message)
    with pytest.raises(InputError, match=r"^message 2: "):
        Hook().pipeline.decide_many([CHAT, message])


def test_an_accounts_age_is_counted_from_the_day_it_was_made() -> None:
    young = '[[rules]]\nname = "young"\naction = "review"\naccount_younger_than = "7d"\n'
    hook = Hook(parse_policy(f'unknown_account_age = "old"\n{BASE}{young}'.encode()))
    today = hook.clock.wall()
    assert hook.pipeline.decide(CHAT, Account(today.isoformat())).action == "review"
    assert hook.pipeline.decide(CHAT, Account("2001-01-01")).action == "allow"
    assert hook.pipeline.decide(CHAT, Account("2999-01-01")).action == "review"
    assert hook.pipeline.decide(CHAT).action == "allow"
    with pytest.raises(InputError, match="roles"):
        hook.pipeline.decide(CHAT, Account(roles="moderator"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no time"):
        hook.pipeline.decide(CHAT, Account("yesterday"))


def test_an_author_on_the_allow_list_goes_through_and_one_on_the_block_list_does_not() -> None:
    hook = Hook()
    hook.store.entries += [listed("allow", "author", "7"), listed("block", "author", "8")]
    hook.store.version = 1
    hook.pipeline.refresh()
    trusted, refused = hook.decide(LURE, author_id="7"), hook.decide(CHAT, author_id="8")
    assert (trusted.action, trusted.rule) == ("allow", "list.allow")
    assert (refused.action, refused.rule) == ("block", "list.block")
    assert "added by ana" in refused.notes[0].text
    assert trusted.verdict is not None
    assert trusted.verdict.level == "scam"  # its verdict is told all the same
    assert hook.decide(CHAT, author_id="77").action == "allow"


@pytest.mark.parametrize(
    ("kind", "value", "text", "blocked"),
    [
        ("domain", "Gems.Example.com", "see https://www.gems.example.com/x", True),
        ("domain", "example.com", "see sub.example.com/a?b=1", True),
        ("domain", "example.com", "see notexample.com", False),
        ("host", "example.com", "see sub.example.com", False),
        ("path", "t.me/Gems", "see t.me/gems/12", True),
        ("path", "t.me/gems", "see t.me/gemsets", False),
        ("domain", "example.com", "see e\u200bxample.com", True),
        ("domain", "bücher.example.com", "see xn--bcher-kva.example.com", True),
    ],
)  # fmt: skip
def test_a_blocked_link_is_found_exactly_however_it_is_written(kind: str, value: str, text: str, blocked: bool) -> None:
    hook = Hook(store=MemoryStore(entries=[listed("block", kind, value)]))
    assert (hook.decide(text).rule == "list.block") is blocked
    assert (hook.decide(CHAT, embeds=text).rule == "list.block") is blocked


def test_an_allowed_link_loses_its_own_evidence_and_clears_nothing_else() -> None:
    store = MemoryStore(entries=[listed("allow", "domain", "our-shop.top")])
    hook = Pipeline(guard(), policy(), store, clock=StillClock())
    alone = hook.decide("FREE ROBUX GENERATOR 2026 https://free-robux.top")
    with_ours = hook.decide("FREE ROBUX GENERATOR 2026 https://free-robux.top https://our-shop.top")
    assert alone.action == with_ours.action == "block"
    plain, named = hook.decide("see you there"), hook.decide("see https://our-shop.top/free-robux-generator you there")
    assert plain.verdict is not None
    assert named.verdict is not None
    assert not any(reason.code.startswith("link.") for reason in named.verdict.reasons)
    assert named.notes[0].code == "list.allow"


def test_allowing_goes_before_blocking() -> None:
    entries = [listed("block", "domain", "example.com"), listed("allow", "host", "pay.example.com")]
    hook = Hook(store=MemoryStore(entries=entries))
    assert hook.decide("see pay.example.com").action == "allow"
    assert hook.decide("see evil.example.com and pay.example.com").action == "block"


def test_lists_that_another_process_changed_are_seen_within_seconds() -> None:
    hook = Hook()
    hook.store.entries.append(listed("block", "author", "8"))
    hook.store.version = 1
    assert hook.decide(CHAT, author_id="8").action == "allow"
    hook.clock.sleep(REFRESH)
    assert hook.decide(CHAT, author_id="8").action == "block"
    assert hook.pipeline.versions.rules == "1"


WINDOW = '[window]\nmessages = 500\nkeep = "1h"\n'


def test_a_message_whose_links_cannot_be_looked_at_is_a_failure_and_costs_the_others_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(url: str) -> None:
        if "poison" in url:
            raise ValueError(url)

    monkeypatch.setattr("coinguard.hook.window.observe.of_link", breaks)
    found = Hook(policy(SCAMS + WINDOW)).pipeline.decide_many([CHAT, "see poison.top", LURE])
    assert [one.action for one in found] == ["allow", "review", "block"]
    assert found[1].rule == "failure.model"


def test_a_window_that_breaks_is_a_failure_once_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = Hook(policy(SCAMS + WINDOW))
    hook.decide(CHAT)
    with monkeypatch.context() as broken:
        broken.setattr("coinguard.hook.window.wordings.WindowWordings.add", lambda *_: 1 / 0)
        decision = hook.decide(CHAT)
    assert (decision.action, decision.rule) == ("review", "failure.model")
    assert hook.decide(CHAT).action == "allow"


def test_a_hook_is_opened_in_one_call_and_holds_a_scam(tmp_path: Path) -> None:
    import coinguard.hook

    lure = "FREE ROBUX GENERATOR 2026, 10,000 robux, no password: https://free-robux-gen.top"
    example = asset("data", "policies", "example.toml")
    decision = coinguard.hook.open_hook(example, tmp_path / "hook.db").decide(lure)
    assert (decision.action, decision.held, decision.kept) == ("mute", True, True)


def test_a_model_that_was_damaged_on_disk_is_not_taken_and_the_one_in_memory_goes_on(tmp_path: Path) -> None:
    import coinguard

    folder = tmp_path / "model"
    shutil.copytree(asset("models", "base"), folder)
    pipeline = Pipeline(coinguard.load(folder), policy(), MemoryStore(), clock=StillClock())
    before = pipeline.decide(LURE)
    weights = bytearray((folder / "weights.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "weights.safetensors").write_bytes(weights)
    with pytest.raises(coinguard.InstallationError, match="not those its manifest names"):
        pipeline.reload(guard=coinguard.load(folder))
    assert pipeline.decide(LURE).verdict == before.verdict


def test_the_public_names_are_those_that_are_listed() -> None:
    import coinguard.hook

    assert all(getattr(coinguard.hook, name) is not None for name in coinguard.hook.__all__)
    with pytest.raises(AttributeError):
        coinguard.hook.no_such_name  # noqa: B018
