"""The window: what was said lately, held to counting it anew each time and to the second pass over dumps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard import Message
from coinguard.dumps.context.behaviour import REPEATED
from coinguard.dumps.context.columns import context_reasons
from coinguard.dumps.sketches.sketch import BANDS
from coinguard.hook.decision import Context, Decision
from coinguard.hook.pipeline import Pipeline
from coinguard.hook.policy import Policy
from coinguard.hook.policy.model import Window
from coinguard.hook.store.base import Entry
from coinguard.hook.window import ContextWindow, Observation
from coinguard.hook.window.said import RECENT, Said
from tests.campaigns.chat import look_at, message
from tests.hook.fakes import SCAMS, FakeGuard, StillClock, policy
from tests.hook.memory_store import MemoryStore

WINDOW = '[window]\nmessages = {}\nkeep = "{}"\n'
HOUR = 3600.0


def watching(messages: int = 5_000, keep: str = "12h") -> Policy:
    return policy(SCAMS + WINDOW.format(messages, keep))


class Chat:
    """Messages that come in, each with the minutes since the first."""

    def __init__(self, wanted: Policy | None = None) -> None:
        self.clock = StillClock()
        self.pipeline = Pipeline(FakeGuard(), wanted or watching(), MemoryStore(), clock=self.clock)
        self._minutes = 0.0

    def say(self, text: str, author: str = "ann", minutes: float | None = None, **fields: Any) -> Decision:
        if minutes is not None:
            self.clock.sleep(60 * (minutes - self._minutes))
            self._minutes = minutes
        fields = {"author_name": author, "channel_id": "lobby"} | fields
        return self.pipeline.decide(Message(text=text, author_id=author, **fields))


def context(decision: Decision) -> Context:
    assert decision.context is not None
    return decision.context


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in context(decision).reasons}


OFFER = "cheap coins for everybody who writes to me today"


def test_one_text_from_many_accounts_is_told_from_the_fifth_on() -> None:
    chat = Chat()
    found = [chat.say(OFFER, f"a{n}", n) for n in range(6)]
    assert ["many_accounts" in codes(one) for one in found] == [False] * 4 + [True] * 2
    assert context(found[5]).level == "review"
    assert any("The same wording came from 6 accounts." in one.text for one in context(found[5]).reasons)


def test_one_account_that_floods_is_told() -> None:
    chat = Chat()
    assert "flood" in codes([chat.say(f"{OFFER} {n}", "bot", n) for n in range(6)][-1])
    slow = Chat()
    assert "flood" not in codes([slow.say(f"{OFFER} {n}", "bot", 5 * n) for n in range(6)][-1])


def test_one_account_that_types_faster_than_people_do_is_told() -> None:
    chat = Chat()
    found = [chat.say(f"{n} {'abcdefg'[n % 7]}", "bot", n / 60) for n in range(40)]
    assert "haste" in codes(found[-1])
    assert context(found[-1]).level == "clear"


def test_repeating_something_honest_is_told_and_stays_clear() -> None:
    chat = Chat()
    found = [chat.say("good luck to everybody in the finals tonight", f"a{n}", n) for n in range(9)]
    assert "many_accounts" in codes(found[-1])
    assert context(found[-1]).level == "clear"


def test_a_first_message_that_is_a_lure_is_told_once_the_window_has_been_open_for_its_time() -> None:
    chat = Chat(watching(keep="1h"))
    assert "first_message" not in codes(chat.say(OFFER, "bob", 0))
    assert "first_message" in codes(chat.say(OFFER, "eve", 61))
    assert "first_message" not in codes(chat.say(OFFER, "eve", 62))


def test_what_is_older_than_the_window_is_forgotten() -> None:
    chat = Chat(watching(keep="1h"))
    for n in range(6):
        chat.say(OFFER, f"a{n}", n)
    assert "many_accounts" not in codes(chat.say(OFFER, "late", 70))


def test_a_clock_that_was_set_moves_no_window() -> None:
    chat = Chat(watching(keep="1h"))
    for n in range(5):
        chat.clock.offset = (-1) ** n * 400 * 24 * HOUR
        last = chat.say(OFFER, f"a{n}", n)
    assert "many_accounts" in codes(last)
    assert "first_message" not in codes(last)


def test_an_edit_is_no_repeat() -> None:
    chat = Chat()
    found = [chat.say(f"{OFFER} {n}", "ann", message_id="1") for n in range(20)]
    assert all(not context(one).reasons for one in found)


def test_an_authors_messages_can_be_forgotten() -> None:
    chat = Chat()
    for n in range(6):
        chat.say(f"{OFFER} {n}", "bot", n)
    assert chat.pipeline.forget_author("bot") == 6
    assert not codes(chat.say(OFFER, "bot", 6))


def test_context_never_changes_a_messages_own_verdict() -> None:
    chat, alone = Chat(), Pipeline(FakeGuard(), policy(), MemoryStore(), clock=StillClock())
    found = [chat.say(OFFER, f"a{n}", n) for n in range(8)]
    assert {one.verdict for one in found} == {alone.decide(Message(text=OFFER, author_id="a")).verdict}


def test_a_campaign_is_found_by_what_its_messages_carry_and_keeps_its_id() -> None:
    chat = Chat()
    texts = ["free coins at shop-{}.top", "win free coins, see shop-{}.top", "shop-{}.top gave me free coins"]
    found = [chat.say(text.format(7), f"a{n}", n) for n, text in enumerate(texts * 3)]
    assert [context(one).campaign is not None for one in found] == [False] * 2 + [True] * 7
    assert len({context(one).campaign for one in found[2:]}) == 1
    assert context(found[-1]).level == "scam"
    honest = chat.say("is shop-7.top safe to buy from", "zoe", 20)
    assert context(honest).campaign == context(found[-1]).campaign
    assert "campaign" in codes(honest)


def test_the_id_of_a_campaign_outlives_its_first_messages() -> None:
    chat = Chat(watching(keep="1h"))
    found = [chat.say("free coins at shop-7.top or mirror-7.top", f"a{n}", 10 * n) for n in range(20)]
    assert len({context(one).campaign for one in found[2:]}) == 1


MUTATED = (
    "free coins for everyone who is in this chat tonight, ask my good friend {} how it all works, everybody gets them"
)
HONEST = MUTATED.replace("free coins", "free hugs")
NAMES = ["marlowe", "quentin", "bridget", "osvaldo", "tabitha", "fyodor", "jasmine", "ulrich", "wendell", "zenobia"]


def test_near_duplicates_of_a_lure_are_one_wording() -> None:
    chat = Chat()
    found = [chat.say(MUTATED.format(name), f"a{n}", n) for n, name in enumerate(NAMES)]
    assert "The same wording came from 10 accounts." in {reason.text for reason in context(found[-1]).reasons}
    assert context(found[-1]).campaign is not None
    assert len({context(one).campaign for one in found[2:]}) == 1


def test_a_near_duplicate_that_is_not_suspect_is_in_the_campaign_by_its_wording_alone() -> None:
    chat = Chat()
    for n, name in enumerate(NAMES[:6]):
        chat.say(MUTATED.format(name), f"a{n}", n)
    found = context(chat.say(HONEST.format("marlowe"), "zoe", 7))
    assert (found.level, found.campaign is not None) == ("review", True)
    again = context(chat.say(HONEST.format("marlowe"), "yan", 8))
    assert again.campaign == found.campaign


def test_a_wording_that_honest_people_say_more_ties_nothing() -> None:
    chat = Chat()
    for n in range(40):
        chat.say(HONEST.format(NAMES[n % 10]), f"h{n}", n / 10)
    found = [chat.say(MUTATED.format(NAMES[n]), f"a{n}", 5 + n) for n in range(3)]
    for n in range(40):
        chat.say(HONEST.format(NAMES[n % 10]), f"i{n}", 9 + n / 10)
    found.append(chat.say(MUTATED.format(NAMES[5]), "late", 14))
    assert [context(one).campaign for one in found] == [None] * 4


def test_near_duplicates_leave_with_the_window() -> None:
    chat = Chat(watching(messages=120))
    for n in range(300):
        chat.say(MUTATED.format(NAMES[n % 10] * (1 + n % 3)), f"a{n}", n / 10)
    last = chat.say(MUTATED.format("marlowe"), "late", 31)
    assert any("The same wording came from 120 accounts." in reason.text for reason in context(last).reasons)


def _said(times: list[tuple[float, str | None]]) -> Said:
    said = Said()
    for at, author in sorted(times, key=lambda one: one[0]):
        said.add(_plain(at, author))
    return said


def _plain(at: float, author: str | None) -> Observation:
    return Observation(at, 0, at % 2 > 1, author, None, 1, 30, bytes(4 * BANDS), 0, ())


TIMES = st.lists(st.tuples(st.floats(0, 2_000), st.sampled_from(["a", "b", None])), max_size=12)


@given(TIMES, TIMES, st.floats(2_000, 2_100))
def test_wordings_put_together_count_as_if_they_had_always_been_one(
    first: list[tuple[float, str | None]], second: list[tuple[float, str | None]], now: float
) -> None:
    one, other, both = _said(first), _said(second), _said(first + second)
    whole = Said.of([one, other])
    one.absorb(other)
    for said in (whole, one):
        assert (said.messages, said.suspects, said.authors) == (both.messages, both.suspects, both.authors)
        said.add(_plain(now, "a"))
    both.add(_plain(now, "a"))
    assert {said.burst for said in (whole, one, both)} == {both.burst}
    assert {said.flood("a") for said in (whole, one, both)} == {both.flood("a")}
    for at, author in first + second:
        whole.remove(_plain(at, author))
    assert (whole.messages, dict(whole.authors)) == (1, {"a": 1})


def test_links_that_everybody_shares_tie_nothing() -> None:
    chat = Chat()
    for n in range(40):
        chat.say(f"see clip-{n} at fun-clips.tv", f"h{n}", n / 10)
    found = [chat.say(f"free coins {'abc'[n]} fun-clips.tv", f"a{n}", 5 + n) for n in range(3)]
    assert context(found[-1]).campaign is None


@pytest.mark.parametrize("seed", range(6))
def test_the_last_message_is_told_what_the_second_pass_tells(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    offers = [
        "free coins at shop-{0}.top",
        "cheap coins sold by my cousin today",
        "nice stream tonight, thank you all",
        "hi",
    ]
    rows = []
    for n in range(60):
        text = offers[random.integers(len(offers))].format(
            NAMES[random.integers(10)] if seed % 2 else random.integers(3)
        )
        rows.append(message(text, f"user{random.integers(9)}", n / 8, channel=f"c{random.integers(2)}"))
    scored, _ = look_at(tmp_path, rows)
    chat = Chat()
    for row in rows[:-1]:
        chat.say(
            row["text"],
            row["author_id"],
            (row["ts"] - rows[0]["ts"]).total_seconds() / 60,
            channel_id=row["channel_id"],
        )
    last = chat.say(
        rows[-1]["text"],
        rows[-1]["author_id"],
        (rows[-1]["ts"] - rows[0]["ts"]).total_seconds() / 60,
        channel_id=rows[-1]["channel_id"],
    )
    expected = scored[-1]
    told = {one["code"].removeprefix("context.") for one in expected["cg_context_reasons"]}
    assert codes(last) - {"first_message"} == told - {"first_message"}
    assert (context(last).campaign is None) == (expected["cg_campaign"] is None)
    assert context(last).level == expected["cg_context_level"]


class Oracle:
    """Counts everything anew for each message: slow and obvious."""

    def __init__(self, settings: Window) -> None:
        self._settings = settings
        self._seen: list[tuple[int, Observation]] = []
        self._hasty: list[tuple[float, str | None]] = []

    def add(self, key: int, one: Observation) -> list[str]:
        if key not in dict(self._seen):
            self._hasty.append((one.at, one.author))
        self._seen = [(k, o) for k, o in self._seen if k != key]
        while self._seen and (
            len(self._seen) >= self._settings.messages or self._seen[0][1].at < one.at - self._settings.keep
        ):
            del self._seen[0]
        self._seen.append((key, one))
        same = [o for _, o in self._seen if o.template == one.template]
        recent = [o for o in same if o.at >= one.at - RECENT]
        repeated = len(same) >= REPEATED
        minute = [author for at, author in self._hasty if at // 60 == one.at // 60]
        found = {
            "messages": len(same) * repeated,
            "accounts": len({o.author for o in same if o.author}) * repeated,
            "burst": len(recent) * repeated,
            "flood": len([o for o in recent if o.author == one.author]) * repeated if one.author else 0,
            "haste": minute.count(one.author) if one.author else 0,
            "first": False,
            "suspect": one.suspect,
            "tie": None,
        }
        return [text for _, text in context_reasons(found, None, "window")]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["a", "b", "c", None]),
            st.sampled_from([0.0, 1.0, 30.0, 400.0]),
            st.integers(0, 80),
        ),
        max_size=150,
    ),
    st.integers(5, 60),
)
def test_the_counts_are_what_counting_anew_gives(messages: list[tuple[int, str | None, float, int]], room: int) -> None:
    wanted = Window(room, HOUR)
    window, oracle = ContextWindow(wanted, 0.0), Oracle(wanted)
    at = 0.0
    for template, author, pause, key in messages:
        at += pause
        bands = np.full(BANDS, template, np.uint32) * np.uint32(65_537)
        one = Observation(at, 0, False, author, "c", template, 30, bands.tobytes(), 0, ())
        assert [reason.text for reason in window.add(key, one).reasons] == oracle.add(key, one)
    assert len(window) <= room


def test_memory_is_bounded_by_the_policy_whatever_comes() -> None:
    chat = Chat(watching(messages=200))
    for n in range(1_000):
        chat.say(f"free coins number {n} at shop-{n}.top, {'abcdefghij'[n % 10] * 9}", f"a{n}", n / 100)
    window: Any = chat.pipeline._judge._window
    assert len(window) == 200
    assert len(window._authors) == 200
    assert len(window._wordings._said) <= 200
    assert len(window._wordings._bands) <= 300
    assert len(window._campaigns._suspects) == 200
    assert len(window._campaigns._carriers._counts) <= 200


def test_entries_hold_the_message_for_the_store_and_nothing_else_does() -> None:
    store = MemoryStore()
    kept: list[Entry] = []
    record = store.record
    store.record = lambda entries, tallies, audit: (kept.extend(entries), record(entries, tallies, audit))[1]  # type: ignore[method-assign]
    pipeline = Pipeline(FakeGuard(), watching(), store, clock=StillClock())
    pipeline.decide(Message(text="free coins xyzzy", author_id="a"))
    assert kept[0].message.text == "free coins xyzzy"
    assert b"xyzzy" not in kept[0].decision.to_json()
    assert "xyzzy" not in str(store.audit)
