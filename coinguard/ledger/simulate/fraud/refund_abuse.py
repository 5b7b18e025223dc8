"""Coins are bought, given away, and then the money is asked back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coinguard.ledger.simulate.rows import Type
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    buys: tuple[int, int]
    days: float
    refunded: float
    bundles: tuple[int, int]
    accomplice: bool


_VARIANTS = {
    "easy": _Variant((6, 9), 8, 0.95, (4, 6), accomplice=True),
    "medium": _Variant((8, 12), 25, 0.55, (3, 5), accomplice=True),
    "hard": _Variant((12, 16), 50, 0.3, (2, 4), accomplice=False),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    (abuser,) = stage.settled(1)
    people = stage.world.people
    accomplice = stage.small_creator(int(people.country[abuser])) if variant.accomplice else None
    seen, means = stage.home(abuser), stage.store_of(abuser)
    usd, diamonds = 0.0, 0
    for day in np.sort(rng.uniform(first, first + days, int(rng.integers(*variant.buys, endpoint=True)))):
        at = stage.evening(abuser, day)
        bought = stage.buy(abuser, at, int(rng.integers(*variant.bundles, endpoint=True)), means, seen)
        receiver = int(rng.choice(people.favourites[abuser])) if accomplice is None else accomplice
        diamonds += stage.give_all(abuser, receiver, at + stage.wait(2, 90), bought["coins"], seen)[1]
        if rng.random() < variant.refunded:
            stage.reverse(bought, at + stage.wait(300, 5 * 1440), Type.REFUND)
            usd += bought["usd"]
    if accomplice is None:
        return Case([abuser], usd)
    stage.pay_out(accomplice, stage.moment(first + days + 1), diamonds)
    return Case([abuser, accomplice], usd)
