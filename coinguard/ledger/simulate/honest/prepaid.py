"""Prepaid cards: people without a bank card buy a new voucher card every week or two."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.008


def live(stage: Stage) -> None:
    """Let some buyers use prepaid cards."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & (people.buys > 1))
    people.new_card_every[chosen] = rng.integers(6, 18, len(chosen))
    people.web[chosen] = 1.0
    people.declines[chosen] = 0.15
    world.note("prepaid", chosen)
