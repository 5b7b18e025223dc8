"""Tiny ledgers told by hand: who bought, gave, was paid out and logged in, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyarrow as pa

from coinguard.ledger.baselines import Baselines
from coinguard.ledger.cases import Budget, find_cases
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import Settings

START = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
PRICES = Baselines({"US": 1.43, "DE": 1.5, "NG": 1.08, "*": 1.43}, {"US": 1.06, "DE": 1.08, "*": 1.06}, {})
"""Frozen, so that a handful of purchases need not be a population."""
SETTINGS = Settings.load()

Case = dict[str, Any]


@dataclass
class Story:
    """Events in the making; times are days since the start, as in ``3.5`` for noon of the fourth day."""

    events: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    streams: list[dict[str, Any]] = field(default_factory=list)
    number: count[int] = field(default_factory=count)

    def account(
        self, name: str, *, opened: float = -400, home: str = "US", age: str = "25-34", role: str = "viewer"
    ) -> str:
        self.accounts[name] = {
            "account_id": name,
            "created_at": moment(opened),
            "age_band": age,
            "home_country": home,
            "followers": "50",
            "role": role,
        }
        return name

    def event(self, kind: str, who: str, day: float, **rest: Any) -> str:
        if who not in self.accounts:
            self.account(who)
        name = f"e{next(self.number):05d}"
        seen = {"device_id": f"{who}-phone", "ip_hash": f"{who}-home", "ip_country": self.accounts[who]["home_country"]}
        row = {"event_id": name, "ts": moment(day), "type": kind, "account_id": who, **seen, **rest}
        self.events.append({key: str(value) for key, value in row.items() if value is not None})
        return name

    def login(self, who: str, day: float, **rest: Any) -> str:
        return self.event("login", who, day, **rest)

    def buy(self, who: str, day: float, coins: int = 700, usd: float | None = None, **rest: Any) -> str:
        price = f"{coins * 0.0106 if usd is None else usd:.2f}"
        means = {"channel": "web", "card_fp": f"{who}-card", "bin_country": self.country(who), "status": "approved"}
        money = {"coins": coins, "amount": price, "usd": price, "currency": "USD"}
        return self.event("purchase", who, day, **{**means, **money, **rest})

    def attempt(
        self, who: str, day: float, card: str, *, code: str | None = None, usd: float = 0.99, bin_country: str = "US"
    ) -> None:
        self.event(
            "purchase_attempt", who, day, coins=90, usd=usd, amount=usd, currency="USD", channel="web", card_fp=card,
            bin_country=bin_country, status="declined" if code else "approved", decline_code=code,
        )  # fmt: skip

    def give(self, who: str, to: str, day: float, coins: int = 700, **rest: Any) -> str:
        if to not in self.accounts:
            self.account(to, role="creator")
        return self.event(
            "gift", who, day, counterparty_id=to, coins=coins, **{"stream_id": f"{to}-{int(day)}", **rest}
        )

    def undo(self, purchase: str, day: float, kind: str = "refund") -> str:
        was = next(row for row in self.events if row["event_id"] == purchase)
        money = {key: was[key] for key in ("coins", "usd", "amount", "currency", "card_fp") if key in was}
        return self.event(kind, was["account_id"], day, ref_event_id=purchase, status="approved", **money)

    def pay_out(self, who: str, day: float, usd: float, **rest: Any) -> str:
        money = {"diamonds": round(usd * 200), "usd": f"{usd:.2f}", "amount": f"{usd:.2f}", "currency": "USD"}
        return self.event("payout", who, day, status="approved", **{"payout_fp": f"{who}-bank", **money, **rest})

    def welcome(self, who: str, referrer: str, day: float, coins: int = 60, **rest: Any) -> str:
        return self.event(
            "promo", who, day, coins=coins, promo_id="welcome", referrer_id=referrer, status="approved", **rest
        )

    def country(self, who: str) -> str:
        if who not in self.accounts:
            self.account(who)
        return str(self.accounts[who]["home_country"])

    def everyday(self, people: int = 3) -> None:
        """Some honest people, so that no column is empty: they buy, give, log in, and come by invitation."""
        for number in range(people):
            who = f"honest{number}"
            self.login(who, number)
            self.welcome(who, "honest-host", number + 0.1)
            self.give(who, "star", number + 0.3, coins=20)
            self.undo(self.buy(who, number + 0.2, coins=70), number + 0.25)
            self.buy(
                who, number + 0.4, coins=70, usd=0.99, channel="ios", card_fp=None, bin_country=None, store_country="US"
            )
            self.attempt(who, number + 0.5, f"{who}-card", code="insufficient_funds")
            self.event("diamond_credit", "star", number + 0.3, counterparty_id=who, diamonds=10, usd="0.05")
        self.pay_out("star", people, 120)
        self.streams.append({"stream_id": "star-0", "creator_id": "star", "started_at": moment(0), "viewers": "900"})

    def cases(self, baselines: Baselines = PRICES, budget: Budget | None = None) -> list[Case]:
        """What is found in it, beside some honest people's everyday."""
        if not self.streams or self.streams[-1]["stream_id"] != "star-0":
            self.everyday()
        tables = [texts(rows) for rows in (self.events, list(self.accounts.values()), self.streams)]
        with read_ledger(*tables) as (ledger, _):
            found = find_cases(ledger, SETTINGS, budget, baselines)
            assert not found.not_run
            return list(found)


def moment(day: float) -> str:
    return (START + dt.timedelta(days=day)).isoformat()


def texts(rows: list[dict[str, Any]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def about(cases: list[Case], typology: str) -> Case:
    """The one case that a typology is the strongest of."""
    [case] = [case for case in cases if case["typology"] == typology]
    return case


def named(cases: list[Case]) -> set[str]:
    """Everybody in a case above low severity."""
    return {account for case in cases if case["severity"] != "low" for account in case["account_ids"]}
