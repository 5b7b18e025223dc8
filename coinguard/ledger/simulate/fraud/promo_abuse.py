"""One person opens account after account for the welcome coins, each invited by the last."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.ledger.simulate.life.promotions import COINS, REFERRAL, WELCOME
from coinguard.ledger.simulate.rows import NONE
from coinguard.ledger.simulate.script import Seen
from coinguard.ledger.simulate.stage import Case, Stage


@dataclass(frozen=True, slots=True)
class _Variant:
    accounts: tuple[int, int]
    accounts_a_device: int
    days: float
    own_address: float
    lively: float


_VARIANTS = {
    "easy": _Variant((7, 12), 99, 2, 0.0, 0.0),
    "medium": _Variant((6, 9), 3, 14, 0.3, 0.2),
    "hard": _Variant((5, 8), 2, 45, 0.5, 0.8),
}


def scene(stage: Stage, difficulty: str) -> Case:
    """Play one case."""
    variant, rng, people = _VARIANTS[difficulty], stage.rng, stage.world.people
    first, days = stage.span(variant.days)
    country = stage.country()
    accounts = stage.fresh(int(rng.integers(*variant.accounts, endpoint=True)), country, first, lively=variant.lively)
    collector = int(people.favourites[accounts[0], 0]) if difficulty == "hard" else stage.small_creator(country)
    devices = [stage.new_device() for _ in range(1 + (len(accounts) - 1) // variant.accounts_a_device)]
    address = stage.new_address()
    before, coins = NONE, 0
    times = sorted(
        stage.evening(account, first + days * place / len(accounts)) for place, account in enumerate(accounts)
    )
    for place, (account, at) in enumerate(zip(accounts, times, strict=True)):
        people.created[account] = at - stage.wait(3, 30)
        home = stage.home(account)
        ip = home.ip if rng.random() < variant.own_address else address
        seen = Seen(devices[place // variant.accounts_a_device], ip, country)
        people.device[account] = seen.device
        stage.login(account, at - 30_000, seen)
        stage.promo(account, at, COINS, WELCOME, seen, before)
        if before != NONE:
            stage.promo(before, at + 5_000, COINS, REFERRAL, stage.home(before))
        coins += 2 * COINS
        stage.give_all(account, collector, at + stage.wait(2, 60), COINS, seen)
        before = account
    return Case(accounts if difficulty == "hard" else [*accounts, collector], coins * 0.0143)
