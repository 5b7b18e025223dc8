"""A ledger with indexes, and a finding in it with its rows: what the plain recomputations of sentences read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from coinguard.ledger.cases.findings import Finding
from coinguard.ledger.settings import DetectorSettings
from tests.ledger.oracle_features import Features, Row, day_of

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Book:
    """A whole ledger, indexed once."""

    def __init__(
        self, events: list[Row], accounts: list[Row], streams: list[Row], official: list[Row], stores: list[Row]
    ) -> None:
        self.events = {row["k"]: row for row in events}
        self.accounts = {row["account_id"]: row for row in accounts}
        self.viewers: dict[str, list[int]] = defaultdict(list)
        for stream in streams:
            self.viewers[stream["creator_id"]].append(stream["viewers"])
        self.official, self.stores = official, {row["country"]: row["unit_cents"] for row in stores}
        self.own: dict[str, list[Row]] = defaultdict(list)
        self.crowds: dict[str, set[str]] = defaultdict(set)
        for row in sorted(events, key=lambda row: row["k"]):
            self.own[row["account_id"]].append(row)
            if row["device_id"] is not None:
                self.crowds[row["device_id"]].add(row["account_id"])
        self.given: dict[str, list[Row]] = defaultdict(list)
        self.got: dict[str, list[Row]] = defaultdict(list)
        for gift in Features(events, accounts).gifts():
            self.given[gift["giver"]].append(gift)
            self.got[gift["receiver"]].append(gift)
        self._features: dict[str, Features] = {}

    def features(self, account: str) -> Features:
        """Return the feature twins of what one account did. Its gifts are all there, what it got is not."""
        if account not in self._features:
            self._features[account] = Features(self.own[account], list(self.accounts.values()))
        return self._features[account]

    def givers(self, receiver: str) -> int:
        """Return how many ever gave to a receiver."""
        return len({gift["giver"] for gift in self.got[receiver]})

    def between(self, giver: str, receiver: str) -> list[Row]:
        """Return the gifts of a pair in order."""
        return [gift for gift in self.given[giver] if gift["receiver"] == receiver]

    def share_out(self, giver: str, receiver: str) -> int:
        """Return the pair's share, in thousandths, of what the giver gave while the pair lasted, a week before and after."""
        own = self.between(giver, receiver)
        first, last = day_of(own[0]["k"]) - 7, day_of(own[-1]["k"]) + 7
        near = sum(gift["coins"] for gift in self.given[giver] if first <= day_of(gift["k"]) <= last)
        return int(sum(gift["coins"] for gift in own) * 1000 // near)

    def returns(self, account: str, kind: str) -> list[Row]:
        """Return what came back of an account's purchases."""
        return [row for row in self.features(account).returns() if row["kind"] == kind]


@dataclass(frozen=True)
class Scene:
    """A finding with its rows."""

    book: Book
    finding: Finding
    settings: DetectorSettings

    @cached_property
    def rows(self) -> list[Row]:
        """The qualifying events in order."""
        return [self.book.events[k] for k in self.finding.event_ks]

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts of the finding."""
        return self.finding.account_ids

    def value(self, name: str) -> Any:
        """Return a threshold."""
        return self.settings.values[name]

    def owner(self) -> str:
        """Return the one account whose rows they are."""
        (account,) = {row["account_id"] for row in self.rows}
        return str(account)

    def home(self, account: str) -> Any:
        """Return an account's home country."""
        return self.book.accounts.get(account, {}).get("home_country")

    def created_ms(self, account: str) -> float:
        """Return when an account was made; never, where that is unknown."""
        created = self.book.accounts.get(account, {}).get("created_at")
        return float("-inf") if created is None else created.timestamp() * 1000


def middle(values: list[Any]) -> float:
    """Return the median of what is known."""
    return float(median([value for value in values if value is not None]))


def quantile(values: list[float], share: float) -> float:
    """Return a quantile between the two nearest values, as SQL's ``quantile_cont``."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
