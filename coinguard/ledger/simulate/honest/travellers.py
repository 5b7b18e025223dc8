"""Travellers buy from abroad for a while; expatriates live abroad for good, at the prices there."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_TRAVEL = 0.02
_MOVED = 0.006


def live(stage: Stage) -> None:
    """Send some accounts on a journey, and some abroad for good with the card of their old home."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    countries = len(world.economy.countries)
    gone = world.cast(rng, round(world.accounts * _TRAVEL), stage.adults() & (people.buys > 0))
    people.abroad[gone] = (people.country[gone] + rng.integers(1, countries, len(gone))) % countries
    people.abroad_from[gone] = rng.integers(1, world.days, len(gone))
    people.abroad_until[gone] = people.abroad_from[gone] + rng.integers(4, 22, len(gone))
    world.note("traveller", gone)
    moved = world.cast(rng, round(world.accounts * _MOVED), stage.adults() & (people.buys > 0))
    people.abroad[moved] = (people.country[moved] + rng.integers(1, countries, len(moved))) % countries
    people.abroad_until[moved] = world.days + 1
    people.web[moved] = 1.0
    world.note("expatriate", moved)
