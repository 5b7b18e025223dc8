"""One offer, as Python callers get it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a text promises, and for how much."""

    currency: str
    """What is promised: ``tiktok_coins``, ``robux``, ``gift_card``, ``bitcoin`` and so on; ``coins`` where nothing says whose."""
    quantity: Decimal | None
    """How many; null where no number is said."""
    price: Decimal | None
    """What is asked for it; 0 where it is called free, null where nothing is said."""
    money: str | None
    """What the price or the face value is in: a code of ISO 4217, ``IRT`` for tomans, or a crypto-currency's."""
    discount: Decimal | None
    """How many per cent the text says are taken off."""
    face: Decimal | None
    """A gift card's value."""
    start: int
    """Where it starts, in code points of the text."""
    end: int
    """Where it ends, exclusive."""
