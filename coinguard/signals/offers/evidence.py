"""What the offers of a text say for the scorecard: one hit a signal, of the offer that says most."""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.catalogue import FIRST_OFFER
from coinguard.signals.hits import ONE, add_hit
from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.official import (
    FACE_VALUE,
    LEAST_UNDER,
    MOST_PRICE,
    MOST_QUANTITY,
    MOST_WORTH,
    PER,
    UNDER_SHIFTS,
    WORTH_SHIFTS,
)
from coinguard.text.kernel import borrowed, inlined

FREE, BELOW, WORTH, DISCOUNT, QUANTITY, DEADLINE = range(6)
"""The signals, counted from :data:`FIRST_OFFER`."""

_LEAST_DISCOUNT: Final = 20 * o.SCALE
_LEAST_ROUND: Final = 1000
_LEAST_WORTH: Final = 100
"""Minor units: what would cost less than a dollar is not worth a sentence."""


@borrowed
def _minor(value: int, digits: int) -> int:
    """Return an amount of money in whole minor units."""
    for _ in range(digits):
        value *= 10
    return value // o.SCALE


@borrowed
def _official(offers: Any, offer: int, tables: Any, money: bool) -> tuple[int, bool]:
    """Return the row of the official price of an offer's currency, 0 for none, and whether it is but supposed.

    Coins that nothing names are held against TikTok's, and said to be. With ``money``, only a price in the offer's own counts.
    """
    prices = tables[o.OFFICIAL]
    currency = offers[offer, o.CURRENCY_OF]
    supposed = currency == prices[0, 1]
    if supposed:
        currency = prices[0, 2]
    for row in range(1, len(prices)):
        if prices[row, 0] == currency and (not money or prices[row, 1] == offers[offer, o.MONEY_OF]):
            return row, supposed
    return 0, supposed


@borrowed
def under_official(offers: Any, offer: int, tables: Any) -> tuple[int, int]:
    """Return how many per cent an offer is under the official price, or a gift card under its face, and what to tell of it."""
    price = offers[offer, o.PRICE_OF]
    if price <= 0 or price > MOST_WORTH * o.SCALE // PER:
        return 0, -1
    if offers[offer, o.CURRENCY_OF] == tables[o.OFFICIAL][0, 0]:
        face = offers[offer, o.FACE_OF]
        if face <= price or face > MOST_WORTH * o.SCALE // PER:
            return 0, -1
        return _told(FACE_VALUE, False, face // (o.SCALE // 100), price // (o.SCALE // 100), price, face)
    row, supposed = _official(offers, offer, tables, True)
    quantity = offers[offer, o.QUANTITY_OF] // o.SCALE
    if row == 0 or quantity <= 0 or quantity > MOST_QUANTITY:
        return 0, -1
    minor = _minor(price, tables[o.OFFICIAL][row, 3])
    return _told(row, supposed, quantity, minor, minor * PER, quantity * tables[o.OFFICIAL][row, 2])


@borrowed
def _told(row: int, supposed: bool, quantity: int, minor: int, asked: int, official: int) -> tuple[int, int]:
    """Return the per cent that ``asked`` is under ``official``, and the numbers of its sentence packed into one."""
    under = 100 - (100 * asked + official - 1) // official
    if under < LEAST_UNDER or quantity > MOST_QUANTITY or minor > MOST_PRICE:
        return 0, -1
    packed = ((row << 1 | int(supposed)) << UNDER_SHIFTS[0] | under) << UNDER_SHIFTS[1] | quantity
    return under, packed << UNDER_SHIFTS[2] | minor


@borrowed
def official_worth(offers: Any, offer: int, tables: Any) -> tuple[int, int]:
    """Return what a free quantity would officially cost, in minor units, and what to tell of it; 0 where nothing is known."""
    quantity = offers[offer, o.QUANTITY_OF] // o.SCALE
    if offers[offer, o.PRICE_OF] != 0 or quantity <= 0 or quantity > MOST_WORTH // PER:
        return 0, -1
    row, supposed = _official(offers, offer, tables, False)
    worth = quantity * tables[o.OFFICIAL][row, 2] // PER if row else 0
    if worth < _LEAST_WORTH:
        return 0, -1
    return worth, (row << 1 | int(supposed)) << WORTH_SHIFTS | quantity


@borrowed
def is_round(quantity: int) -> bool:
    """Return true for a thousand or more with no more than two digits before its zeros."""
    whole = quantity // o.SCALE
    if whole < _LEAST_ROUND or whole * o.SCALE != quantity:
        return False
    while whole % 10 == 0:
        whole //= 10
    return bool(whole < 100)


@inlined
def offer_hits(
    view: Any, row: int, offers: Any, n_offers: int, tokens: Any, n_tokens: int, tables: Any, hits: Any, n: int
) -> tuple[Any, int]:
    """Write what the offers of one text say to the raw table; return the table and the new count."""
    best = (-1, -1, -1, -1, -1)
    free, below, worth, discount, big = best
    most_under, under_told, most_worth, worth_told, most_off = 0, -1, 0, -1, _LEAST_DISCOUNT - 1
    for offer in range(n_offers):
        if offers[offer, o.PRICE_OF] == 0 and free < 0:
            free = offer
        under, told = under_official(offers, offer, tables)
        if under > most_under:
            below, most_under, under_told = offer, under, told
        cost, told = official_worth(offers, offer, tables)
        if cost > most_worth:
            worth, most_worth, worth_told = offer, cost, told
        if offers[offer, o.DISCOUNT_OF] > most_off:
            discount, most_off = offer, offers[offer, o.DISCOUNT_OF]
        if big < 0 and is_round(offers[offer, o.QUANTITY_OF]):
            big = offer
    for number in range(5):
        offer, about, value = free, -1, ONE
        if number == BELOW:
            offer, about, value = below, under_told, most_under * ONE // 100
        elif number == WORTH:
            offer, about = worth, worth_told
        elif number == DISCOUNT:
            offer, value = discount, most_off // o.SCALE * ONE // 100
        elif number == QUANTITY:
            offer = big
        if offer >= 0:
            start, end = view[1, offers[offer, o.FIRST]], view[2, offers[offer, o.LAST] - 1]
            hits = add_hit(hits, n, row, -1, FIRST_OFFER + number, start, end, about, value)
            n += 1
    for at in range(n_tokens):
        if tokens[at, o.FLAGS] & o.DEADLINE:
            start, end = view[1, tokens[at, o.START]], view[2, tokens[at, o.END] - 1]
            return add_hit(hits, n, row, -1, FIRST_OFFER + DEADLINE, start, end, -1, ONE), n + 1
    return hits, n
