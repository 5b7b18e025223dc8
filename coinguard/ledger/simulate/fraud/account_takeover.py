"""Somebody else logs in with a new device and gives away what the owner had saved up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from coinguard.ledger.simulate.rows import DAY
from coinguard.ledger.simulate.script import Seen
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    victims: tuple[int, int]
    abroad: float
    wait_minutes: tuple[float, float]
    given: float
    sittings: int
    one_device: bool
    days: float


_VARIANTS = {
    "easy": _Variant((1, 3), 0.8, (2, 12), 0.98, 1, True, 2),
    "medium": _Variant((2, 3), 0.4, (20, 180), 0.92, 2, True, 10),
    "hard": _Variant((2, 4), 0.1, (600, 1400), 0.85, 4, False, 35),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng, people = _VARIANTS[difficulty], stage.rng, stage.world.people
    first, days = stage.span(variant.days, first=12)
    victims = stage.settled(int(rng.integers(*variant.victims, endpoint=True)), young=False)
    receiver = stage.small_creator(day=first - 20)
    device = stage.new_device()
    usd, diamonds = 0.0, 0
    for victim in victims:
        # The owner gives little: the savings are what is stolen.
        people.opening_coins[victim] = 0
        people.buys[victim] *= 0.3
        day = first + int(rng.uniform(0, days))
        savings: list[int] = []
        stage.cover(partial(_save, stage, victim, day, savings))
        country = int(people.country[victim])
        from_abroad = rng.random() < variant.abroad
        origin = stage.country() if from_abroad else country
        seen = Seen(device if variant.one_device else stage.new_device(), stage.new_address(), origin)
        at = stage.world.start + day * DAY + int(rng.integers(0, DAY * 10 // 24))
        stage.login(victim, at, seen)
        at += stage.wait(*variant.wait_minutes)
        left = int(sum(savings) * variant.given)
        for sitting in range(variant.sittings):
            wanted = left if sitting == variant.sittings - 1 else left // 2
            given, brought = stage.give_all(victim, receiver, at, wanted, seen)
            left -= given
            diamonds += brought
            usd += given * 0.0143
            at += stage.wait(20, 150)
    stage.pay_out(receiver, stage.moment(first + days + 2), diamonds)
    return Case([*victims, receiver], usd)


def _save(stage: Stage, victim: int, until: int, savings: list[int]) -> None:
    """Let the owner buy coins and keep them; the coins of each purchase are added to the savings."""
    for day in range(2, until - 1, 4):
        at = stage.evening(victim, day)
        bundle = int(stage.rng.integers(2, 5))
        savings.append(int(stage.buy(victim, at, bundle, stage.store_of(victim), stage.home(victim))["coins"]))
