"""What planted cases are written with: a script, and the actors for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coinguard.ledger.simulate.people import MINORS
from coinguard.ledger.simulate.rows import DAY, NONE, Flags
from coinguard.ledger.simulate.script import Script, Seen, ints
from coinguard.ledger.simulate.world import World

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Case:
    """What one planted case comes to."""

    accounts: list[int]
    usd_loss: float


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted case with its rows."""

    typology: str
    difficulty: str
    case: Case
    numbers: list[int]
    """The events it consists of, by number."""


class Stage(Script):
    """A script with actors."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        super().__init__(world, rng)
        self._cover: set[int] = set()

    def plant(self, typology: str, difficulty: str, scene: Callable[[Stage, str], Case]) -> Planted:
        """Let a scene be played and return the case it makes."""
        before = len(self.rows)
        case = scene(self, difficulty)
        numbers = [row["number"] for row in self.rows[before:] if row["number"] not in self._cover]
        return Planted(typology, difficulty, case, numbers)

    def cover(self, act: Callable[[], object]) -> None:
        """Let something happen that is there to look ordinary and no part of the case."""
        before = len(self.rows)
        act()
        self._cover.update(row["number"] for row in self.rows[before:])

    def adults(self) -> Flags:
        """Return who may be cast: grown-up, no creator."""
        people = self.world.people
        return (people.age >= MINORS) & ~people.creator

    def fresh(self, count: int, country: int, day: float, *, lively: float = 0.0) -> list[int]:
        """Return accounts made around a day for the purpose.

        Parameters
        ----------
        lively
            How much of an ordinary viewer's life they lead besides; 0 for none.
        """
        people = self.world.people
        chosen = self.world.cast(self.rng, count, self.adults())
        people.country[chosen] = people.bin_country[chosen] = country
        people.created[chosen] = (
            self.world.start + int(day * DAY) - self.rng.integers(0, DAY // 2, len(chosen)) - DAY // 24
        )
        people.sessions[chosen] *= lively
        people.buys[chosen] *= lively
        people.opening_coins[chosen] = 0
        people.followers[chosen] = self.rng.integers(0, 20, len(chosen))
        return ints(chosen)

    def settled(self, count: int, *, country: int = NONE, young: bool = True) -> list[int]:
        """Return accounts that lead an ordinary life, of any country or of one, and are older than the ledger."""
        people = self.world.people
        among = self.adults() & (people.created < self.world.start) & (people.sessions > 0.08)
        if country != NONE:
            among &= people.country == country
        if not young:
            among &= people.created < self.world.start - 120 * DAY
        return ints(self.world.cast(self.rng, count, among))

    def small_creator(self, country: int = NONE, *, day: float | None = None) -> int:
        """Return a creator hardly anyone watches, made on a day where one is given."""
        people = self.world.people
        (creator,) = self.fresh(1, self.country() if country == NONE else country, -30 if day is None else day)
        people.creator[creator] = True
        people.popularity[creator] = self.rng.uniform(2, 12)
        people.followers[creator] = self.rng.integers(5, 150)
        return creator

    def country(self) -> int:
        """Return a country, the populous ones more often."""
        economy = self.world.economy
        return int(self.rng.choice(len(economy.countries), p=economy.shares))

    def hideout(self, country: int) -> Seen:
        """Return a device and an address that nobody else has, in a country."""
        return Seen(self.new_device(), self.new_address(), country)
