"""Shared computers: in a café or a school, a dozen strangers use one device at one address."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.004
_SIZE = 12


def live(stage: Stage) -> None:
    """Let groups of compatriots use one device."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    groups = max(1, round(world.accounts * _SHARE / _SIZE))
    for _ in range(groups):
        chosen = world.cast(rng, _SIZE, stage.adults() & (people.country == stage.country()))
        people.device[chosen] = world.devices.one()
        people.address[chosen] = world.addresses.one()
        people.mobile[chosen] = 0.0
        world.note("shared_computer", np.asarray(chosen))
