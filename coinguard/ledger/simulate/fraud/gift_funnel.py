"""A stream that nobody watches gets large gifts from a handful of new accounts."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.rows import Type
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    donors: tuple[int, int]
    age_days: float
    streams: int
    days: float
    bundles: tuple[int, int]
    viewers: tuple[int, int]
    given: float
    lively: float


_VARIANTS = {
    "easy": _Variant((5, 8), 2, 2, 4, (5, 6), (3, 15), 1.0, 0.0),
    "medium": _Variant((6, 9), 12, 5, 18, (4, 5), (10, 40), 0.9, 0.3),
    "hard": _Variant((8, 12), 40, 9, 48, (2, 4), (30, 90), 0.7, 1.0),
}
_DISPUTED = 0.35


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng, people = _VARIANTS[difficulty], stage.rng, stage.world.people
    first, days = stage.span(variant.days)
    country = stage.country()
    creator = stage.small_creator(country, day=first - 10)
    donors = stage.fresh(
        int(rng.integers(*variant.donors, endpoint=True)), country, first - variant.age_days, lively=variant.lively
    )
    usd = 0.0
    for turn in range(variant.streams):
        day = first + days * turn / variant.streams
        begin = stage.evening(creator, day)
        stream = stage.stream(creator, begin, 90, int(rng.integers(*variant.viewers, endpoint=True)))
        diamonds = 0
        # A slow funnel begins with few donors and adds the rest as it goes.
        here = donors[: max(3, len(donors) * (turn + 1) // variant.streams)]
        for donor in here:
            if rng.random() > 0.75:
                continue
            seen = stage.home(donor, mobile=bool(rng.random() < 0.4))
            means = stage.web_card(stage.new_card() if rng.random() < 0.4 else int(people.card[donor]), country)
            at = begin + stage.wait(2, 60)
            bought = stage.buy(donor, at, int(rng.integers(*variant.bundles, endpoint=True)), means, seen)
            usd += bought["usd"]
            wanted = int(bought["coins"] * variant.given)
            given, brought = stage.give_all(donor, creator, at + stage.wait(1, 10), wanted, seen, stream)
            diamonds += brought
            if variant.given < 0.9:
                liked = int(people.favourites[donor, 0])
                stage.give_all(donor, liked, at + stage.wait(90, 900), bought["coins"] - given, seen)
            if rng.random() < _DISPUTED:
                stage.reverse(bought, at + stage.wait(8 * 1440, 30 * 1440), Type.CHARGEBACK)
        if diamonds > 10_000 or turn == variant.streams - 1:
            stage.pay_out(creator, stage.moment(day + 2), max(diamonds, 1))
    return Case([creator, *donors], usd)
