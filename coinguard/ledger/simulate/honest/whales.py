"""Whales: a few who buy the largest bundles again and again, and give them away in bursts."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.004


def live(stage: Stage) -> None:
    """Turn some viewers into whales."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & (people.buys > 0))
    people.sessions[chosen] = rng.uniform(0.6, 1.5, len(chosen))
    people.buys[chosen] = rng.lognormal(np.log(18), 0.5, len(chosen))
    people.bundle[chosen] = rng.uniform(4.0, 6.0, len(chosen))
    people.binge[chosen] = rng.uniform(0.3, 1.5, len(chosen))
    people.refunds[chosen] = 0.0
    world.note("whale", chosen)
