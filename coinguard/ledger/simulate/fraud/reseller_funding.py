"""A seller of coins funds accounts from a few cards; nearly everything is given to one creator, who cashes out."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    accounts: tuple[int, int]
    accounts_a_card: int
    one_device: bool
    age_days: float
    rounds: int
    days: float
    given: float
    wait_minutes: tuple[float, float]
    lively: float


_VARIANTS = {
    "easy": _Variant((5, 9), 99, True, 0.5, 1, 3, 0.95, (3, 30), 0.0),
    "medium": _Variant((5, 8), 4, True, 4, 2, 14, 0.85, (20, 240), 0.3),
    "hard": _Variant((4, 7), 3, False, 25, 4, 45, 0.65, (60, 2000), 1.0),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    country = stage.country()
    count = int(rng.integers(*variant.accounts, endpoint=True))
    funded = stage.fresh(count, country, first - variant.age_days, lively=variant.lively)
    seller = stage.small_creator(country)
    cards = [stage.web_card(stage.new_card(), country) for _ in range(1 + count // variant.accounts_a_card)]
    shared = stage.hideout(country)
    usd = 0.0
    for turn in range(variant.rounds):
        diamonds = 0
        for place, account in enumerate(funded):
            seen = shared if variant.one_device else stage.home(account)
            at = stage.evening(account, first + days * (turn + rng.uniform(0, 0.9)) / variant.rounds)
            bought = stage.buy(account, at, int(rng.integers(3, 6)), cards[place % len(cards)], seen)
            usd += bought["usd"]
            later = at + stage.wait(*variant.wait_minutes)
            given, brought = stage.give_all(account, seller, later, int(bought["coins"] * variant.given), seen)
            diamonds += brought
            if variant.given < 0.8:
                liked = int(stage.world.people.favourites[account, 0])
                stage.give_all(account, liked, later + stage.wait(60, 300), bought["coins"] - given, seen)
        stage.pay_out(seller, stage.moment(first + days * (turn + 1) / variant.rounds), diamonds)
    return Case([*funded, seller], usd)
