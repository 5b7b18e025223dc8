"""Offers out of quantities, prices and names, sentence by sentence."""

from __future__ import annotations

from typing import Any, Final

from coinguard.limits import MAX_OFFERS_PER_TEXT
from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.moods import GIVES, free_near, mood_at, promised
from coinguard.signals.offers.near import apart
from coinguard.text.kernel import borrowed, expanded

_PRICE_WITHIN: Final = 12
_NAME_WITHIN: Final = 8
_NAME_BESIDE: Final = 4
_CARRIED: Final = 8
"""Half-words across the end of a sentence that a price may stand behind its quantity."""


@expanded
def _new_offer(offers: Any, n: int, currency: int, quantity: int, first: int, last: int) -> int:
    offers[n, o.CURRENCY_OF] = currency
    offers[n, o.QUANTITY_OF] = quantity
    offers[n, o.PRICE_OF] = o.NONE
    offers[n, o.MONEY_OF] = o.NONE
    offers[n, o.DISCOUNT_OF] = o.NONE
    offers[n, o.FACE_OF] = o.NONE
    offers[n, o.FIRST] = first
    offers[n, o.LAST] = last
    return n + 1


@borrowed
def _pay(tokens: Any, offers: Any, n: int, price: int) -> None:
    """Give the offer ``n`` the price at ``price``."""
    offers[n, o.PRICE_OF] = tokens[price, o.VALUE]
    offers[n, o.MONEY_OF] = tokens[price, o.PAYS]
    offers[n, o.FIRST] = min(offers[n, o.FIRST], tokens[price, o.START])
    offers[n, o.LAST] = max(offers[n, o.LAST], tokens[price, o.END])
    tokens[price, o.ROLE] = o.TAKEN


@borrowed
def _price_leads(tokens: Any, first: int, last: int) -> bool:
    """Return true if prices come before their quantities in this sentence: a price comes first and a quantity last."""
    opens = o.NO_ROLE
    closes = o.NO_ROLE
    for at in range(first, last):
        role = tokens[at, o.ROLE]
        if role == o.PRICE or role == o.QUANTITY:
            opens = role if opens == o.NO_ROLE else opens
            closes = role
    return bool(opens == o.PRICE and closes == o.QUANTITY)


@borrowed
def _price_of(tokens: Any, at: int, first: int, last: int, leads: bool) -> int:
    """Return the place of the price of the quantity at ``at``, -1 for none: the next price before another quantity."""
    if tokens[at, o.PARTNER] >= 0:
        return int(tokens[at, o.PARTNER])
    step = -1 if leads else 1
    other = at + step
    while first <= other < last and abs(other - at) <= 24:
        role = tokens[other, o.ROLE]
        if role == o.QUANTITY:
            break
        if role == o.PRICE:
            if _is_anothers(tokens, other, first, last):
                return -1
            return other if apart(tokens, min(at, other), max(at, other)) <= _PRICE_WITHIN else -1
        other += step
    return -1


@borrowed
def _is_anothers(tokens: Any, price: int, first: int, last: int) -> bool:
    """Return true if the price has a quantity of its own: what is sent to get it back."""
    owned = False
    for other in range(max(first, price - 12), min(last, price + 12)):
        owned = owned or tokens[other, o.PARTNER] == price
    return owned


@borrowed
def _named_for(tokens: Any, count: int, at: int, carried: int) -> int:
    """Return the currency that the bare quantity at ``at`` counts: the last one named, else the next one; -1 for none."""
    if carried >= 0:
        return carried
    for other in range(at + 1, min(count, at + 24)):
        if tokens[other, o.FLAGS] & o.CURRENCY and not tokens[other, o.FLAGS] & o.COUNTED:
            return int(tokens[other, o.WHAT])
    return -1


@borrowed
def _face(tokens: Any, offers: Any, n: int, name: int, first: int, last: int) -> None:
    """Find the face value of the gift card at ``name``: the sum right before it, or right behind without a word for a price."""
    at = name - 1
    while at >= max(first, name - 4):
        if tokens[at, o.ROLE] == o.PRICE and apart(tokens, at, name) <= _NAME_WITHIN // 2:
            _set_face(tokens, offers, n, at)
            return
        if not tokens[at, o.FLAGS] & (o.FILL | o.FREE | o.MONEY | o.JOINS):
            break
        at -= 1
    linked = False
    for at in range(name + 1, min(last, name + 5)):
        if apart(tokens, name, at) > _NAME_WITHIN // 2:
            break
        if tokens[at, o.ROLE] == o.PRICE:
            if not linked:
                _set_face(tokens, offers, n, at)
            break
        linked = linked or (tokens[at, o.FLAGS] & o.FOR != 0 and not tokens[at, o.FLAGS] & (o.FILL | o.OLD))


