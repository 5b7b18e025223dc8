"""One account buys with a new card each time: the cards are other people's."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    cards: tuple[int, int]
    uses: tuple[int, int]
    days: float
    bundles: tuple[int, int]
    settled: bool


_VARIANTS = {
    "easy": _Variant((9, 14), (1, 2), 1.5, (3, 6), settled=False),
    "medium": _Variant((10, 14), (1, 2), 8, (2, 5), settled=False),
    "hard": _Variant((14, 20), (1, 1), 50, (1, 4), settled=True),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    country = stage.country()
    (buyer,) = stage.settled(1) if variant.settled else stage.fresh(1, country, first - 3, lively=0.3)
    seen = stage.home(buyer)
    receiver = int(stage.world.people.favourites[buyer, 0])
    usd = 0.0
    for _ in range(int(rng.integers(*variant.cards, endpoint=True))):
        # Cards come from wherever they were stolen; a careful buyer takes those of the own country.
        origin = int(stage.world.people.country[buyer]) if variant.settled or rng.random() < 0.5 else stage.country()
        means = stage.web_card(stage.new_card(), origin)
        at = stage.evening(buyer, first + rng.uniform(0, days))
        for _ in range(int(rng.integers(*variant.uses, endpoint=True))):
            if rng.random() < 0.2:
                stage.decline(buyer, at - stage.wait(0.5, 2), 2, means, seen, 1)
            bought = stage.buy(buyer, at, int(rng.integers(*variant.bundles, endpoint=True)), means, seen)
            usd += bought["usd"]
            stage.give_all(buyer, receiver, at + stage.wait(1, 20), bought["coins"], seen)
            at += stage.wait(20, 90)
    return Case([buyer], usd)
