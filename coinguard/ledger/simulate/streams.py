"""The live streams of a day: who streams, when, for how long and to how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coinguard.ledger.simulate.rows import DAY, HOUR, MINUTE, NONE, Floats, Ints
from coinguard.ledger.simulate.world import World

_SHORTEST: Final = 20 * MINUTE
_LONGEST: Final = 5 * HOUR


@dataclass(frozen=True, slots=True)
class Streams:
    """Streams, one place each."""

    number: Ints
    creator: Ints
    started: Ints
    """Epoch milliseconds."""
    duration: Ints
    """Milliseconds."""
    viewers: Ints

    def __len__(self) -> int:
        return len(self.number)


def streams_of(world: World, day: int, rng: np.random.Generator) -> Streams:
    """Return the streams of one day, all over before it ends."""
    people = world.people
    midnight = world.start + day * DAY
    creators = np.flatnonzero(
        people.creator & (people.created < midnight) & (rng.random(world.accounts) < people.stream_chance)
    )
    count = len(creators)
    local_hour = np.clip(rng.normal(20.0, 2.5, count), 7, 23.5)
    started = midnight + ((local_hour - world.economy.utc_hours[people.country[creators]]) % 24 * HOUR).astype(np.int64)
    duration = np.clip(rng.lognormal(np.log(75 * MINUTE), 0.6, count), _SHORTEST, _LONGEST).astype(np.int64)
    # A stream that would run past midnight begins earlier: a day's balances are settled before the next day's.
    started = np.minimum(started, midnight + DAY - duration - MINUTE)
    viewers = np.maximum(1, people.popularity[creators] * rng.lognormal(0.0, 0.4, count)).astype(np.int64)
    return Streams(world.streams.take(count), creators, started, duration, viewers)


def choose_streams(world: World, streams: Streams, visitors: Ints, rng: np.random.Generator) -> Ints:
    """Return the place of the stream that each visitor watches: a favourite's where one streams, else a popular one."""
    people = world.people
    on_air = np.full(world.accounts, NONE)
    on_air[streams.creator] = np.arange(len(streams))
    weights: Floats = np.cumsum(streams.viewers + 1.0)
    chosen: Ints = np.searchsorted(weights, rng.random(len(visitors)) * weights[-1], side="right")
    chosen = np.minimum(chosen, len(streams) - 1)
    for liked in range(people.favourites.shape[1] - 1, -1, -1):
        place = on_air[people.favourites[visitors, liked]]
        wish = people.loyalty[visitors] if liked == 0 else np.full(len(visitors), 0.5)
        chosen = np.where((place >= 0) & (rng.random(len(visitors)) < wish), place, chosen)
    return chosen
