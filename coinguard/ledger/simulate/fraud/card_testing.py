"""Stolen card numbers are tried out with the smallest bundle: many cards, most of them declined."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    accounts: int
    one_device: bool
    sittings: tuple[int, int]
    tries: tuple[int, int]
    gap_minutes: tuple[float, float]
    declined: float
    days: int
    lively: float


_VARIANTS = {
    "easy": _Variant(1, True, (1, 2), (12, 26), (0.3, 0.9), 0.85, 2, 0.0),
    "medium": _Variant(2, True, (4, 6), (4, 7), (0.8, 2.5), 0.75, 10, 0.3),
    "hard": _Variant(3, False, (6, 9), (2, 3), (2.0, 14.0), 0.6, 35, 1.0),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng = _VARIANTS[difficulty], stage.rng
    first, days = stage.span(variant.days)
    country = stage.country()
    testers = stage.fresh(
        variant.accounts, country, first - (0.2 if difficulty == "easy" else 25), lively=variant.lively
    )
    shared = stage.hideout(country)
    usd = 0.0
    for tester in testers:
        seen = shared if variant.one_device else stage.home(tester)._replace(ip=shared.ip)
        for _ in range(int(rng.integers(*variant.sittings, endpoint=True))):
            at = stage.evening(tester, first + rng.uniform(0, days))
            stage.login(tester, at, seen)
            for _ in range(int(rng.integers(*variant.tries, endpoint=True))):
                at += stage.wait(*variant.gap_minutes)
                means = stage.web_card(stage.new_card(), stage.country())
                if rng.random() < variant.declined:
                    stage.decline(tester, at, 0, means, seen, int(rng.choice([0, 1, 3, 4])))
                else:
                    usd += stage.buy(tester, at, 0, means, seen)["usd"]
    return Case(testers, usd)
