"""Friends treat each other: small gifts to and fro, on birthdays and just so."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.004


def live(stage: Stage) -> None:
    """Play the gifts of some pairs and threes of friends."""
    world, rng = stage.world, stage.rng
    for _ in range(max(1, round(world.accounts * _SHARE / 2.5))):
        circle = stage.settled(int(rng.integers(2, 4)))
        if len(circle) < 2:
            return
        for _ in range(int(rng.integers(2, 7))):
            giver, receiver = (int(place) for place in rng.permutation(circle)[:2])
            at, seen = stage.evening(giver, rng.uniform(1, world.days - 2)), stage.home(giver)
            bought = stage.buy(giver, at, int(rng.integers(0, 3)), stage.store_of(giver), seen)
            stage.give_all(giver, receiver, at + stage.wait(2, 600), int(bought["coins"] * rng.uniform(0.2, 1)), seen)
        world.note("friends", np.array(circle))
