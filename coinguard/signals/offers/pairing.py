"""From tokens to offers: which number counts what, which is a price, and which price belongs to which quantity.

All of it goes by passes over the tokens that look a bounded number of them back or ahead, so the time is linear in the text.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.near import LOOK, NEAR, apart, is_number
from coinguard.signals.offers.payments import guessed_prices, old_prices, prices_by_sign, prices_of_cards
from coinguard.text.kernel import borrowed

_LEAST_COUNTED: Final = 50 * o.SCALE
"""Five stars are an opinion."""
_LEAST_BARE: Final = 10 * o.SCALE
"""A number that stands behind a name, or that counts nothing but has a price, is a quantity from here on."""


@borrowed
def _counted_ahead(tokens: Any, count: int, at: int) -> int:
    """Return the place of the name that the number at ``at`` counts, which stands behind it; -1 for none."""
    for name in range(at + 1, min(count, at + 1 + LOOK)):
        flags = tokens[name, o.FLAGS]
        if apart(tokens, at, name) > NEAR // 2 or tokens[name, o.CLAUSE] != tokens[at, o.CLAUSE]:
            return -1
        if flags & o.CURRENCY and tokens[name, o.ROLE] != o.TAKEN:
            few = flags & o.COUNTED and tokens[name, o.PAYS] == o.NONE and tokens[at, o.VALUE] < _LEAST_COUNTED
            return -1 if few else name
        if flags & (o.FILL | o.FREE) and not flags & o.UNIT:
            continue
        return -1
    return -1


@borrowed
def _counted_before(tokens: Any, at: int, gift: int) -> int:
    """Return the place of the name that stands right before the number at ``at`` and is counted by it; -1 for none."""
    for name in range(at - 1, max(-1, at - 4), -1):
        flags = tokens[name, o.FLAGS]
        if apart(tokens, name, at) > 0 or tokens[name, o.CLAUSE] != tokens[at, o.CLAUSE]:
            return -1
        if flags & o.CURRENCY:
            uncounted = flags & o.COUNTED or tokens[name, o.ROLE] == o.TAKEN or tokens[name, o.WHAT] == gift
            return -1 if uncounted else name
        if flags & (o.JOINS | o.FILL | o.FREE) and not flags & o.MINUS:
            continue
        return -1
    return -1


@borrowed
def _quantities(tokens: Any, count: int, gift: int) -> None:
    """Make quantities of the numbers that count a currency, whose number goes to the token's ``WHAT``."""
    for at in range(count):
        if not is_number(tokens, at):
            continue
        name = _counted_ahead(tokens, count, at)
        if name >= 0:
            tokens[at, o.ROLE] = o.QUANTITY
            tokens[at, o.WHAT] = tokens[name, o.WHAT]
            tokens[at, o.PAYS] = tokens[name, o.PAYS]
            tokens[at, o.END] = max(tokens[at, o.END], tokens[name, o.END])
            tokens[name, o.ROLE] = o.TAKEN
    for at in range(count):
        if not is_number(tokens, at) or tokens[at, o.VALUE] < _LEAST_BARE:
            continue
        after = at + 1 < count and apart(tokens, at, at + 1) == 0 and tokens[at + 1, o.FLAGS] & o.UNIT != 0
        name = _counted_before(tokens, at, gift)
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
        if not is_number(tokens, at) or tokens[at, o.VALUE] < _LEAST_BARE:
            continue
        if at + 1 < count and tokens[at + 1, o.FLAGS] & o.UNIT and apart(tokens, at, at + 1) == 0:
            continue
        if _linked_price(tokens, count, at, 1) or _linked_price(tokens, count, at, -1):
            tokens[at, o.ROLE] = o.QUANTITY


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
        near = sent >= 0 and apart(tokens, sent, at) <= NEAR and at - sent <= LOOK
        for word in range(at + 1, min(count, at + 4)):
            behind = tokens[word, o.FLAGS] & o.SEND != 0 and apart(tokens, at, word) <= NEAR
            near = near or (behind and tokens[word, o.CLAUSE] == tokens[at, o.CLAUSE])
        back = _got_back(tokens, count, at) if near else -1
        if back >= 0:
            tokens[at, o.ROLE] = o.PRICE
            tokens[back, o.PARTNER] = at
            sent = -1
        elif _pays_other(tokens, at):
            tokens[at, o.ROLE] = o.PRICE


@borrowed
def _got_back(tokens: Any, count: int, at: int) -> int:
    """Return the place of the amount that is promised back for the one at ``at``, -1 for none.

    A bare number becomes a quantity of the same coins.
    """
    back = False
    for other in range(at + 1, min(count, at + 2 * LOOK)):
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
def _pays_other(tokens: Any, at: int) -> bool:
    """Return true if the crypto amount at ``at`` follows a quantity of something else that it may pay for."""
    for other in range(at - 1, max(-1, at - LOOK), -1):
        if apart(tokens, other, at) > NEAR:
            return False
        if tokens[other, o.ROLE] == o.PRICE:
            return False
        if tokens[other, o.ROLE] == o.QUANTITY:
            return bool(tokens[other, o.WHAT] != tokens[at, o.WHAT] and tokens[other, o.PAYS] == o.NONE)
    return False


@borrowed
def give_roles(tokens: Any, count: int, money_of_k: int, gift: int) -> None:
    """Find the quantities, prices and names among the tokens, and mark them in their column ``ROLE``."""
    prices_by_sign(tokens, count)
    _quantities(tokens, count, gift)
    _paid_in_crypto(tokens, count)
    guessed_prices(tokens, count, money_of_k)
    prices_of_cards(tokens, count, gift)
    _bare_quantities(tokens, count)
    old_prices(tokens, count, gift)
    for at in range(count):
        flags = tokens[at, o.FLAGS]
        if flags & o.CURRENCY and not flags & o.COUNTED and tokens[at, o.ROLE] == o.NO_ROLE:
            tokens[at, o.ROLE] = o.NAME
