"""What people give in their visits, never more than they have, and what the receivers are credited with."""

from __future__ import annotations

from typing import Final

import numpy as np

from coinguard.ledger.simulate.life.visits import Visits
from coinguard.ledger.simulate.rows import Events, Ints, Status, Type, blank
from coinguard.ledger.simulate.streams import Streams
from coinguard.ledger.simulate.world import World

_GIVES_A_FAVOURITE: Final = 0.8
_GIVES_A_STRANGER: Final = 0.3
"""Chance that a visitor who has coins gives any."""
_GIVES_ALL: Final = 0.25
"""Chance that it is all they have."""
_SETTLED: Final = 600_000
"""Milliseconds after a visit's start by which its purchases are made."""
_MOST: Final = 25
"""Gifts in one visit."""


def gifts_of(
    world: World, visits: Visits, streams: Streams, coins: Ints, balance: Ints, rng: np.random.Generator
) -> Events:
    """Draw one day's gifts and the diamonds they bring; `balance` is changed in place.

    Parameters
    ----------
    coins
        Coins that came in during each visit, before its gifts.
    balance
        Coins of each account before the day.
    """
    parts = []
    for rank in range(int(visits.rank.max(initial=-1)) + 1):
        turn = np.flatnonzero(visits.rank == rank)
        parts.append(_given(world, visits, streams, turn, coins, balance, rng))
    given = np.concatenate(parts) if parts else blank(0)
    given["number"] = world.events.take(len(given))
    return np.concatenate([given, credits_of(world, given, rng)])


def credits_of(world: World, gifts: Events, rng: np.random.Generator) -> Events:
    """Return the diamonds that gifts bring their receivers, seconds later."""
    return blank(
        len(gifts),
        number=world.events.take(len(gifts)),
        ts=gifts["ts"] + rng.integers(300, 4_000, len(gifts)),
        type=Type.DIAMOND_CREDIT,
        account=gifts["counterparty"],
        counterparty=gifts["account"],
        stream=gifts["stream"],
        diamonds=world.economy.diamonds(gifts["coins"]),
    )


def _given(
    world: World, visits: Visits, streams: Streams, turn: Ints, coins: Ints, balance: Ints, rng: np.random.Generator
) -> Events:
    """Draw the gifts of visits of different accounts."""
    people, economy = world.people, world.economy
    account = visits.account[turn]
    balance[account] += coins[turn]
    own = streams.creator[visits.stream[turn]] == account
    liked = (people.favourites[account] == streams.creator[visits.stream[turn]][:, None]).any(axis=1)
    chance = np.where(liked, _GIVES_A_FAVOURITE, _GIVES_A_STRANGER)
    giving = np.flatnonzero((balance[account] > 0) & ~own & (rng.random(len(turn)) < chance))
    turn, account = turn[giving], account[giving]
    purse = balance[account] * np.where(rng.random(len(turn)) < _GIVES_ALL, 1.0, people.giving[account])
    times = np.minimum(rng.geometric(0.35, len(turn)), _MOST)
    which = np.repeat(np.arange(len(turn)), times)
    # Shares of the purse, at random; each buys the dearest gift it can, so together they never cost more.
    weight = rng.exponential(1.0, len(which))
    price = economy.gift_below(purse[which] * weight / np.bincount(which, weight, len(turn))[which])
    gap = rng.exponential(1.0, len(which))
    passed = np.cumsum(gap) - np.append(0.0, np.cumsum(np.bincount(which, gap, len(turn))))[which]
    begun = visits.start[turn] + np.where(coins[turn] > 0, _SETTLED, 5_000)
    span = np.minimum(visits.end[turn] - begun, times * 90_000)
    ts = begun[which] + (passed / np.bincount(which, gap, len(turn))[which] * span[which]).astype(np.int64)
    real = price > 0
    which, price, ts = which[real], price[real], ts[real]
    np.subtract.at(balance, account[which], price)
    visit = turn[which]
    return blank(
        len(which),
        ts=ts,
        type=Type.GIFT,
        account=account[which],
        counterparty=streams.creator[visits.stream[visit]],
        stream=streams.number[visits.stream[visit]],
        coins=price,
        status=Status.APPROVED,
        device=visits.device[visit],
        ip=visits.address[visit],
        ip_country=visits.ip_country[visit],
    )
