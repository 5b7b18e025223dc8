"""An expired or empty card: a few declines of one card in a row, then it works or another one does."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.006


def live(stage: Stage) -> None:
    """Play some evenings of trouble with a card."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    count = round(world.accounts * _SHARE)
    chosen = stage.settled(count)
    for who in chosen:
        at, seen = stage.evening(who, rng.uniform(1, world.days - 2)), stage.home(who)
        bundle, own = int(rng.integers(0, 4)), stage.card_of(who)
        for _ in range(int(rng.integers(3, 6))):
            stage.decline(who, at, bundle, own, seen, int(rng.choice([0, 2, 3])))
            at += stage.wait(0.5, 3)
        if rng.random() < 0.7:
            means = own if rng.random() < 0.5 else stage.web_card(stage.new_card(), int(people.country[who]))
            bought = stage.buy(who, at, bundle, means, seen)
            liked = int(people.favourites[who, 0])
            stage.give_all(who, liked, at + stage.wait(2, 40), bought["coins"], seen)
    world.note("card_trouble", np.array(chosen))
