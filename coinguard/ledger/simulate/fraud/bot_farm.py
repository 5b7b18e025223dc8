"""Machines run many accounts from few devices, each tapping as regularly as a clock."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.life.promotions import DAILY
from coinguard.ledger.simulate.rows import MINUTE
from coinguard.ledger.simulate.script import Seen
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    accounts: tuple[int, int]
    accounts_a_device: int
    sittings: int
    taps: int
    gap_minutes: float
    jitter: float
    days: float
    lively: float


_VARIANTS = {
    "easy": _Variant((10, 16), 16, 1, 24, 2.0, 0.02, 2, 0.0),
    "medium": _Variant((8, 12), 4, 3, 12, 3.0, 0.08, 12, 0.2),
    "hard": _Variant((6, 9), 2, 7, 7, 4.0, 0.22, 45, 0.6),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    country = stage.country()
    bots = stage.fresh(int(rng.integers(*variant.accounts, endpoint=True)), country, first - 3, lively=variant.lively)
    master = stage.small_creator(country)
    devices = [stage.new_device() for _ in range(1 + (len(bots) - 1) // variant.accounts_a_device)]
    address = stage.new_address()
    diamonds = coins = 0
    for sitting in range(variant.sittings):
        begin = stage.evening(master, first + days * sitting / variant.sittings)
        stream = stage.stream(
            master, begin - 5 * MINUTE, variant.taps * variant.gap_minutes + 15, int(rng.integers(5, 25))
        )
        for place, bot in enumerate(bots):
            seen = Seen(devices[place // variant.accounts_a_device], address, country)
            at = begin + int(rng.integers(0, 2 * MINUTE))
            stage.login(bot, at - 30_000, seen)
            stage.promo(bot, at - 15_000, variant.taps, DAILY, seen)
            for _ in range(variant.taps):
                diamonds += stage.give(bot, master, at, 1, seen, stream)
                coins += 1
                at += int(variant.gap_minutes * MINUTE * max(0.3, rng.normal(1, variant.jitter)))
    return Case([*bots, master], coins * 0.0143)
