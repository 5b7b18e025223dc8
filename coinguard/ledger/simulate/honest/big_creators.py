"""Big creators earn more than the daily cap, so they take out the cap, day after day."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.04


def live(stage: Stage) -> None:
    """Let the most watched creators take their money out every day."""
    world, people = stage.world, stage.world.people
    count = max(2, round(people.creator.sum() * _SHARE))
    free = np.flatnonzero(people.creator & ~world.taken)
    chosen = np.sort(free[np.argsort(-people.popularity[free], kind="stable")[:count]])
    world.taken[chosen] = True
    people.payout_every[chosen] = 1
    people.stream_chance[chosen] = 0.8
    world.note("big_creator", chosen)
