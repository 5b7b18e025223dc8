"""From tokens to offers: which number counts what, which is a price, and which price belongs to which quantity.

All of it goes by passes over the tokens that look a bounded number of them back or ahead, so the time is linear in the text.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.offers import kinds as o
from coinguard.text.kernel import borrowed, expanded

_NEAR: Final = 4
"""Half-words that may stand between what counts and what is counted."""
_LOOK: Final = 6
"""Tokens looked at on either side."""
_LEAST_COUNTED: Final = 50 * o.SCALE
"""Five stars are an opinion."""
_LEAST_BARE: Final = 10 * o.SCALE
"""A number that stands behind a name, or that counts nothing but has a price, is a quantity from here on."""


@expanded
def apart(tokens: Any, first: int, second: int) -> int:
    """Return how many half-words stand between two tokens; many where a sentence ends between them."""
    if tokens[first, o.SENTENCE] != tokens[second, o.SENTENCE]:
        return 1 << 20
    return int(tokens[second, o.PAST] - tokens[first, o.PAST])


@expanded
def _together(tokens: Any, first: int, second: int) -> bool:
    """Return true if neither a word nor a comma stands between two tokens."""
    return bool(apart(tokens, first, second) == 0 and tokens[first, o.CLAUSE] == tokens[second, o.CLAUSE])


@expanded
def _is_number(tokens: Any, at: int) -> bool:
    """Return true for a number that may still play a role; small ones in words are words too often."""
    if not tokens[at, o.FLAGS] & o.NUMBER or tokens[at, o.VALUE] <= 0 or tokens[at, o.ROLE] != o.NO_ROLE:
        return False
    return bool(not tokens[at, o.FLAGS] & o.SPELLED or tokens[at, o.VALUE] >= 10 * o.SCALE)


@expanded
def _set_price(tokens: Any, number: int, money: int) -> None:
    tokens[number, o.ROLE] = o.PRICE
    tokens[number, o.PAYS] = tokens[money, o.PAYS]
    if tokens[money, o.FLAGS] & o.CURRENCY == 0:
        tokens[money, o.ROLE] = o.TAKEN
    tokens[number, o.START] = min(tokens[number, o.START], tokens[money, o.START])
    tokens[number, o.END] = max(tokens[number, o.END], tokens[money, o.END])


@borrowed
def _prices_by_sign(tokens: Any, count: int) -> None:
    """Make prices of numbers with money right before or behind; of two numbers around a sign, the one that it touches."""
    for at in range(count):
        flags = tokens[at, o.FLAGS]
        if not flags & o.MONEY or tokens[at, o.ROLE] != o.NO_ROLE or flags & o.CURRENCY:
            continue
        ahead = at + 1 < count and _is_number(tokens, at + 1) and tokens[at + 1, o.START] - tokens[at, o.END] <= 2
        behind = at > 0 and _is_number(tokens, at - 1) and tokens[at, o.START] - tokens[at - 1, o.END] <= 2
        ahead = ahead and not flags & o.AFTER and _together(tokens, at, at + 1)
        behind = behind and _together(tokens, at - 1, at)
        if ahead and behind:
            closer = tokens[at + 1, o.START] - tokens[at, o.END] <= tokens[at, o.START] - tokens[at - 1, o.END]
            ahead = closer if flags & o.SIGN else False
        if ahead:
            _set_price(tokens, at + 1, at)
        elif behind:
            _set_price(tokens, at - 1, at)
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
                _set_price(tokens, price, code)


@borrowed
def _counted_ahead(tokens: Any, count: int, at: int) -> int:
    """Return the place of the name that the number at ``at`` counts, which stands behind it; -1 for none."""
    for name in range(at + 1, min(count, at + 1 + _LOOK)):
        flags = tokens[name, o.FLAGS]
        if apart(tokens, at, name) > _NEAR // 2 or tokens[name, o.CLAUSE] != tokens[at, o.CLAUSE]:
            return -1
        if flags & o.CURRENCY and tokens[name, o.ROLE] != o.TAKEN:
            few = flags & o.COUNTED and tokens[name, o.PAYS] == o.NONE and tokens[at, o.VALUE] < _LEAST_COUNTED
            return -1 if few else name
        if flags & (o.FILL | o.FREE) and not flags & o.UNIT:
            continue
        return -1
    return -1


@borrowed
def _counted_before(tokens: Any, at: int) -> int:
    """Return the place of the name that stands right before the number at ``at`` and is counted by it; -1 for none."""
    for name in range(at - 1, max(-1, at - 4), -1):
        flags = tokens[name, o.FLAGS]
        if apart(tokens, name, at) > 0 or tokens[name, o.CLAUSE] != tokens[at, o.CLAUSE]:
            return -1
        if flags & o.CURRENCY:
            return -1 if flags & o.COUNTED or tokens[name, o.ROLE] == o.TAKEN else name
        if flags & (o.JOINS | o.FILL | o.FREE) and not flags & o.MINUS:
            continue
        return -1
    return -1


@borrowed
def _quantities(tokens: Any, count: int) -> None:
    """Make quantities of the numbers that count a currency, whose number goes to the token's ``WHAT``."""
    for at in range(count):
        if not _is_number(tokens, at):
            continue
        name = _counted_ahead(tokens, count, at)
        if name >= 0:
            tokens[at, o.ROLE] = o.QUANTITY
            tokens[at, o.WHAT] = tokens[name, o.WHAT]
            tokens[at, o.PAYS] = tokens[name, o.PAYS]
            tokens[at, o.END] = max(tokens[at, o.END], tokens[name, o.END])
            tokens[name, o.ROLE] = o.TAKEN
    for at in range(count):
        if not _is_number(tokens, at) or tokens[at, o.VALUE] < _LEAST_BARE:
            continue
        after = at + 1 < count and apart(tokens, at, at + 1) == 0 and tokens[at + 1, o.FLAGS] & o.UNIT != 0
        name = _counted_before(tokens, at)
        if name >= 0 and not after and tokens[at, o.GUESS] == o.NONE:
            tokens[at, o.ROLE] = o.QUANTITY
            tokens[at, o.WHAT] = tokens[name, o.WHAT]
            tokens[at, o.PAYS] = tokens[name, o.PAYS]
            tokens[at, o.START] = min(tokens[at, o.START], tokens[name, o.START])
            tokens[name, o.ROLE] = o.TAKEN


