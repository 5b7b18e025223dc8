"""A child buys coins: no fraud, but somebody should look after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coinguard.ledger.simulate.people import MINORS
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    buys: tuple[int, int]
    days: float
    bundles: tuple[int, int]


_VARIANTS = {
    "easy": _Variant((10, 16), 3, (3, 6)),
    "medium": _Variant((7, 10), 20, (2, 4)),
    "hard": _Variant((5, 8), 50, (1, 3)),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    people = stage.world.people
    first, days = stage.span(variant.days)
    under_age = (people.age < MINORS) & (people.created < stage.world.start) & (people.sessions > 0.1)
    chosen = stage.world.cast(rng, 1, under_age)
    if len(chosen):
        (child,) = (int(place) for place in chosen)
    else:
        (child,) = stage.settled(1)
        people.age[child] = MINORS - 1
    seen, means = stage.home(child), stage.store_of(child)
    usd = 0.0
    for day in np.sort(rng.uniform(first, first + days, int(rng.integers(*variant.buys, endpoint=True)))):
        at = stage.evening(child, day)
        bought = stage.buy(child, at, int(rng.integers(*variant.bundles, endpoint=True)), means, seen)
        usd += bought["usd"]
        liked = int(rng.choice(people.favourites[child]))
        stage.give_all(child, liked, at + stage.wait(1, 40), bought["coins"], seen)
    return Case([child], usd)
