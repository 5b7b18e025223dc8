"""Official promotions: coins for newcomers and those who brought them, event days, and days of cheaper bundles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coinguard.ledger.simulate.life.visits import Visits
from coinguard.ledger.simulate.rows import DAY, NONE, Events, Flags, Ints, Type, blank
from coinguard.ledger.simulate.world import World

WELCOME: Final = 0
REFERRAL: Final = 1
DAILY: Final = 2
"""Promotions that always run."""
_EVENTS: Final = 10
_DISCOUNTS: Final = 100
"""First numbers of promotions that run for a day."""
COINS: Final = 60
"""Coins that any of them grants."""
_EVENT_EVERY: Final = 14
_DISCOUNT_EVERY: Final = 20
_DISCOUNT: Final = 0.85
_TAKE: Final = 0.6
"""Chance that a visitor redeems what the day offers."""
_INVITED: Final = 0.3
_PULL: Final = 1.8
"""How much more is bought on a day of cheaper bundles."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What bundles cost today."""

    price: float
    """Times the usual price."""
    promo: int
    pull: float


def offer_of(day: int) -> Offer:
    """Return the offer of a day."""
    if day % _DISCOUNT_EVERY == _DISCOUNT_EVERY - 3:
        return Offer(_DISCOUNT, _DISCOUNTS + day, _PULL)
    return Offer(1.0, NONE, 1.0)


@dataclass(frozen=True, slots=True)
class Granted:
    """Coins granted on a day."""

    events: Events
    coins: Ints
    """By visit."""
    referrers: Ints
    """Whom a newcomer named, one place a newcomer; each has earned `referral_coins`."""
    referral_coins: int = COINS


def promotions_of(world: World, day: int, visits: Visits, newcomers: Flags, rng: np.random.Generator) -> Granted:
    """Draw what is granted on a day.

    Parameters
    ----------
    newcomers
        Accounts made while the ledger runs that have not been welcomed; those welcomed today are struck off in place.
    """
    first = visits.rank == 0
    welcomed = np.flatnonzero(first & newcomers[visits.account])
    newcomers[visits.account[welcomed]] = False
    welcome = _redeemed(visits, welcomed, WELCOME, rng)
    welcome["referrer"] = np.where(
        rng.random(len(welcomed)) < _INVITED, _friends(world, visits.account[welcomed], rng), NONE
    )
    invited = welcome[welcome["referrer"] != NONE]
    thanks = blank(
        len(invited),
        ts=invited["ts"] + rng.integers(2_000, 9_000, len(invited)),
        type=Type.PROMO,
        account=invited["referrer"],
        coins=COINS,
        promo=REFERRAL,
        device=world.people.device[invited["referrer"]],
    )
    parts, coins = [welcome, thanks], np.zeros(len(visits), np.int64)
    coins[welcomed] += COINS
    if day % _EVENT_EVERY == _EVENT_EVERY // 2:
        takers = np.flatnonzero(first & (rng.random(len(visits)) < _TAKE))
        parts.append(_redeemed(visits, takers, _EVENTS + day // _EVENT_EVERY, rng))
        coins[takers] += COINS
    events = np.concatenate(parts)
    events["number"] = world.events.take(len(events))
    return Granted(events, coins, invited["referrer"].astype(np.int64))


def _redeemed(visits: Visits, takers: Ints, promo: int, rng: np.random.Generator) -> Events:
    return blank(
        len(takers),
        ts=visits.start[takers] + rng.integers(500, 4_000, len(takers)),
        type=Type.PROMO,
        account=visits.account[takers],
        coins=COINS,
        promo=promo,
        device=visits.device[takers],
        ip=visits.address[takers],
        ip_country=visits.ip_country[takers],
    )


def _friends(world: World, newcomers: Ints, rng: np.random.Generator) -> Ints:
    """Return somebody older of the same country for each newcomer, NONE where the draw finds nobody."""
    people = world.people
    drawn = rng.integers(0, world.accounts, (4, len(newcomers)))
    friend = np.full(len(newcomers), NONE)
    for guess in drawn:
        fits = (people.country[guess] == people.country[newcomers]) & (people.created[guess] < world.start - DAY)
        friend = np.where((friend == NONE) & fits, guess, friend)
    return friend
