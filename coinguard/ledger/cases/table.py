"""The case table: its columns, its budget, its ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import pyarrow as pa

from coinguard.errors import InputError

CASE_SCHEMA: Final = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("typology", pa.string(), nullable=False),
        pa.field(
            "typologies", pa.list_(pa.struct([("typology", pa.string()), ("points", pa.float64())])), nullable=False
        ),
        pa.field("account_ids", pa.list_(pa.string()), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("amount_usd", pa.float64(), nullable=False),
        pa.field("first_ts", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("last_ts", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("event_ids", pa.list_(pa.string()), nullable=False),
        pa.field("event_count", pa.int64(), nullable=False),
        pa.field(
            "reasons",
            pa.list_(pa.struct([("typology", pa.string()), ("points", pa.float64()), ("text", pa.string())])),
            nullable=False,
        ),
        pa.field("supersedes", pa.list_(pa.string()), nullable=False),
        pa.field("not_run", pa.list_(pa.string()), nullable=False),
    ]
)

MAX_EVENT_IDS: Final = 1000
"""Event ids listed in one case; ``event_count`` says how many there are."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many accounts may be reported, as a share of all accounts."""

    share: Fraction

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read a budget such as ``2/1000``.

        >>> Budget.parse("2/1000").limit(50_000)
        100

        Raises
        ------
        InputError
            It is no share between 0 and 1.
        """
        try:
            share = Fraction(text.replace(" ", ""))
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not 0 < share <= 1:
            raise InputError(
                f"{text!r} is no budget",
                where="--budget",
                hint="Write accounts to report of all accounts, as in 2/1000",
            )
        return cls(share)

    def limit(self, accounts: int) -> int:
        """Return how many of so many accounts may be reported."""
        return int(self.share * accounts)


@dataclass(frozen=True)
class CaseTable:
    """Cases, the highest score first."""

    table: pa.Table
    """One row a case, with the columns of :data:`CASE_SCHEMA`."""
    not_run: dict[str, tuple[str, ...]]
    """Detectors that did not run, with the fields they lacked."""
    sees_less: dict[str, tuple[str, ...]]
    """Detectors that ran but see less, with the fields they lacked."""
    settings_version: str
    """A hash of the thresholds, points and sentences they were made with."""
    baselines_version: str
    """A hash of the population baselines."""
    own_baselines: bool
    """Whether the population baselines were measured on the ledger itself."""

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Give each case as a dictionary."""
        return iter(self.table.to_pylist())

    def within(self, budget: Budget, accounts: int) -> CaseTable:
        """Return the best cases that together name no more accounts than the budget allows; a case that would is left out."""
        limit = budget.limit(accounts)
        named: set[str] = set()
        kept = []
        for row, members in enumerate(self.table.column("account_ids").to_pylist()):
            if len(named.union(members)) <= limit:
                named.update(members)
                kept.append(row)
        return replace(self, table=self.table.take(kept))


def case_id(event_id: str, account_id: str) -> str:
    """Return the id of the case that begins with an event of an account."""
    return "c" + hashlib.sha256(f"{event_id}\x1f{account_id}".encode()).hexdigest()[:16]
