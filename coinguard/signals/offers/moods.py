"""What a sentence does with what it names: promise it, or ask, warn, want and tell of it."""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.near import apart
from coinguard.text.kernel import borrowed, expanded

_FREE_WITHIN: Final = 12
"""Half-words between a currency and the word that calls it free."""

# What a sentence does with what it names.
QUOTES, TELLS, GIVES, WANTS, HAS, AFTER_BUT = 1, 2, 4, 8, 16, 32


@expanded
def negated(tokens: Any, count: int, at: int, within: int) -> bool:
    """Return true if a word of denial stands before the one at ``at``, or right behind it."""
    for other in range(at - 1, max(-1, at - 6), -1):
        if apart(tokens, other, at) > within:
            break
        if tokens[other, o.FLAGS] & o.NOT:
            return True
    for other in range(at + 1, min(count, at + 4)):
        if tokens[other, o.FLAGS] & o.DENIES and apart(tokens, at, other) <= within:
            return True
    return False


@borrowed
def mood_at(tokens: Any, count: int, first: int, last: int, at: int) -> int:
    """Return what the sentence of tokens ``[first, last)`` does with what stands at ``at``.

    It may quote a fraud or ask a price, tell of the past, want, own, or give. What stands behind a *but* is not quoted.
    """
    mood = 0
    for other in range(first, last):
        flags = tokens[other, o.FLAGS]
        if flags & o.BUT:
            if other < at:
                mood &= ~QUOTES
            elif not flags & (o.ASKS | o.WARNS):
                mood |= AFTER_BUT
        if flags & o.ASKS or (flags & o.WARNS and not negated(tokens, count, other, 4)):
            mood |= 0 if mood & AFTER_BUT else QUOTES
        mood |= TELLS if flags & o.TELLS else 0
        mood |= WANTS if flags & o.WANTS else 0
        mood |= HAS if flags & o.HAS else 0
        mood |= GIVES if flags & (o.GIVES | o.SEND | o.DEADLINE) else 0
    return mood


@borrowed
def free_near(tokens: Any, count: int, at: int, first: int, last: int) -> int:
    """Return the place of the word that calls what stands at ``at`` free, -1 for none.

    The name of a crypto-currency, which is also a tag and a network, must stand right beside it.
    """
    within = 0 if tokens[at, o.ROLE] == o.NAME and tokens[at, o.PAYS] != o.NONE else _FREE_WITHIN
    if within == 0 and tokens[at, o.FLAGS] & o.TAGGED:
        return -1
    best = -1
    for step in (-1, 1):
        other = at + step
        while first <= other < last and abs(other - at) <= 12:
            gap = apart(tokens, min(at, other), max(at, other))
            if gap > within or abs(tokens[at, o.CLAUSE] - tokens[other, o.CLAUSE]) > 1:
                break
            if tokens[other, o.FLAGS] & (o.NUMBER | o.PERCENT) and tokens[other, o.ROLE] != o.TAKEN:
                break  # buy 1000, get 500 free
            if tokens[other, o.FLAGS] & o.FREE and not negated(tokens, count, other, 4):
                if best < 0 or abs(other - at) < abs(best - at):
                    best = other
                break
            other += step
    return best


@expanded
def promised(offers: Any, offer: int, mood: int, given: bool, crypto: bool, prizes: bool) -> bool:
    """Return true if what was found is offered and not asked for, warned of or told.

    Crypto-currencies have prices that everybody speaks of: theirs is an offer only where somebody gives or sells.
    """
    free = offers[offer, o.PRICE_OF] == 0
    priced = offers[offer, o.PRICE_OF] > 0 or offers[offer, o.DISCOUNT_OF] > 0
    if mood & QUOTES or (mood & TELLS and not free) or (mood & WANTS and not priced):
        return False
    if free:
        return True
    if crypto and (not (mood & GIVES or prizes) or offers[offer, o.QUANTITY_OF] == o.NONE):
        return False
    if priced:
        return True
    least = 0 if crypto else o.SCALE
    said = offers[offer, o.QUANTITY_OF] > least or offers[offer, o.FACE_OF] > 0
    return bool(said and (mood & GIVES or ((given or prizes) and not mood & HAS)))
