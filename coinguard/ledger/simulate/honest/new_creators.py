"""New creators: they began while the ledger runs, have few viewers, and take their first money out at once."""

from __future__ import annotations

from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.004


def live(stage: Stage) -> None:
    """Let some newcomers stream."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    chosen = world.cast(rng, round(world.accounts * _SHARE), stage.adults() & (people.created > world.start))
    people.creator[chosen] = True
    people.popularity[chosen] = rng.lognormal(3.0, 1.0, len(chosen))
    people.stream_chance[chosen] = rng.uniform(0.3, 0.8, len(chosen))
    people.payout_every[chosen] = 1
    # Each brings friends along who like them best of all.
    friends = rng.integers(0, world.accounts, (len(chosen), 6))
    for creator, theirs in zip(chosen, friends, strict=True):
        theirs = theirs[(theirs != creator) & ~world.taken[theirs]]
        people.favourites[theirs, 0] = creator
        people.loyalty[theirs] = 0.9
    world.note("new_creator", chosen)
