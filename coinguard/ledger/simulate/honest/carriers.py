"""Carriers: people who only ever come over their carrier's address, which hundreds share."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.04


def live(stage: Stage) -> None:
    """Let some accounts come over their carrier alone."""
    world, people = stage.world, stage.world.people
    chosen = world.cast(stage.rng, round(world.accounts * _SHARE), stage.adults())
    people.mobile[chosen] = 1.0
    world.note("carrier", chosen)
