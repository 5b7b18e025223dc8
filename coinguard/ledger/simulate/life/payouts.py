"""Creators take their diamonds out as money: weekly, fortnightly or monthly, up to the cap a day."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.rows import DAY, Events, Ints, Status, Type, blank
from coinguard.ledger.simulate.world import World


def payouts_of(world: World, day: int, diamonds: Ints, rng: np.random.Generator) -> Events:
    """Draw one day's payouts.

    Parameters
    ----------
    diamonds
        Diamonds of each account before the day; changed in place.
    """
    people, economy = world.people, world.economy
    due = people.creator & ((day + people.payout_phase) % people.payout_every == 0)
    worth = diamonds * economy.usd_per_diamond
    takers = np.flatnonzero(due & (worth >= economy.payout_minimum_usd))
    # Whole dollars, so that a payout and its diamonds agree to the cent.
    usd = np.floor(np.minimum(worth[takers], economy.payout_maximum_usd))
    out = np.round(usd / economy.usd_per_diamond).astype(np.int64)
    diamonds[takers] -= out
    country = people.country[takers]
    return blank(
        len(takers),
        number=world.events.take(len(takers)),
        ts=world.start + day * DAY + rng.integers(0, DAY, len(takers)),
        type=Type.PAYOUT,
        account=takers,
        diamonds=out,
        amount=economy.in_currency(usd, country),
        currency=country,
        usd=usd,
        status=Status.APPROVED,
        payout=people.payout[takers],
        device=people.device[takers],
    )
