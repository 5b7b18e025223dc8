"""Quotas and the circuit breaker: what suddenly acts on far more than its past goes to review and says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard import Message
from coinguard.hook.decision import Decision
from coinguard.hook.pipeline import REFRESH, Pipeline
from coinguard.hook.policy import Policy, parse_policy
from coinguard.hook.store.base import Tally
from coinguard.hook.tallies import HOUR, Tallies
from tests.hook.fakes import BASE, BREAKER, SCAMS, FakeGuard, StillClock, policy, with_breaker
from tests.hook.memory_store import MemoryStore

LURE = "free coins here"
DAY = 24 * HOUR


class Hook:
    def __init__(self, wanted: Policy, store: MemoryStore | None = None, clock: StillClock | None = None) -> None:
        self.clock, self.store = clock or StillClock(), store or MemoryStore()
        self.pipeline = Pipeline(FakeGuard(), wanted, self.store, clock=self.clock)

    def lures(self, count: int) -> list[Decision]:
        return self.pipeline.decide_many([LURE] * count)

    def acted(self, count: int) -> int:
        return sum(one.action == "block" for one in self.lures(count))


def with_past(clock: StillClock, an_hour: int, hours: int = 6 * 24, rule: str = "rule:scams") -> MemoryStore:
    """A store in which a rule, alone, acted so often in each hour of the past days."""
    now = int(clock.at // HOUR)
    past = {(name, now - back): (an_hour, an_hour) for back in range(2, hours) for name in (rule, "*")}
    return MemoryStore(counts=past)


def test_a_rule_without_a_past_acts_on_no_more_than_the_least_then_goes_to_review() -> None:
    hook = Hook(with_breaker())
    found = hook.lures(12)
    assert [one.action for one in found] == ["block"] * 10 + ["review"] * 2
    assert all(one.held for one in found[10:])
    assert all(one.wanted == "block" and one.rule == "scams" for one in found)
    note = found[11].notes[0]
    assert note.code == "breaker"
    assert note.text.startswith(
        "The rule 'scams' acted on 11 messages within one hour; the most in any hour of the past 7 days was 0."
    )


def test_an_opening_is_told_once_in_the_audit_trail_and_shown() -> None:
    hook = Hook(with_breaker())
    hook.lures(20)
    assert [one.event for one in hook.store.audit].count("breaker_opened") == 1
    assert [one.rule for one in hook.pipeline.breakers()] == ["scams"]


def test_what_a_rule_usually_does_is_let_be() -> None:
    clock = StillClock()
    hook = Hook(with_breaker(), with_past(clock, 100), clock)
    assert hook.acted(300) == 300
    assert hook.acted(50) == 0


def test_a_day_that_acts_on_far_more_than_any_before_goes_to_review_however_slowly() -> None:
    clock = StillClock()
    store = with_past(clock, 0)
    # One busy hour makes any hour's 60 unsurprising; five such hours are more than any day had.
    for day in range(2, 6):
        store.counts["rule:scams", int(clock.at // HOUR) - 24 * day] = store.counts[
            "*", int(clock.at // HOUR) - 24 * day
        ] = (30, 30)
    hook = Hook(with_breaker(), store, clock)
    acted = 0
    for _ in range(5):
        acted += hook.acted(60)
        clock.sleep(2 * HOUR)
    assert acted == 90
    assert "within one day" in hook.lures(1)[0].notes[0].text


def test_all_rules_together_are_watched_too() -> None:
    rules = "".join(
        f'[[rules]]\nname = "r{n}"\naction = "block"\nlevel = ["scam"]\nchannel = ["{n}"]\n' for n in range(4)
    )
    hook = Hook(with_breaker(rules))
    found = hook.pipeline.decide_many([Message(text=LURE, channel_id=str(n % 4)) for n in range(12)])
    assert [one.action for one in found].count("block") == 10
    assert found[-1].notes[0].text.startswith("All rules together acted on 11")


def test_it_closes_after_its_hold_and_what_was_held_did_not_become_usual() -> None:
    clock = StillClock()
    hook = Hook(with_breaker(), with_past(clock, 10), clock)
    assert hook.acted(100) == 30
    clock.sleep(3 * HOUR)
    assert hook.pipeline.breakers() == []
    assert hook.acted(200) == 90  # three times the 30 that it really acted on


def test_somebody_who_says_that_it_is_right_closes_it_for_a_day() -> None:
    hook = Hook(with_breaker())
    hook.lures(20)
    hook.pipeline.accept("scams", by="ana")
    hook.pipeline.accept("*", by="ana")
    assert hook.acted(500) == 500
    entry = next(one for one in hook.store.audit if one.event == "breaker_accepted")
    assert (entry.actor, entry.subject) == ("ana", "scams")


def test_a_rule_that_was_watched_in_shadow_has_a_past() -> None:
    clock, store = StillClock(), MemoryStore()
    shadow = SCAMS.replace('level = ["scam"]', 'level = ["scam"]\nshadow = true')
    watching = Hook(with_breaker(shadow), store, clock)
    assert {one.action for one in watching.lures(100)} == {"allow"}
    clock.sleep(2 * DAY)
    acting = Hook(with_breaker(), store, clock)
    acting.pipeline.accept("*", by="ana")
    assert acting.acted(200) == 200


def test_a_policy_that_only_watches_gathers_a_past_as_well() -> None:
    clock, store = StillClock(), MemoryStore()
    wanted = with_breaker()
    text = (BASE.replace("[breaker]\nenabled = false\n", BREAKER) + SCAMS).replace('"act"', '"shadow"')
    Hook(parse_policy(text.encode()), store, clock).lures(10)
    clock.sleep(2 * DAY)
    assert Hook(wanted, store, clock).acted(40) == 30


def test_it_stays_open_over_a_restart_and_for_other_processes() -> None:
    clock, store = StillClock(), MemoryStore()
    first, other = Hook(with_breaker(), store, clock), Hook(with_breaker(), store, clock)
    first.lures(11)
    assert Hook(with_breaker(), store, clock).acted(1) == 0
    clock.sleep(REFRESH)
    assert other.acted(1) == 0
    first.pipeline.accept("scams", by="ana")
    first.pipeline.accept("*", by="ana")
    clock.sleep(REFRESH)
    assert other.acted(1) == 1


def test_two_processes_keep_each_others_openings() -> None:
    rules = "".join(
        f'[[rules]]\nname = "r{n}"\naction = "block"\nlevel = ["scam"]\nchannel = ["{n}"]\n' for n in (1, 2)
    )
    clock, store = StillClock(), MemoryStore()
    hooks = [Hook(with_breaker(rules), store, clock) for _ in range(2)]
    for number, hook in enumerate(hooks, start=1):
        hook.pipeline.accept("*", by="ana")
        hook.pipeline.decide_many([Message(text=LURE, channel_id=str(number))] * 11)
    assert [one.rule for one in Hook(with_breaker(rules), store, clock).pipeline.breakers()] == ["r1", "r2"]


def test_a_process_that_was_idle_learns_what_others_counted_meanwhile() -> None:
    clock, store = StillClock(), MemoryStore()
    idle, busy = Hook(with_breaker(), store, clock), Hook(with_breaker(), store, clock)
    for _ in range(5):
        assert busy.acted(2) == 2
        clock.sleep(HOUR)
    assert idle.acted(2) == 0  # ten within one day already


def test_a_clock_that_was_set_moves_no_window_and_no_hold() -> None:
    hook = Hook(with_breaker())
    hook.lures(11)
    hook.clock.offset = 365 * DAY
    assert hook.acted(1) == 0
    hook.clock.offset = -365 * DAY
    assert hook.acted(1) == 0
    assert hook.lures(1)[0].decided_at.startswith("2025")  # the stamp is the machine's, wrong as it is
    hook.clock.sleep(25 * HOUR)
    assert hook.acted(1) == 1


def test_a_restart_with_a_clock_set_back_holds_nothing_longer_than_its_hold() -> None:
    hook = Hook(with_breaker())
    hook.lures(11)
    earlier = StillClock(at=hook.clock.at - 300 * DAY)
    again = Hook(with_breaker(), hook.store, earlier)
    assert again.acted(1) == 0
    earlier.sleep(2 * HOUR + 1)
    assert again.acted(1) == 1


def test_a_state_that_cannot_be_read_starts_the_breaker_anew() -> None:
    store = MemoryStore(states={"breaker": b"{"})
    assert Hook(with_breaker(), store).acted(11) == 10


def test_review_and_allow_are_never_stopped() -> None:
    hook = Hook(with_breaker(SCAMS.replace('"block"', '"review"')))
    assert {one.action for one in hook.lures(100)} == {"review"}
    assert hook.pipeline.breakers() == []


QUOTAS = """
[[quotas]]
action = "block"
most = 5
per = "hour"
then = "review"
[[quotas]]
action = "review"
most = 3
per = "day"
then = "allow"
"""


def test_a_quota_that_is_used_up_leads_to_the_next_action_and_says_so() -> None:
    found = Hook(policy(SCAMS + QUOTAS)).lures(10)
    assert [one.action for one in found] == ["block"] * 5 + ["review"] * 3 + ["allow"] * 2
    assert [note.code for note in found[9].notes] == ["quota", "quota"]
    assert found[5].notes[0].text == "'block' was taken 5 times within one hour already; so 'review'."


def test_a_quota_slides() -> None:
    hook = Hook(policy(SCAMS + QUOTAS))
    hook.lures(5)
    hook.clock.sleep(1.5 * HOUR)  # half of the hour before is still inside: 2.5 of 5
    assert hook.acted(5) == 3


def test_quotas_outlive_the_process() -> None:
    first = Hook(policy(SCAMS + QUOTAS))
    first.lures(5)
    assert Hook(policy(SCAMS + QUOTAS), first.store, first.clock).acted(1) == 0


@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=60),
    st.sampled_from(["hour", "day"]),
    st.floats(0, 59.99),
)
def test_tallies_are_what_counting_gives(acts: list[tuple[int, bool]], period: str, now: float) -> None:
    tallies = Tallies()
    for hour, acted in sorted(acts):
        tallies.add("r", hour * HOUR, acted)
    now = (60 + now / 60) * HOUR
    width = 1 if period == "hour" else 24
    whole = [hour for hour, acted in acts if acted]
    partly = whole.count(60 - width) * (1 - now % HOUR / HOUR)
    expected = sum(60 - width < hour <= 60 for hour in whole) + partly
    assert tallies.lately("r", period, now) == pytest.approx(expected)  # type: ignore[arg-type]
    past = [sum(end - width <= hour < end for hour in whole) for end in range(60 - width, 60 - width - 48, -width)]
    assert tallies.most("r", period, now, 2) == max(past)  # type: ignore[arg-type]


def test_of_two_counts_of_one_hour_the_larger_is_the_later() -> None:
    tallies = Tallies()
    tallies.merge([Tally("r", 10, 5, 5)])
    tallies.merge([Tally("r", 10, 3, 3)])
    assert tallies.lately("r", "hour", 10.5 * HOUR) == 5
    tallies.forget_before(11)
    assert tallies.lately("r", "hour", 10.5 * HOUR) == 0
