"""Agencies: creators under contract are paid into one account, on one day, from one office."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.15
_SIZE = 15


def live(stage: Stage) -> None:
    """Put some creators under contract."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    signed = world.cast(rng, round(people.creator.sum() * _SHARE), people.creator)
    rng.shuffle(signed)
    for roster in np.array_split(signed, max(1, len(signed) // _SIZE)):
        people.payout[roster] = world.payouts.one()
        people.payout_every[roster] = 7
        people.payout_phase[roster] = rng.integers(0, 7)
    world.note("agency", signed)