@borrowed
def _for_between(tokens: Any, price: int, name: int) -> bool:
    """Return true if a word for a price stands between: $20 for a $100 gift card, but not $50 and 50 € gift cards."""
    linked = False
    for other in range(price + 1, name):
        linked = linked or tokens[other, o.FLAGS] & (o.FOR | o.JOINS | o.GIVES) != 0
    return linked


@expanded
def _set_face(tokens: Any, offers: Any, n: int, at: int) -> None:
    offers[n, o.FACE_OF] = tokens[at, o.VALUE]
    offers[n, o.MONEY_OF] = tokens[at, o.PAYS]
    offers[n, o.FIRST] = min(offers[n, o.FIRST], tokens[at, o.START])
    offers[n, o.LAST] = max(offers[n, o.LAST], tokens[at, o.END])
    tokens[at, o.ROLE] = o.TAKEN


@borrowed
def _discount_in(tokens: Any, first: int, last: int) -> int:
    """Return the discount that a sentence speaks of, in units of ``1 / SCALE`` per cent; the last one, -1 for none."""
    found = o.NONE
    for at in range(first, last):
        if not tokens[at, o.FLAGS] & o.PERCENT or not 0 < tokens[at, o.VALUE] <= 100 * o.SCALE:
            continue
        said = tokens[at, o.FLAGS] & o.OFF != 0
        if at > first and tokens[at - 1, o.FLAGS] & o.MINUS:
            said = said or tokens[at, o.START] == tokens[at - 1, o.END]
        for other in range(max(first, at - 3), min(last, at + 3)):
            near = apart(tokens, min(at, other), max(at, other)) <= 3
            said = said or (near and tokens[other, o.FLAGS] & o.OFF != 0 and tokens[other, o.ROLE] == o.NO_ROLE)
        found = tokens[at, o.VALUE] if said else found
    return int(found)


@borrowed
def _sentence(
    tokens: Any,
    count: int,
    first: int,
    last: int,
    carried: int,
    given: bool,
    prizes: bool,
    gift: int,
    offers: Any,
    n: int,
) -> int:
    """Write the offers of one sentence; return how many there are then."""
    leads = _price_leads(tokens, first, last)
    discount = _discount_in(tokens, first, last)
    begin = n
    for at in range(first, last):
        role = tokens[at, o.ROLE]
        if (role != o.QUANTITY and role != o.NAME) or n >= MAX_OFFERS_PER_TEXT:
            continue
        currency = tokens[at, o.WHAT]
        quantity = tokens[at, o.VALUE] if role == o.QUANTITY else o.NONE
        if currency < 0:
            currency = _named_for(tokens, count, at, carried)
            if currency < 0:
                continue
        carried = currency
        if role == o.NAME and _spoken_of(offers, begin, n, tokens, at, first, last, gift):
            continue
        n = _new_offer(offers, n, currency, quantity, tokens[at, o.START], tokens[at, o.END])
        offer = n - 1
        if currency == gift:
            _face(tokens, offers, offer, at, first, last)
        price = _price_of(tokens, at, first, last, leads)
        if price < 0 and (role == o.NAME or leads):
            price = _price_of(tokens, at, first, last, not leads)
        if price >= 0 and price < at and offers[offer, o.FACE_OF] > 0 and not _for_between(tokens, price, at):
            price = -1
        mood = mood_at(tokens, count, first, last, at)
        within = _NAME_WITHIN if mood & GIVES else _NAME_BESIDE
        if price >= 0 and (role == o.QUANTITY or apart(tokens, min(at, price), max(at, price)) <= within):
            _pay(tokens, offers, offer, price)
        else:
            free = free_near(tokens, count, at, first, last)
            if free >= 0:
                offers[offer, o.PRICE_OF] = 0
                offers[offer, o.FIRST] = min(offers[offer, o.FIRST], tokens[free, o.START])
                offers[offer, o.LAST] = max(offers[offer, o.LAST], tokens[free, o.END])
        offers[offer, o.DISCOUNT_OF] = discount
        paid_with = at > first and tokens[at - 1, o.FLAGS] & o.FOR and apart(tokens, at - 1, at) == 0
        paid_with = paid_with and tokens[at - 1, o.END] - tokens[at - 1, o.START] > 1
        if paid_with and offers[offer, o.PRICE_OF] == o.NONE and not tokens[at - 1, o.FLAGS] & (o.FILL | o.GIVES):
            n -= 1  # what something else is sold for: a skin for 700 coins
        elif not promised(offers, offer, mood, given, tokens[at, o.PAYS] != o.NONE, prizes):
            n -= 1
    return n


