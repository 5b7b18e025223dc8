"""A birthday: the old friends of a small creator come to one stream and give more than it ever got."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.rows import DAY, MINUTE
from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.0004


def live(stage: Stage) -> None:
    """Play some birthdays."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    for _ in range(max(1, round(world.accounts * _SHARE))):
        hosts = world.cast(
            rng, 1, people.creator & (people.popularity < 40) & (people.created < world.start - 60 * DAY)
        )
        if not len(hosts):
            return
        host = int(hosts[0])
        guests = stage.settled(int(rng.integers(4, 8)), country=int(people.country[host]), young=False)
        begin = stage.evening(host, rng.uniform(5, world.days - 2))
        stream = stage.stream(host, begin, 120, int(people.popularity[host] + len(guests) + 3))
        for guest in guests:
            at, seen = begin + stage.wait(3, 60), stage.home(guest)
            bought = stage.buy(guest, at, int(rng.integers(2, 5)), stage.store_of(guest), seen)
            stage.give_all(guest, host, at + 2 * MINUTE, bought["coins"], seen, stream)
        world.note("gift_party", np.array([host, *guests]))
