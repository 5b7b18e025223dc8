"""Families: two to five people with one tablet, one address and one card among them."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.05
_LARGEST = 5


def live(stage: Stage) -> None:
    """Put some accounts into families."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), ~people.creator)
    rng.shuffle(chosen)
    begins = np.cumsum(rng.integers(2, _LARGEST + 1, len(chosen)))
    for family in np.split(chosen, begins[begins < len(chosen)]):
        head = family[0]
        for shared in (people.country, people.bin_country, people.device, people.address, people.card):
            shared[family] = shared[head]
        people.web[family] = people.web[head]
    world.note("family", chosen)
