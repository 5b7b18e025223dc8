"""A reseller tops up other people's accounts with coins that cost less than any official offer."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.rows import Channel
from coinguard.ledger.simulate.script import Means, Seen
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    customers: tuple[int, int]
    orders: tuple[int, int]
    price: tuple[float, float]
    cards: int
    days: float
    own_device: float


_VARIANTS = {
    "easy": _Variant((5, 8), (1, 3), (0.45, 0.62), 1, 6, 0.0),
    "medium": _Variant((5, 7), (1, 2), (0.62, 0.76), 2, 25, 0.3),
    "hard": _Variant((4, 6), (2, 3), (0.76, 0.87), 2, 50, 0.7),
}
"""``own_device``: share of the orders that the customers place themselves, with a voucher."""


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    customers = stage.settled(int(rng.integers(*variant.customers, endpoint=True)))
    country = int(stage.world.people.country[customers[0]])
    desk = stage.hideout(country)
    cards = [stage.new_card() for _ in range(variant.cards)]
    usd = 0.0
    for place, customer in enumerate(customers):
        card = cards[place % len(cards)]
        for _ in range(int(rng.integers(*variant.orders, endpoint=True))):
            at = stage.evening(customer, first + rng.uniform(0, days))
            seen: Seen = stage.home(customer) if rng.random() < variant.own_device else desk
            means = Means(Channel.OTHER, card, country)
            price = float(rng.uniform(*variant.price))
            bought = stage.buy(customer, at, int(rng.integers(3, 6)), means, seen, price=price)
            usd += bought["usd"] * (1 / price - 1)
            liked = int(rng.choice(stage.world.people.favourites[customer]))
            home = stage.home(customer)
            left = bought["coins"]
            for _ in range(3):
                at += stage.wait(60, 1500)
                left -= stage.give_all(customer, liked, at, left // 2, home)[0]
    return Case(customers, usd)
