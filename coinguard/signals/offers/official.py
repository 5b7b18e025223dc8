"""What is promised held against the official price: dated, sourced, and in the money that it is asked in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.currencies import minor_digits, shown
from coinguard.prices import Offer as Price
from coinguard.prices import PriceBook
from coinguard.signals.offers.lexicon import currencies, lexicon, moneys

PER: Final = 1_000_000
"""Units whose price the table holds, in minor units of the money: a coin costs about a cent, so a million cost about $10,000."""


@lru_cache(maxsize=1)
def _book() -> PriceBook:
    return PriceBook.load()


@lru_cache(maxsize=1)
def known_prices() -> tuple[Price, ...]:
    """Return the cheapest verified official price for each currency and money that the shipped book knows.

    Only prices with a source count, and only those without a known end: what was asked once is no price.
    """
    cheapest: dict[tuple[str, str], Price] = {}
    for price in _book().offers:
        key = (price.currency, price.price_currency)
        if price.verified and price.valid_to is None:
            old = cheapest.get(key)
            if old is None or price.price_minor * old.quantity < old.price_minor * price.quantity:
                cheapest[key] = price
    return tuple(cheapest[key] for key in sorted(cheapest))


def _currency_of(price: Price) -> int:
    for number, entry in enumerate(lexicon()["currencies"].values()):
        if entry.get("price") == price.currency:
            return number
    return -1


@lru_cache(maxsize=1)
def official_prices() -> NDArray[np.int64]:
    """Return ``int64[1 + prices, 4]``: currency, money, minor units for :data:`PER` units, minor digits.

    The first row is another thing: the numbers of gift cards, of coins that nothing names, and of TikTok's coins.
    """
    rows = [(*(currencies().index(name) for name in ("gift_card", "coins", "tiktok_coins")), 0)]
    for price in known_prices():
        unit = round(price.price_minor * PER / price.quantity)
        digits = minor_digits()[price.price_currency]
        rows.append((_currency_of(price), moneys().index(price.price_currency), unit, digits))
    return np.array(rows, np.int64)


# How the numbers of a sentence are packed into what a hit is about. A price below the official one: the row of the official
# price, whether the coins are but supposed to be TikTok's, per cent, quantity, minor units. A free quantity: row, supposed,
# quantity.
UNDER_SHIFTS: Final = (7, 26, 25)
WORTH_SHIFTS: Final = 40
MOST_QUANTITY: Final = (1 << UNDER_SHIFTS[1]) - 1
MOST_PRICE: Final = (1 << UNDER_SHIFTS[2]) - 1
MOST_WORTH: Final = 10**13
"""Units times :data:`PER` beyond which nothing is worked out."""
LEAST_UNDER: Final = 30
"""Per cent under the lowest official price that is known: what other countries' stores and resellers' margins do not explain."""
FACE_VALUE: Final = 15
"""Stands for the row of a price where a gift card's face value is the price."""


def _known(price: Price) -> str:
    where = ", ".join(part for part in (price.channel, price.country) if part)
    return f"{where}, {price.valid_from.isoformat()}" if where else price.valid_from.isoformat()


@lru_cache(maxsize=4096)
def told_under(packed: int) -> str:
    """Return what the sentence of a price below the official one says, from its packed numbers."""
    minor = packed & MOST_PRICE
    quantity = packed >> UNDER_SHIFTS[2] & MOST_QUANTITY
    under = packed >> (UNDER_SHIFTS[1] + UNDER_SHIFTS[2]) & (1 << UNDER_SHIFTS[0]) - 1
    row = packed >> sum(UNDER_SHIFTS)
    supposed, row = bool(row & 1), row >> 1
    if row == FACE_VALUE:
        asked, face = f"{minor / 100:,.2f}", f"{quantity / 100:,.2f}"
        return f"A gift card of {face} for {asked} is {under}% under its face value"
    price = known_prices()[row - 1]
    name, where = _book().names[price.currency], _known(price)
    official = shown(round(price.price_minor * quantity / price.quantity), price.price_currency)
    paid = shown(minor, price.price_currency)
    if supposed:
        return f"Were these {name}, {quantity:,} for {paid} would be {under}% under the best official rate, {official} ({where})"
    return f"{quantity:,} {name} for {paid} is {under}% under the best official rate, {official} ({where})"


@lru_cache(maxsize=4096)
def told_worth(packed: int) -> str:
    """Return what the sentence of a free quantity says, from its packed numbers."""
    quantity = packed & (1 << WORTH_SHIFTS) - 1
    row = packed >> WORTH_SHIFTS
    supposed, row = bool(row & 1), row >> 1
    price = known_prices()[row - 1]
    name, where = _book().names[price.currency], _known(price)
    cost = shown(round(price.price_minor * quantity / price.quantity), price.price_currency)
    if supposed:
        return f"Were these {name}, {quantity:,} of them would cost about {cost} at the best official rate ({where})"
    return f"{quantity:,} {name} would cost about {cost} at the best official rate ({where})"
