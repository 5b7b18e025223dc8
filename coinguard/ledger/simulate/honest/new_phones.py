"""A new phone: the account shows a new device one day, and life goes on; some give what they have on that day."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.rows import DAY
from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.08
_GENEROUS = 0.003


def live(stage: Stage) -> None:
    """Give some accounts a new phone, and play the day of those who celebrate it with a large gift."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    changed = np.flatnonzero(rng.random(world.accounts) < _SHARE)
    people.next_device[changed] = world.devices.take(len(changed))
    people.next_device_day[changed] = rng.integers(1, world.days, len(changed))
    chosen = stage.settled(round(world.accounts * _GENEROUS))
    for who in chosen:
        day = int(rng.integers(5, world.days - 2))
        people.next_device[who], people.next_device_day[who] = world.devices.one(), day
        seen = stage.home(who)._replace(device=int(people.next_device[who]))
        at = world.start + day * DAY + int(rng.integers(0, DAY // 2))
        stage.login(who, at, seen)
        at += stage.wait(5, 300)
        bought = stage.buy(who, at, int(rng.integers(2, 5)), stage.store_of(who), seen)
        liked = int(people.favourites[who, 0])
        stage.give_all(who, liked, at + stage.wait(1, 30), bought["coins"], seen)
    world.note("new_phone", np.array(chosen))
