"""Coins are bought at the prices of a cheap country by somebody who lives in a dear one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coinguard.ledger.simulate.rows import Channel
from coinguard.ledger.simulate.script import Means, Seen
from coinguard.ledger.simulate.stage import Case, Stage

_CHEAP = ("TR", "AR", "EG")
_DEAR = ("US", "GB", "DE", "FR", "JP", "SA")


@dataclass(frozen=True, slots=True)
class _Variant:
    buys: tuple[int, int]
    days: float
    bundles: tuple[int, int]
    by_web: float
    hidden: float
    settled: bool


_VARIANTS = {
    "easy": _Variant((8, 14), 4, (4, 6), 0.0, 0.0, settled=False),
    "medium": _Variant((8, 12), 21, (3, 5), 0.3, 0.5, settled=True),
    "hard": _Variant((7, 11), 52, (2, 4), 0.6, 0.9, settled=True),
}
"""``by_web``: share bought on the web with the own card; ``hidden``: share over an address in the cheap country."""


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    economy = stage.world.economy
    cheap, dear = (economy.country(str(rng.choice(codes))) for codes in (_CHEAP, _DEAR))
    if variant.settled:
        (buyer,) = stage.settled(1, country=dear) or stage.fresh(1, dear, -60, lively=1.0)
    else:
        (buyer,) = stage.fresh(1, dear, first - 2)
    favourites = stage.world.people.favourites[buyer]
    tunnel = stage.new_address()
    usd = 0.0
    for day in np.sort(rng.uniform(first, first + days, int(rng.integers(*variant.buys, endpoint=True)))):
        at = stage.evening(buyer, day)
        seen = stage.home(buyer)
        if rng.random() < variant.hidden:
            seen = Seen(seen.device, tunnel, cheap)
        means = stage.store_of(buyer)
        if rng.random() < variant.by_web:
            means = Means(Channel.WEB, int(stage.world.people.card[buyer]), dear, prices_of=cheap)
        else:
            means = Means(means.channel, store_country=cheap)
        bought = stage.buy(buyer, at, int(rng.integers(*variant.bundles, endpoint=True)), means, seen)
        usd += bought["usd"] * float(economy.price_levels[dear] / economy.price_levels[cheap] - 1)
        stage.give_all(buyer, int(rng.choice(favourites)), at + stage.wait(5, 300), bought["coins"], stage.home(buyer))
    return Case([buyer], usd)
