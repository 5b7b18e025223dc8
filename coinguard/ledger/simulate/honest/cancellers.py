"""People who often change their mind, and give coins back that they have not spent."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.006


def live(stage: Stage) -> None:
    """Let some buyers cancel a quarter of what they buy."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & (people.buys > 1))
    people.refunds[chosen] = rng.uniform(0.15, 0.4, len(chosen))
    world.note("canceller", chosen)
