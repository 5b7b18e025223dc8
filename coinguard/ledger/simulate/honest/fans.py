"""Loyal fans: what they buy goes to one creator, and within the hour."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.015


def live(stage: Stage) -> None:
    """Let some viewers be loyal."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & (people.buys > 0.7))
    people.loyalty[chosen] = 1.0
    people.favourites[chosen] = people.favourites[chosen, :1]
    people.giving[chosen] = 1.0
    people.buys[chosen] *= 1.5
    world.note("loyal_fan", chosen)
