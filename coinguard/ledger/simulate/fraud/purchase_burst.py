"""An account suddenly buys again and again, far beyond what it used to spend."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.rows import Type
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    bursts: tuple[int, int]
    buys: tuple[int, int]
    gap_minutes: tuple[float, float]
    days: float
    bundles: tuple[int, int]
    settled: bool


_VARIANTS = {
    "easy": _Variant((1, 2), (10, 16), (1.0, 4.0), 2, (5, 6), settled=False),
    "medium": _Variant((3, 4), (7, 10), (3.0, 8.0), 8, (4, 6), settled=True),
    "hard": _Variant((6, 8), (4, 6), (6.0, 18.0), 40, (3, 5), settled=True),
}
_DISPUTED = 0.5
"""Share of the purchases whose cardholders notice."""


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days, first=10)
    country = stage.country()
    (buyer,) = stage.settled(1) if variant.settled else stage.fresh(1, country, first - 5)
    seen, receiver = stage.home(buyer), int(stage.world.people.favourites[buyer, 0])
    if variant.settled:
        stage.cover(lambda: _habit(stage, buyer, first))
    card = stage.web_card(stage.new_card(), int(stage.world.people.country[buyer]))
    bursts = int(rng.integers(*variant.bursts, endpoint=True))
    usd = 0.0
    for burst in range(bursts):
        # They grow: the last burst is what the first ones led up to.
        at = stage.evening(buyer, first + days * burst / bursts)
        low, high = variant.bundles
        for _ in range(int(rng.integers(*variant.buys, endpoint=True))):
            bundle = low + int((high - low + 1) * rng.random() ** (1.5 - burst / bursts))
            bought = stage.buy(buyer, at, min(bundle, high), card, seen)
            usd += bought["usd"]
            stage.give_all(buyer, receiver, at + stage.wait(0.3, 1), bought["coins"], seen)
            if rng.random() < _DISPUTED:
                stage.reverse(bought, at + stage.wait(9 * 1440, 35 * 1440), Type.CHARGEBACK)
            at += stage.wait(*variant.gap_minutes)
    return Case([buyer], usd)


def _habit(stage: Stage, buyer: int, until: int) -> None:
    """Let the account buy little and seldom before."""
    for day in range(1, until, 3):
        at = stage.evening(buyer, day)
        bought = stage.buy(buyer, at, int(stage.rng.integers(0, 2)), stage.store_of(buyer), stage.home(buyer))
        liked = int(stage.rng.choice(stage.world.people.favourites[buyer]))
        stage.give_all(buyer, liked, at + stage.wait(2, 20), bought["coins"], stage.home(buyer))
