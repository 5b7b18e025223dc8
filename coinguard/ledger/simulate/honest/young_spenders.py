"""Young adults who spend at night and in bursts, and people who do not tell their age: no children."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.people import AGE_BANDS
from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.008


def live(stage: Stage) -> None:
    """Let some young or ageless buyers spend in bursts."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    fitting = np.isin(people.age, [AGE_BANDS.index("18-24"), AGE_BANDS.index("unknown")])
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & fitting & (people.buys > 0))
    people.buys[chosen] = rng.uniform(4, 10, len(chosen))
    people.binge[chosen] = rng.uniform(0.5, 1.2, len(chosen))
    people.bundle[chosen] = rng.uniform(0.5, 2.5, len(chosen))
    world.note("young_spender", chosen)
