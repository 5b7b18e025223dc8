"""Who lives in a simulated world: accounts, their habits, and what they hold in their hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coinguard.ledger.simulate.economy import Economy
from coinguard.ledger.simulate.rows import DAY, NONE, Flags, Floats, Ints
from coinguard.ledger.simulate.world import Counter

AGE_BANDS: Final = ("13-15", "16-17", "18-24", "25-34", "35-49", "50+", "unknown")
_AGE_SHARES: Final = (0.03, 0.06, 0.30, 0.27, 0.18, 0.08, 0.08)
MINORS: Final = 2
"""Age bands before this place are under 18."""
CREATOR_SHARE: Final = 0.05
FAVOURITES: Final = 3
_YEARS: Final = 4
"""How far back accounts were made."""


@dataclass(slots=True, kw_only=True)
class People:
    """One array a habit, one place an account. Behaviours and cases change habits before life begins."""

    country: Ints
    created: Ints
    """Epoch milliseconds; nobody does anything before."""
    age: Ints
    """Place in `AGE_BANDS`."""
    creator: Flags
    followers: Ints
    popularity: Floats
    """How many watch a creator's streams; 0 for viewers."""
    stream_chance: Floats
    """Chance that a creator streams on a day."""
    sessions: Floats
    """Visits a day."""
    buys: Floats
    """Purchases in thirty days."""
    bundle: Floats
    """The bundle they usually buy."""
    binge: Floats
    """Further purchases in the visit of a purchase."""
    giving: Floats
    """Share of their coins that they give away in a visit in which they give."""
    loyalty: Floats
    """Chance to watch the first of their favourites, where that one streams."""
    favourites: Ints
    """Creators they like, one row an account."""
    web: Floats
    """Share of their purchases made on the web, with a card."""
    ios: Flags
    payday: Ints
    """Day of the month on which they buy more; 0 for none."""
    payday_pull: Floats
    """How much more."""
    card: Ints
    bin_country: Ints
    new_card_every: Ints
    """Days after which they use another card; 0 for never."""
    declines: Floats
    """Chance that a web payment is declined the first time."""
    refunds: Floats
    """Chance that a purchase is given back unspent."""
    chargebacks: Floats
    """Chance that a web purchase is disputed weeks later."""
    device: Ints
    next_device: Ints
    next_device_day: Ints
    """The day a new device replaces the old one; beyond the last day for never."""
    address: Ints
    """Of the household; it changes now and then."""
    mobile: Floats
    """Share of visits over the carrier's address."""
    abroad: Ints
    """Country they travel to; NONE for nowhere."""
    abroad_from: Ints
    abroad_until: Ints
    """Days of their journey."""
    payout: Ints
    payout_every: Ints
    """Days between a creator's payouts."""
    payout_phase: Ints
    """Which of those days it is."""
    opening_coins: Ints
    """Coins from before the ledger begins."""


def draw_people(
    economy: Economy, accounts: int, days: int, rng: np.random.Generator, counters: dict[str, Counter]
) -> People:
    """Return ordinary people: each has a device, an address and a card of their own, and nothing special about them."""
    country = rng.choice(len(economy.countries), accounts, p=economy.shares)
    # Seven in ten are older than the ledger, the others join while it runs.
    older = rng.random(accounts) < 0.7
    created = np.where(
        older,
        economy.start - (rng.random(accounts) ** 2 * _YEARS * 365 * DAY).astype(np.int64) - DAY,
        economy.start + (rng.random(accounts) * (days - 1) * DAY).astype(np.int64),
    )
    age = rng.choice(len(AGE_BANDS), accounts, p=_AGE_SHARES)
    creator = (rng.random(accounts) < CREATOR_SHARE) & (age >= MINORS) & older
    popularity = np.where(creator, rng.lognormal(3.0, 1.6, accounts), 0.0)
    spends = (rng.random(accounts) < 0.45) & (age >= MINORS)
    buys = np.where(spends, rng.lognormal(0.3, 1.0, accounts), 0.0)
    return People(
        country=country,
        created=created,
        age=age,
        creator=creator,
        followers=(
            np.where(creator, popularity * rng.lognormal(3.0, 0.7, accounts), rng.lognormal(3.0, 1.3, accounts))
        ).astype(np.int64),
        popularity=popularity,
        stream_chance=np.where(creator, rng.beta(2, 2.5, accounts), 0.0),
        sessions=np.minimum(rng.lognormal(-1.75, 0.9, accounts), 3.0) * np.where(spends, 1.6, 0.8),
        buys=buys,
        bundle=np.clip(rng.normal(0.9, 1.0, accounts), 0, 5),
        binge=rng.exponential(0.08, accounts),
        giving=rng.beta(2, 3, accounts),
        loyalty=rng.beta(2, 2, accounts),
        favourites=_favourites(country, creator, popularity, rng),
        web=np.where(rng.random(accounts) < 0.35, rng.beta(5, 2, accounts), 0.03),
        ios=rng.random(accounts) < 0.45,
        payday=np.zeros(accounts, np.int64),
        payday_pull=np.ones(accounts),
        card=counters["cards"].take(accounts),
        bin_country=country.copy(),
        new_card_every=np.zeros(accounts, np.int64),
        declines=rng.beta(1, 24, accounts),
        refunds=rng.beta(0.5, 50, accounts),
        chargebacks=np.full(accounts, 0.002),
        device=counters["devices"].take(accounts),
        next_device=np.full(accounts, NONE),
        next_device_day=np.full(accounts, days + 1),
        address=counters["addresses"].take(accounts),
        mobile=rng.beta(1.2, 2.5, accounts),
        abroad=np.full(accounts, NONE),
        abroad_from=np.zeros(accounts, np.int64),
        abroad_until=np.zeros(accounts, np.int64),
        payout=counters["payouts"].take(accounts),
        payout_every=rng.choice([7, 7, 14, 30], accounts),
        payout_phase=rng.integers(0, 30, accounts),
        opening_coins=np.where(older & (rng.random(accounts) < 0.2), rng.integers(1, 200, accounts), 0),
    )


def _favourites(country: Ints, creator: Flags, popularity: Floats, rng: np.random.Generator) -> Ints:
    """Draw each account's favourite creators: by popularity, four in five from its own country, itself never."""
    accounts = len(country)
    creators = np.flatnonzero(creator)
    chosen = np.empty((accounts, FAVOURITES), np.int64)
    chosen[:] = _by_popularity(creators, popularity, (accounts, FAVOURITES), rng)
    for place in range(int(country.max()) + 1):
        here = np.flatnonzero(country == place)
        compatriots = creators[country[creators] == place]
        if len(compatriots) > 1:
            stay = rng.random((len(here), FAVOURITES)) < 0.8
            local = _by_popularity(compatriots, popularity, stay.shape, rng)
            chosen[here] = np.where(stay, local, chosen[here])
    own = chosen == np.arange(accounts)[:, None]
    others = np.roll(creators, 1)[np.searchsorted(creators, chosen)]
    return np.where(own, others, chosen)


def _by_popularity(creators: Ints, popularity: Floats, shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
    weights = popularity[creators]
    return creators[np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(shape) * (1 - 1e-12))]
