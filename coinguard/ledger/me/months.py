"""What was spent month by month, against the official price."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from coinguard.currencies import shown, to_minor
from coinguard.ledger.me.history import Entry, History
from coinguard.prices import LEDGER_CURRENCY, PriceBook


@dataclass(frozen=True, slots=True)
class Month:
    """One month's spending in one currency."""

    month: str
    """Such as ``2025-06``."""
    currency: str | None
    spent_minor: int
    refunded_minor: int
    purchases: int
    coins: int
    """Coins bought, as far as the history says."""
    official_usd: float | None
    """What these coins cost at the cheapest official offers of their days; null where coins or prices are not known."""
    coins_worth: int | None
    """How many coins the money buys at the cheapest official offers, where the history says dollars but no coins."""


def months_of(history: History, book: PriceBook) -> list[Month]:
    """Return every month with purchases or refunds, each currency by itself."""
    grouped: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    for entry in history.entries:
        if entry.kind != "gift":
            grouped[f"{entry.when:%Y-%m}", entry.currency].append(entry)
    months = []
    for (month, currency), entries in sorted(grouped.items(), key=lambda group: (group[0][0], str(group[0][1]))):
        bought = [entry for entry in entries if entry.kind == "purchase"]
        official = [official_usd(entry, book) for entry in bought]
        known = [price for price in official if price is not None]
        months.append(
            Month(
                month,
                currency,
                sum(minor(entry) for entry in bought),
                sum(minor(entry) for entry in entries if entry.kind == "refund"),
                len(bought),
                sum(entry.coins or 0 for entry in bought),
                sum(known) if known and len(known) == len(bought) else None,
                _coins_worth(bought, book),
            )
        )
    return months


def official_usd(entry: Entry, book: PriceBook) -> float | None:
    """Return what an entry's coins cost at the cheapest official offer of its day; null where either is not known."""
    if not entry.coins:
        return None
    unit = book.cheapest_unit_usd(LEDGER_CURRENCY, None, None, entry.when.date())
    return None if unit is None else unit * entry.coins


def _coins_worth(bought: Sequence[Entry], book: PriceBook) -> int | None:
    if not bought or any(entry.coins or entry.currency != "USD" for entry in bought):
        return None
    units = [book.cheapest_unit_usd(LEDGER_CURRENCY, None, None, entry.when.date()) for entry in bought]
    pairs = zip(bought, units, strict=True)
    coins = [float(entry.amount or 0) / unit for entry, unit in pairs if unit is not None]
    return round(sum(coins)) if len(coins) == len(bought) else None


def total(entries: Iterable[Entry]) -> str:
    """Return the money of entries, each currency by itself: ``$12.00 and 4.99 EUR``."""
    sums: Counter[str | None] = Counter()
    for entry in entries:
        if entry.amount is not None:
            sums[entry.currency] += minor(entry)
    return (
        " and ".join(money(value, currency) for currency, value in sorted(sums.items(), key=str)) or "no stated money"
    )


def money(minor_units: int, currency: str | None) -> str:
    """Return money as it is read; a number alone where no currency is known."""
    return shown(minor_units, currency) if currency else f"{minor_units / 100:,.2f}"


def minor(entry: Entry) -> int:
    """Return an entry's money in minor units; hundredths where its currency is not known."""
    amount = entry.amount or Decimal(0)
    return to_minor(amount, entry.currency) if entry.currency else int((amount * 100).to_integral_value())
