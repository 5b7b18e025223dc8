"""What every part of a simulation shares: its size, its economy, its people, and counters for what they use."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from coinguard.ledger.simulate.economy import Economy
from coinguard.ledger.simulate.rows import DAY, Flags, Ints

if TYPE_CHECKING:
    from coinguard.ledger.simulate.people import People


@dataclass(slots=True)
class Counter:
    """Hands out whole numbers, each once."""

    used: int = 0

    def take(self, count: int) -> Ints:
        """Return so many numbers that were never handed out."""
        self.used += count
        return np.arange(self.used - count, self.used)

    def one(self) -> int:
        """Return one number that was never handed out."""
        self.used += 1
        return self.used - 1


@dataclass(slots=True, kw_only=True)
class World:
    """One simulated world while it is being made."""

    economy: Economy
    accounts: int
    days: int
    seed: int
    people: People
    cards: Counter = field(default_factory=Counter)
    devices: Counter = field(default_factory=Counter)
    addresses: Counter = field(default_factory=Counter)
    payouts: Counter = field(default_factory=Counter)
    streams: Counter = field(default_factory=Counter)
    events: Counter = field(default_factory=Counter)
    taken: Flags
    """Accounts that already play a part: nobody is both a look-alike and in a case, or in two cases."""
    welcomed: Flags
    """Accounts that have had their welcome coins in a scene."""
    lookalikes: list[tuple[str, Ints]] = field(default_factory=list)
    """Honest accounts that look like some fraud, by kind."""

    @property
    def start(self) -> int:
        """Epoch milliseconds of the first moment."""
        return self.economy.start

    @property
    def end(self) -> int:
        """Epoch milliseconds of the moment after the last."""
        return self.start + self.days * DAY

    def generator(self, part: str) -> np.random.Generator:
        """Return the generator of one part of the world: no part's draws disturb another's."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode())])

    def cast(self, rng: np.random.Generator, count: int, among: Flags) -> Ints:
        """Return accounts that play no part yet, at most so many, and book them."""
        free = np.flatnonzero(among & ~self.taken)
        chosen = np.sort(rng.permutation(free)[:count])
        self.taken[chosen] = True
        return chosen

    def note(self, kind: str, accounts: Ints) -> None:
        """Note that these honest accounts look like some fraud."""
        self.lookalikes.append((kind, np.asarray(accounts)))