@borrowed
def _spoken_of(offers: Any, begin: int, n: int, tokens: Any, at: int, first: int, last: int, gift: int) -> bool:
    """Return true if a name only names again what this sentence offers a quantity of, before or behind it."""
    what = tokens[at, o.WHAT]
    again = False
    for other in range(first, last):
        counted = tokens[other, o.ROLE] == o.QUANTITY
        again = again or (counted and (tokens[other, o.WHAT] == what or tokens[other, o.WHAT] < 0))
    for offer in range(begin, n):
        again = again or (offers[offer, o.CURRENCY_OF] == what and what != gift)
    return again


@borrowed
def assemble(tokens: Any, count: int, special: Any, offers: Any) -> int:
    """Write the offers among tokens that have their roles; return how many there are, at most ``MAX_OFFERS_PER_TEXT``.

    ``special`` holds the numbers of gift cards, of coins that nothing names, and of TikTok's.
    """
    given = False
    prizes = False
    on_tiktok = False
    for at in range(count):
        given = given or tokens[at, o.FLAGS] & o.GIVES != 0
        prizes = prizes or tokens[at, o.FLAGS] & o.PRIZE != 0
        on_tiktok = on_tiktok or tokens[at, o.FLAGS] & o.PLATFORM != 0 or tokens[at, o.WHAT] == special[2]
    if on_tiktok:
        for at in range(count):
            if tokens[at, o.WHAT] == special[1]:
                tokens[at, o.WHAT] = special[2]
    gift = special[0]
    n = 0
    carried = o.NONE
    first = 0
    while first < count:
        last = first
        while last < count and tokens[last, o.SENTENCE] == tokens[first, o.SENTENCE]:
            last += 1
        n = _sentence(tokens, count, first, last, carried, given, prizes, gift, offers, n)
        for at in range(first, last):
            if tokens[at, o.FLAGS] & o.CURRENCY and not tokens[at, o.FLAGS] & o.COUNTED:
                carried = tokens[at, o.WHAT]
        first = last
    return _settled(offers, n)


@borrowed
def _settled(offers: Any, n: int) -> int:
    """Join what is said twice: a currency called free with the quantity of it that has no price; return how many are left."""
    for bare in range(n):
        if offers[bare, o.QUANTITY_OF] != o.NONE or offers[bare, o.FACE_OF] != o.NONE:
            continue
        for other in range(n):
            same = offers[other, o.CURRENCY_OF] == offers[bare, o.CURRENCY_OF] and other != bare
            if not same or offers[bare, o.CURRENCY_OF] == o.NONE:
                continue
            full = offers[other, o.QUANTITY_OF] != o.NONE or offers[other, o.FACE_OF] != o.NONE
            alike = offers[other, o.PRICE_OF] == offers[bare, o.PRICE_OF]
            if full and offers[bare, o.PRICE_OF] <= 0:
                if offers[other, o.PRICE_OF] == o.NONE:
                    offers[other, o.PRICE_OF] = offers[bare, o.PRICE_OF]
                if offers[other, o.DISCOUNT_OF] == o.NONE:
                    offers[other, o.DISCOUNT_OF] = offers[bare, o.DISCOUNT_OF]
                offers[bare, o.CURRENCY_OF] = o.NONE
            elif not full and alike and other > bare:
                offers[other, o.CURRENCY_OF] = o.NONE
    kept = 0
    for offer in range(n):
        if offers[offer, o.CURRENCY_OF] != o.NONE:
            for column in range(o.OFFER_COLUMNS):
                offers[kept, column] = offers[offer, column]
            kept += 1
    return kept
