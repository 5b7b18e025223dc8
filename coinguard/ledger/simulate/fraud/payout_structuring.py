"""Payouts are kept just under the daily cap, again and again, where one larger one would be looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    creators: int
    payouts: tuple[int, int]
    days: float
    of_cap: tuple[float, float]


_VARIANTS = {
    "easy": _Variant(1, (5, 8), 7, (0.94, 0.995)),
    "medium": _Variant(2, (5, 7), 16, (0.90, 0.985)),
    "hard": _Variant(3, (6, 9), 48, (0.82, 0.97)),
}
_GIVERS = 3


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng, economy = _VARIANTS[difficulty], stage.rng, stage.world.economy
    first, days = stage.span(variant.days, first=4)
    country = stage.country()
    creators = [stage.small_creator(country, day=-100) for _ in range(variant.creators)]
    givers = stage.settled(_GIVERS)
    purse = stage.world.payouts.one()
    usd = 0.0
    for creator in creators:
        for day in np.sort(rng.uniform(first, first + days, int(rng.integers(*variant.payouts, endpoint=True)))):
            out = int(economy.payout_maximum_usd * rng.uniform(*variant.of_cap) / economy.usd_per_diamond)
            held = 0
            # The diamonds come from gifts of the days before: nobody takes out what never came in.
            while held < out:
                giver = int(rng.choice(givers))
                at = stage.evening(giver, day - rng.uniform(1, 3))
                bought = stage.buy(giver, at, 6, stage.card_of(giver), stage.home(giver))
                held += stage.give_all(giver, creator, at + stage.wait(1, 30), bought["coins"], stage.home(giver))[1]
            usd += stage.pay_out(creator, stage.moment(day), out, payout=purse if variant.creators > 1 else None)
    return Case([*creators, *givers], usd)
