"""Everyday life, a day at a time, with what carries over: coins, diamonds, and refunds to come."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.life.gifts import gifts_of
from coinguard.ledger.simulate.life.payouts import payouts_of
from coinguard.ledger.simulate.life.promotions import offer_of, promotions_of
from coinguard.ledger.simulate.life.purchases import purchases_of
from coinguard.ledger.simulate.life.visits import logins, visits_of
from coinguard.ledger.simulate.rows import DAY, Events, Type, blank
from coinguard.ledger.simulate.streams import Streams, streams_of
from coinguard.ledger.simulate.world import World


class Life:
    """Everyday life of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.generator("life")
        self._coins = world.people.opening_coins.astype(np.int64)
        self._diamonds = np.zeros(world.accounts, np.int64)
        self._newcomers = (world.people.created >= world.start) & ~world.welcomed
        self._later = blank(0)

    def day(self, day: int) -> tuple[Events, Streams]:
        """Return what happens on a day, in no order, and its streams. Days are asked for one after the other."""
        world, rng = self._world, self._rng
        streams = streams_of(world, day, rng)
        if not len(streams):
            return self._due(day), streams
        visits = visits_of(world, day, streams, rng)
        paid_out = payouts_of(world, day, self._diamonds, rng)
        granted = promotions_of(world, day, visits, self._newcomers, rng)
        bought = purchases_of(world, day, visits, offer_of(day), rng)
        gifts = gifts_of(world, visits, streams, granted.coins + bought.coins, self._coins, rng)
        # What a newcomer brings whoever invited them is to spend from the next day on.
        np.add.at(self._coins, granted.referrers, granted.referral_coins)
        credited = gifts[gifts["type"] == Type.DIAMOND_CREDIT]
        np.add.at(self._diamonds, credited["account"], credited["diamonds"])
        self._later = np.concatenate([self._later, bought.later])
        shown = logins(visits, rng)
        shown["number"] = world.events.take(len(shown))
        return np.concatenate([shown, granted.events, bought.events, gifts, paid_out, self._due(day)]), streams

    def _due(self, day: int) -> Events:
        """Take the refunds and chargebacks that fall on a day."""
        due = self._later["ts"] < self._world.start + (day + 1) * DAY
        events, self._later = self._later[due], self._later[~due]
        return events