@borrowed
def _linked_price(tokens: Any, count: int, at: int, step: int) -> bool:
    """Return true if a price stands next to the number at ``at``, in the direction ``step``, with no more than a link between."""
    other = at + step
    links = 0
    while 0 <= other < count and links <= 2:
        first, second = min(at, other), max(at, other)
        if apart(tokens, first, second) > 0:
            return False
        if tokens[other, o.ROLE] == o.PRICE:
            return True
        if not tokens[other, o.FLAGS] & (o.JOINS | o.FOR | o.FILL | o.MONEY):
            return False
        links += 0 if tokens[other, o.ROLE] == o.TAKEN else 1
        other += step
    return False


@borrowed
def _bare_quantities(tokens: Any, count: int) -> None:
    """Make quantities of numbers that count nothing but have a price: 1k=$5, $4 per 1000."""
    for at in range(count):
        if not _is_number(tokens, at) or tokens[at, o.VALUE] < _LEAST_BARE:
            continue
        if at + 1 < count and tokens[at + 1, o.FLAGS] & o.UNIT and apart(tokens, at, at + 1) == 0:
            continue
        if _linked_price(tokens, count, at, 1) or _linked_price(tokens, count, at, -1):
            tokens[at, o.ROLE] = o.QUANTITY


@borrowed
def _guessed_prices(tokens: Any, count: int, money_of_k: int) -> None:
    """Make prices of numbers whose multiplier implies a money, beside a quantity: 1000 koin 25rb, 100 xu = 20k."""
    last = -1
    for at in range(count):
        if tokens[at, o.ROLE] == o.QUANTITY:
            last = at
        if not _is_number(tokens, at):
            continue
        before = last
        if before < 0 or apart(tokens, before, at) > _NEAR or not _linked(tokens, before, at):
            before = _number_linked(tokens, at)
        money = tokens[at, o.GUESS]
        if money == o.NONE and tokens[at, o.VALUE] >= 1000 * o.SCALE:
            money = money_of_k
        if before >= 0 and money != o.NONE:
            tokens[at, o.ROLE] = o.PRICE
            tokens[at, o.PAYS] = money


@borrowed
def _number_linked(tokens: Any, at: int) -> int:
    """Return the place of a number without a role that a sign links to the one at ``at``: 1k = 15k; -1 for none."""
    signs = False
    for other in range(at - 1, max(-1, at - 4), -1):
        if not _together(tokens, other, at):
            return -1
        if _is_number(tokens, other):
            return other if signs else -1
        if not tokens[other, o.FLAGS] & (o.JOINS | o.FOR | o.FILL):
            return -1
        signs = signs or tokens[other, o.FLAGS] & o.JOINS != 0
    return -1


@borrowed
def _linked(tokens: Any, first: int, second: int) -> bool:
    """Return true if nothing but links stands between two tokens."""
    for at in range(max(first + 1, second - _LOOK), second):
        if tokens[at, o.ROLE] != o.TAKEN and not tokens[at, o.FLAGS] & (o.JOINS | o.FOR | o.FILL):
            return False
    return bool(tokens[first, o.CLAUSE] == tokens[second, o.CLAUSE])


