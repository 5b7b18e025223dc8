"""What people buy in their visits: an attempt, its outcome, the coins; and what they take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from coinguard.ledger.simulate.life.promotions import Offer
from coinguard.ledger.simulate.life.visits import Visits
from coinguard.ledger.simulate.rows import (
    DAY,
    DECLINE_CODES,
    HOUR,
    NONE,
    Channel,
    Events,
    Flags,
    Floats,
    Ints,
    Status,
    Type,
    blank,
)
from coinguard.ledger.simulate.world import World

_TRIES_AGAIN: Final = 0.7
_CARD_BASE: Final = 1 << 35
_BEGINS: Final = 60_000
"""Milliseconds after a visit's start by which its purchases have begun."""
_MOST: Final = 12
"""Purchases in one visit: they are over before its gifts begin."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A day's purchases and what came of them."""

    events: Events
    """Attempts and purchases."""
    later: Events
    """Refunds and chargebacks, on later days."""
    coins: Ints
    """Coins to spend, by visit."""


def purchases_of(world: World, day: int, visits: Visits, offer: Offer, rng: np.random.Generator) -> Bought:
    """Draw one day's purchases at the day's prices."""
    people = world.people
    pull = _pull(world, day) * offer.pull
    account = visits.account
    wish = people.buys[account] / 30 / np.maximum(people.sessions[account], 1e-9) * pull[account]
    buying = np.flatnonzero(rng.random(len(visits)) < np.minimum(wish, 0.95))
    times = 1 + rng.poisson(people.binge[account[buying]] * np.sqrt(pull[account[buying]]))
    visit = np.repeat(buying, np.minimum(times, _MOST))
    count = len(visit)
    first = np.searchsorted(visit, visit, side="left")
    turn = np.arange(count) - first
    ts = visits.start[visit] + rng.integers(5_000, _BEGINS, count) + turn * rng.integers(20_000, 40_000, count)
    paid = _paid(world, day, visits, visit, offer, rng)
    paid["ts"] = ts
    declined = (paid["channel"] == Channel.WEB) & (rng.random(count) < people.declines[account[visit]])
    gone = declined & (rng.random(count) > _TRIES_AGAIN)
    attempts, refused = paid.copy(), paid[declined]
    attempts["type"] = refused["type"] = Type.PURCHASE_ATTEMPT
    refused["ts"] -= 4_000
    refused["status"] = Status.DECLINED
    refused["decline_code"] = rng.choice(len(DECLINE_CODES) - 1, len(refused), p=[0.5, 0.3, 0.08, 0.12])
    attempts, paid, visit = attempts[~gone], paid[~gone], visit[~gone]
    attempts["number"] = world.events.take(len(attempts))
    attempts["ts"] -= 2_000
    paid["ref"], paid["number"] = attempts["number"], world.events.take(len(paid))
    refused["number"] = world.events.take(len(refused))
    later, unspent = _taken_back(world, paid, rng)
    coins = np.bincount(visit[~unspent], paid["coins"][~unspent], len(visits)).astype(np.int64)
    return Bought(np.concatenate([refused, attempts, paid]), later, coins)


def _pull(world: World, day: int) -> Floats:
    """Return how much more than usual each account buys on a day: more on its payday and the day after."""
    people = world.people
    date = datetime.fromtimestamp((world.start + day * DAY) / 1000, UTC).day
    paid = (people.payday > 0) & (date - people.payday >= 0) & (date - people.payday <= 1)
    return np.where(paid, people.payday_pull, 1.0)


def _paid(world: World, day: int, visits: Visits, visit: Ints, offer: Offer, rng: np.random.Generator) -> Events:
    people, economy = world.people, world.economy
    account = visits.account[visit]
    bundle = np.clip(np.round(rng.normal(people.bundle[account], 0.7)), 0, len(economy.bundle_coins) - 1).astype(
        np.int64
    )
    web = rng.random(len(visit)) < people.web[account]
    channel = np.where(web, Channel.WEB, np.where(people.ios[account], Channel.IOS, Channel.ANDROID))
    country = people.country[account]
    usd = np.round(economy.price_usd(bundle, channel, country) * offer.price, 2)
    return blank(
        len(visit),
        type=Type.PURCHASE,
        account=account,
        coins=economy.bundle_coins[bundle],
        amount=economy.in_currency(usd, country),
        currency=country,
        usd=usd,
        channel=channel,
        status=Status.APPROVED,
        card=np.where(web, _cards(people, account, day), NONE),
        bin_country=np.where(web, people.bin_country[account], NONE),
        device=visits.device[visit],
        ip=visits.address[visit],
        ip_country=visits.ip_country[visit],
        store_country=np.where(web, NONE, country),
        promo=offer.promo,
    )


def _cards(people: Any, account: Ints, day: int) -> Ints:
    """Return the card each purchase is paid with; who buys prepaid cards uses the next one when the last is empty."""
    every = people.new_card_every[account]
    prepaid = _CARD_BASE + account * 1024 + day // np.maximum(every, 1)
    return np.where(every > 0, prepaid, people.card[account])  # type: ignore[no-any-return]


def _taken_back(world: World, paid: Events, rng: np.random.Generator) -> tuple[Events, Flags]:
    """Return the refunds and chargebacks to come, and which purchases are given back, their coins never spent."""
    people = world.people
    regretted = rng.random(len(paid)) < people.refunds[paid["account"]]
    disputed = ~regretted & (paid["channel"] == Channel.WEB)
    disputed &= rng.random(len(paid)) < people.chargebacks[paid["account"]]
    refunds, chargebacks = paid[regretted], paid[disputed]
    refunds["type"], chargebacks["type"] = Type.REFUND, Type.CHARGEBACK
    refunds["ts"] += np.minimum(HOUR + rng.exponential(2 * DAY, len(refunds)), 14 * DAY).astype(np.int64)
    chargebacks["ts"] += (rng.uniform(9, 40, len(chargebacks)) * DAY).astype(np.int64)
    later = np.concatenate([refunds, chargebacks])
    later["ref"] = later["number"]
    later["number"] = world.events.take(len(later))
    for unknown in ("device", "ip", "ip_country"):
        later[unknown] = NONE
    return later, regretted
