"""Money comes in as gifts and is out again within a day, time after time, several creators into one purse."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    creators: tuple[int, int]
    givers: int
    cycles: tuple[int, int]
    out: float
    wait_minutes: tuple[float, float]
    days: float
    one_purse: bool
    age_days: float
    lively: float


_VARIANTS = {
    "easy": _Variant((2, 3), 2, (3, 5), 0.98, (30, 500), 10, True, 6, 0.0),
    "medium": _Variant((2, 3), 3, (3, 4), 0.88, (400, 1300), 22, True, 15, 0.3),
    "hard": _Variant((2, 2), 4, (5, 7), 0.7, (900, 4000), 50, False, 45, 1.0),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    country = stage.country()
    creators = [
        stage.small_creator(country, day=first - variant.age_days)
        for _ in range(int(rng.integers(*variant.creators, endpoint=True)))
    ]
    purse, desk = stage.world.payouts.one(), stage.hideout(country)
    givers = stage.fresh(variant.givers, country, first - variant.age_days, lively=variant.lively)
    usd = 0.0
    for creator in creators:
        cycles = int(rng.integers(*variant.cycles, endpoint=True))
        for turn in range(cycles):
            at = stage.evening(creator, first + days * turn / cycles)
            diamonds = 0
            for giver in givers:
                seen = stage.home(giver)
                bought = stage.buy(giver, at, int(rng.integers(4, 6)), stage.card_of(giver), seen)
                diamonds += stage.give_all(giver, creator, at + stage.wait(1, 15), bought["coins"], seen)[1]
            usd += stage.pay_out(
                creator,
                at + stage.wait(*variant.wait_minutes) + stage.wait(20, 21),
                int(diamonds * variant.out),
                payout=purse if variant.one_purse else None,
                # Whoever collects sits at one desk, also where each creator has a purse of their own.
                seen=desk,
            )
    return Case([*creators, *givers], usd)