@borrowed
def _paid_in_crypto(tokens: Any, count: int) -> None:
    """Make prices of the coins that are sent to get more back, or that pay for another currency: send 1 BTC, get 2."""
    sent = -1
    for at in range(count):
        flags = tokens[at, o.FLAGS]
        if flags & o.SEND:
            sent = at
        if tokens[at, o.ROLE] != o.QUANTITY or tokens[at, o.PAYS] == o.NONE:
            continue
        near = sent >= 0 and apart(tokens, sent, at) <= _NEAR and at - sent <= _LOOK
        back = _got_back(tokens, count, at) if near else -1
        if back >= 0:
            tokens[at, o.ROLE] = o.PRICE
            tokens[back, o.PARTNER] = at
            sent = -1
        elif _pays_other(tokens, count, at):
            tokens[at, o.ROLE] = o.PRICE


@borrowed
def _got_back(tokens: Any, count: int, at: int) -> int:
    """Return the place of the amount that is promised back for the one at ``at``, -1 for none.

    A bare number becomes a quantity of the same coins.
    """
    back = False
    for other in range(at + 1, min(count, at + 2 * _LOOK)):
        if tokens[other, o.SENTENCE] > tokens[at, o.SENTENCE] + 1:
            return -1
        back = back or tokens[other, o.FLAGS] & o.BACK != 0
        if tokens[other, o.ROLE] == o.QUANTITY and tokens[other, o.WHAT] == tokens[at, o.WHAT]:
            return other
        if back and tokens[other, o.FLAGS] & o.NUMBER and tokens[other, o.ROLE] == o.NO_ROLE:
            unit = other + 1 < count and tokens[other + 1, o.FLAGS] & o.UNIT and apart(tokens, other, other + 1) == 0
            if tokens[other, o.VALUE] > 0 and not unit:
                tokens[other, o.ROLE] = o.QUANTITY
                tokens[other, o.WHAT] = tokens[at, o.WHAT]
                tokens[other, o.PAYS] = tokens[at, o.PAYS]
                return other
    return -1


@borrowed
def _pays_other(tokens: Any, count: int, at: int) -> bool:
    """Return true if the crypto amount at ``at`` follows a quantity of something else that it may pay for."""
    for other in range(at - 1, max(-1, at - _LOOK), -1):
        if apart(tokens, other, at) > _NEAR:
            return False
        if tokens[other, o.ROLE] == o.PRICE:
            return False
        if tokens[other, o.ROLE] == o.QUANTITY:
            return bool(tokens[other, o.WHAT] != tokens[at, o.WHAT] and tokens[other, o.PAYS] == o.NONE)
    return False


@borrowed
def _old_prices(tokens: Any, count: int) -> None:
    """Take the prices away that are said to be another's or a former one, where a price that is asked stands beside."""
    before = -1
    for at in range(count):
        if tokens[at, o.ROLE] != o.PRICE:
            continue
        old = False
        for word in range(at - 1, max(-1, at - 4), -1):
            if apart(tokens, word, at) > 2 or tokens[word, o.ROLE] == o.PRICE or tokens[word, o.ROLE] == o.QUANTITY:
                break
            old = old or tokens[word, o.FLAGS] & o.OLD != 0
        for word in range(at + 1, min(count, at + 3)):
            if apart(tokens, at, word) > 1 or tokens[word, o.ROLE] == o.PRICE:
                break
            old = old or tokens[word, o.FLAGS] & o.WAS != 0
        if old and (before >= 0 and apart(tokens, before, at) <= 8 or _price_ahead(tokens, count, at)):
            tokens[at, o.ROLE] = o.TAKEN
        else:
            before = at


@borrowed
def _price_ahead(tokens: Any, count: int, at: int) -> bool:
    for other in range(at + 1, min(count, at + 2 * _LOOK)):
        if apart(tokens, at, other) > 8 or tokens[other, o.ROLE] == o.QUANTITY:
            return False
        if tokens[other, o.ROLE] == o.PRICE:
            return True
    return False


@borrowed
def give_roles(tokens: Any, count: int, money_of_k: int) -> None:
    """Find the quantities, prices and names among the tokens, and mark them in their column ``ROLE``."""
    _prices_by_sign(tokens, count)
    _quantities(tokens, count)
    _paid_in_crypto(tokens, count)
    _guessed_prices(tokens, count, money_of_k)
    _bare_quantities(tokens, count)
    _old_prices(tokens, count)
    for at in range(count):
        flags = tokens[at, o.FLAGS]
        if flags & o.CURRENCY and not flags & o.COUNTED and tokens[at, o.ROLE] == o.NO_ROLE:
            tokens[at, o.ROLE] = o.NAME
