"""Which numbers are prices: those with money beside them, those whose thousands imply one, and not those of before."""

from __future__ import annotations

from typing import Any

from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.near import LOOK, NEAR, apart, is_number, linked, together
from coinguard.text.kernel import borrowed, expanded


@expanded
def set_price(tokens: Any, number: int, money: int) -> None:
    """Make a price of the number in the money named at ``money``."""
    tokens[number, o.ROLE] = o.PRICE
    tokens[number, o.PAYS] = tokens[money, o.PAYS]
    if tokens[money, o.FLAGS] & o.CURRENCY == 0:
        tokens[money, o.ROLE] = o.TAKEN
    tokens[number, o.START] = min(tokens[number, o.START], tokens[money, o.START])
    tokens[number, o.END] = max(tokens[number, o.END], tokens[money, o.END])


@borrowed
def prices_by_sign(tokens: Any, count: int) -> None:
    """Make prices of numbers with money right before or behind; of two numbers around a sign, the one that it touches."""
    for at in range(count):
        flags = tokens[at, o.FLAGS]
        if not flags & o.MONEY or tokens[at, o.ROLE] != o.NO_ROLE or flags & o.CURRENCY:
            continue
        ahead = at + 1 < count and is_number(tokens, at + 1) and tokens[at + 1, o.START] - tokens[at, o.END] <= 2
        behind = at > 0 and is_number(tokens, at - 1) and tokens[at, o.START] - tokens[at - 1, o.END] <= 2
        ahead = ahead and not flags & o.AFTER and together(tokens, at, at + 1)
        behind = behind and together(tokens, at - 1, at)
        if ahead and behind:
            closer = tokens[at + 1, o.START] - tokens[at, o.END] <= tokens[at, o.START] - tokens[at - 1, o.END]
            ahead = closer if flags & o.SIGN else False
        if ahead:
            set_price(tokens, at + 1, at)
        elif behind:
            set_price(tokens, at - 1, at)
        elif at > 1 and tokens[at - 1, o.ROLE] == o.TAKEN and tokens[at - 2, o.ROLE] == o.PRICE:
            continue
        if (ahead or behind) and not flags & o.SIGN:
            continue
        # A code behind a price with a sign says which dollars or pesos: $50 MXN.
        price = at + 1 if ahead else at - 1
        if (ahead or behind) and price + 1 < count:
            code = price + 1
            touches = tokens[code, o.START] - tokens[price, o.END] <= 1
            if touches and tokens[code, o.FLAGS] & o.MONEY and not tokens[code, o.FLAGS] & (o.SIGN | o.CURRENCY):
                set_price(tokens, price, code)


@borrowed
def guessed_prices(tokens: Any, count: int, money_of_k: int) -> None:
    """Make prices of numbers whose multiplier implies a money, beside a quantity: 1000 koin 25rb, 100 xu = 20k."""
    last = -1
    for at in range(count):
        if tokens[at, o.ROLE] == o.QUANTITY or tokens[at, o.ROLE] == o.PRICE:
            last = at
        if not is_number(tokens, at):
            continue
        if at > 0 and tokens[at - 1, o.FLAGS] & o.CURRENCY and tokens[at - 1, o.PAYS] == o.NONE:
            last = at - 1
        before = last
        if before < 0 or apart(tokens, before, at) > NEAR or not linked(tokens, before, at):
            before = _number_linked(tokens, at)
        money = tokens[at, o.GUESS]
        if money == o.NONE and tokens[at, o.VALUE] >= 1000 * o.SCALE:
            money = money_of_k
        if before >= 0 and money != o.NONE:
            tokens[at, o.ROLE] = o.PRICE
            tokens[at, o.PAYS] = money
            last = at


@borrowed
def prices_of_cards(tokens: Any, count: int, gift: int) -> None:
    """Make prices of the numbers that only a word for a price links to a gift card's value: a card of 1000 roubles for 600."""
    for at in range(2, count):
        if (
            not is_number(tokens, at)
            or not tokens[at - 1, o.FLAGS] & (o.FOR | o.JOINS)
            or not together(tokens, at - 1, at)
        ):
            continue
        card = False
        price = -1
        for other in range(at - 2, max(-1, at - LOOK), -1):
            if apart(tokens, other, at) > NEAR:
                break
            if tokens[other, o.ROLE] == o.PRICE and price < 0:
                price = other
            card = card or tokens[other, o.WHAT] == gift
        if card and price >= 0:
            tokens[at, o.ROLE] = o.PRICE
            tokens[at, o.PAYS] = tokens[price, o.PAYS]


@borrowed
def _number_linked(tokens: Any, at: int) -> int:
    """Return the place of a number without a role that a sign links to the one at ``at``: 1k = 15k; -1 for none."""
    signs = False
    for other in range(at - 1, max(-1, at - 4), -1):
        if not together(tokens, other, at):
            return -1
        if is_number(tokens, other):
            return other if signs else -1
        if not tokens[other, o.FLAGS] & (o.JOINS | o.FOR | o.FILL):
            return -1
        signs = signs or tokens[other, o.FLAGS] & o.JOINS != 0
    return -1


@borrowed
def old_prices(tokens: Any, count: int, gift: int) -> None:
    """Take the prices away that are said to be another's or a former one, where a price that is asked stands beside."""
    before = -1
    for at in range(count):
        if tokens[at, o.ROLE] != o.PRICE:
            continue
        old = False
        for word in range(at - 1, max(-1, at - 4), -1):
            if apart(tokens, word, at) > 2 or tokens[word, o.ROLE] == o.PRICE or tokens[word, o.ROLE] == o.QUANTITY:
                break
            if tokens[word, o.WHAT] == gift:
                old = False  # a gift card of 50 is worth that
                break
            old = old or tokens[word, o.FLAGS] & o.OLD != 0
        for word in range(at + 1, min(count, at + 3)):
            if apart(tokens, at, word) > 3 or tokens[word, o.ROLE] == o.PRICE:
                break
            old = old or tokens[word, o.FLAGS] & o.WAS != 0
        off = at + 1 < count and tokens[at + 1, o.FLAGS] & o.OFF and apart(tokens, at, at + 1) <= 2
        if off and not tokens[at + 1, o.FLAGS] & o.CURRENCY:
            tokens[at, o.ROLE] = o.TAKEN  # $25 off
        elif old and ((before >= 0 and apart(tokens, before, at) <= 8) or _price_ahead(tokens, count, at)):
            tokens[at, o.ROLE] = o.TAKEN
        else:
            before = at


@borrowed
def _price_ahead(tokens: Any, count: int, at: int) -> bool:
    for other in range(at + 1, min(count, at + 2 * LOOK)):
        if apart(tokens, at, other) > 8 or tokens[other, o.ROLE] == o.QUANTITY:
            return False
        if tokens[other, o.ROLE] == o.PRICE:
            return True
    return False
