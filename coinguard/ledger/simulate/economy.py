"""The invented economy that simulated ledgers run on: countries, prices, gifts and payout terms."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np

from coinguard.ledger.simulate.rows import Channel, Floats, Ints
from coinguard.resources import asset


@dataclass(frozen=True, slots=True)
class Economy:
    """What things cost where. Countries and bundles are places in the tuples and arrays here."""

    start: int
    """Epoch milliseconds of the first day's first moment."""
    countries: tuple[str, ...]
    shares: Floats
    """Share of accounts, by country."""
    price_levels: Floats
    """Price of a bundle against the United States', by country."""
    currencies: tuple[str, ...]
    per_usd: Floats
    decimals: Ints
    utc_hours: Ints
    bundle_coins: Ints
    bundle_usd: Floats
    """Price in the United States, by channel and bundle."""
    gift_coins: Ints
    """Prices of gifts, ascending."""
    usd_per_diamond: float
    payout_minimum_usd: float
    payout_maximum_usd: float

    def country(self, code: str) -> int:
        """Return a country's place by its two-letter code."""
        return self.countries.index(code)

    def price_usd(self, bundle: Any, channel: Any, country: Any) -> Any:
        """Return what bundles cost in dollars, on a channel and in a country; the three may be arrays."""
        return self.bundle_usd[channel, bundle] * self.price_levels[country]

    def in_currency(self, usd: Any, country: Any) -> Floats:
        """Return dollars in a country's currency, as a shop would write them."""
        scale = 10.0 ** self.decimals[country]
        return np.round(usd * self.per_usd[country] * scale) / scale  # type: ignore[no-any-return]

    def gift_below(self, coins: Any) -> Ints:
        """Return the dearest gift that so many coins buy, 0 where they buy none."""
        place = np.searchsorted(self.gift_coins, coins, side="right")
        return np.concatenate([[0], self.gift_coins])[place]  # type: ignore[no-any-return]

    def diamonds(self, coins: Any) -> Any:
        """Return the diamonds a gift of so many coins brings its receiver: half, rounded up."""
        return (coins + 1) // 2


@cache
def load_economy() -> Economy:
    """Return the economy of ``data/simulation/economy.toml``."""
    given = tomllib.loads(asset("data", "simulation", "economy.toml").read_text(encoding="utf-8"))
    countries, bundles = given["countries"], given["bundles"]

    def of_countries(key: str, kind: type) -> Any:
        return np.array([entry[key] for entry in countries.values()], dtype=kind)

    shares = of_countries("share", float)
    web, store = (np.array([bundle[key] for bundle in bundles]) for key in ("web_usd", "store_usd"))
    by_channel = {Channel.WEB: web, Channel.IOS: store, Channel.ANDROID: store, Channel.OTHER: web}
    return Economy(
        start=int(datetime.fromisoformat(given["start"]).replace(tzinfo=UTC).timestamp() * 1000),
        countries=tuple(countries),
        shares=shares / shares.sum(),
        price_levels=of_countries("price", float),
        currencies=tuple(entry["currency"] for entry in countries.values()),
        per_usd=of_countries("per_usd", float),
        decimals=of_countries("decimals", int),
        utc_hours=of_countries("utc_hours", int),
        bundle_coins=np.array([bundle["coins"] for bundle in bundles]),
        bundle_usd=np.stack([by_channel[channel] for channel in Channel]),
        gift_coins=np.array(given["gift_coins"]),
        usd_per_diamond=given["usd_per_diamond"],
        payout_minimum_usd=given["payout_minimum_usd"],
        payout_maximum_usd=given["payout_maximum_usd"],
    )
