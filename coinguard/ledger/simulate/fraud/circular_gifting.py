"""Gifts go round: each gives to the next, the last gives to the first, to look busy or to move money unseen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    ring: tuple[int, int]
    rounds: tuple[int, int]
    hop_minutes: tuple[float, float]
    days: float
    share: tuple[float, float]
    lively: float


_VARIANTS = {
    "easy": _Variant((3, 3), (5, 8), (3, 25), 8, (0.85, 0.95), 0.0),
    "medium": _Variant((3, 4), (5, 7), (60, 500), 24, (0.6, 0.9), 0.5),
    "hard": _Variant((4, 4), (5, 7), (500, 2500), 50, (0.35, 0.8), 1.0),
}
"""``share``: of what came in, what is passed on; the rest is topped up or kept."""


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng, people = _VARIANTS[difficulty], stage.rng, stage.world.people
    first, days = stage.span(variant.days)
    ring = stage.fresh(
        int(rng.integers(*variant.ring, endpoint=True)), stage.country(), first - 30, lively=variant.lively
    )
    for member in ring:
        people.creator[member] = True
    rounds = int(rng.integers(*variant.rounds, endpoint=True))
    usd = 0.0
    for turn in range(rounds):
        at = stage.evening(ring[0], first + days * turn / rounds)
        coins = int(rng.choice([700, 1400, 3500]))
        for place, member in enumerate(ring):
            after = ring[(place + 1) % len(ring)]
            seen = stage.home(member)
            # Diamonds are no coins: each buys what it passes on, and cashes out what it got.
            bundle = next(b for b, held in enumerate(stage.world.economy.bundle_coins) if held >= coins)
            bought = stage.buy(member, at - stage.wait(1, 2), bundle, stage.store_of(member), seen)
            given, _ = stage.give_all(member, after, at, coins, seen, minutes=2.0)
            usd += given * bought["usd"] / bought["coins"]
            spare = bought["coins"] - given
            if spare > 200:
                stage.cover(partial(_spend, stage, member, spare, at + stage.wait(30, 120)))
            coins = max(99, int(coins * rng.uniform(*variant.share)))
            at += stage.wait(*variant.hop_minutes)
    return Case(ring, usd)


def _spend(stage: Stage, member: int, coins: int, at: int) -> None:
    """Let a member give what is left to somebody they like."""
    stage.give_all(member, int(stage.world.people.favourites[member, 0]), at, coins, stage.home(member))
