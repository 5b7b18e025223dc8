"""Paydays: many buy more once a month, and some buy nearly everything on that one day."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SOME = 0.15
_ALL_AT_ONCE = 0.008


def live(stage: Stage) -> None:
    """Give some viewers a payday."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    some = np.flatnonzero((people.buys > 0) & (rng.random(world.accounts) < _SOME))
    people.payday[some] = rng.choice([1, 10, 15, 25, 28], len(some))
    people.payday_pull[some] = rng.uniform(2, 4, len(some))
    chosen = world.cast(rng, round(world.accounts * _ALL_AT_ONCE), stage.adults() & (people.buys > 1.5))
    people.payday[chosen] = rng.choice([1, 15, 25, 28], len(chosen))
    people.payday_pull[chosen] = 25.0
    people.buys[chosen] *= 0.4
    people.binge[chosen] += 0.5
    world.note("payday_buyer", chosen)
