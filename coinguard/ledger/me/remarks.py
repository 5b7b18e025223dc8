"""What in a person's history deserves a second look.

Nothing here is a verdict. The bounds are set so that ordinary spending goes unremarked, and each remark says what it rests on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from coinguard.ledger.me.history import Entry, History
from coinguard.ledger.me.months import Month, money, official_usd, total
from coinguard.prices import PriceBook

Sort = Literal["care", "money", "note"]
"""``care``: about a person's well-being. ``money``: a sign of a scam or of being overcharged. ``note``: good to know."""

ADULT_AGE: Final = 18
"""Coins are sold to people of at least this age (the platform's terms; 19 in South Korea)."""

BURST_PURCHASES: Final = 4
"""Purchases within an hour that are worth a remark; the alert for a platform begins at eight."""
NIGHT: Final = (23, 6)
"""Hours from which and until which it is night."""
NIGHT_PURCHASES: Final = 3
NIGHT_SHARE: Final = 0.25
"""Purchases at night that are worth a remark: so many, and this share of all."""
BELOW_OFFICIAL: Final = 0.9
"""Share of the cheapest official price below which an offer is hardly official (judgement; see the ledger's defaults)."""
ABOVE_OFFICIAL: Final = 1.25
GROWTH_MONTHS: Final = 3
RECEIVER_SHARE: Final = 0.5
RECEIVER_GIFTS: Final = 10

_OFFICIAL_SELLERS: Final = ("tiktok", "apple", "itunes", "app store", "google", "play store", "paypal")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that deserves a second look."""

    sort: Sort
    code: str
    text: str


def remarks_on(history: History, months: Sequence[Month], book: PriceBook, *, child: bool) -> list[Remark]:
    """Return everything that deserves a second look; see :func:`coinguard.ledger.me.review.review`."""
    return [
        *_age(history, child),
        *_bursts(history),
        *_nights(history),
        *_growth(months),
        *_sellers(history),
        *_unit_prices(history, book),
        *_refunds(history),
        *_receivers(history),
    ]


def _age(history: History, child: bool) -> Iterable[Remark]:
    purchases = history.of("purchase")
    advice = (
        "Coins are sold to adults only. Purchases a child made can often be paid back: ask the store they were made in (Apple, "
        "Google, or the platform itself), soon, and before anybody who offers to recover the money for a fee."
    )
    if history.birth is not None:
        young = [entry for entry in [*purchases, *history.of("gift")] if _age_on(history.birth, entry.when) < ADULT_AGE]
        if young:
            bought = [entry for entry in young if entry.kind == "purchase"]
            age = _age_on(history.birth, min(entry.when for entry in young))
            what = f"{_counted(len(bought), 'purchase')} ({total(bought)})" if bought else _counted(len(young), "gift")
            yield Remark("care", "under_age", f"The profile says {age} years old at the time of {what}. {advice}")
            return
    if child and purchases:
        yield Remark(
            "care", "under_age", f"{_counted(len(purchases), 'purchase')} ({total(purchases)}) were made. {advice}"
        )


def _age_on(birth: dt.date, when: dt.datetime) -> int:
    return when.year - birth.year - ((when.month, when.day) < (birth.month, birth.day))


def _bursts(history: History) -> Iterable[Remark]:
    """Tell of the busiest hour, if it is worth it, and how many such hours there were; days without a time are left out."""
    timed = [entry for entry in history.of("purchase") if entry.when.time() != dt.time(0)]
    bursts: list[Sequence[Entry]] = []
    start = 0
    while start < len(timed):
        within = [entry for entry in timed[start:] if entry.when - timed[start].when < dt.timedelta(hours=1)]
        if len(within) >= BURST_PURCHASES:
            bursts.append(within)
            start += len(within)
        else:
            start += 1
    if bursts:
        busiest = max(bursts, key=len)
        often = f", the busiest of {len(bursts)} such hours" if len(bursts) > 1 else ""
        first, last = busiest[0].when, busiest[-1].when
        yield Remark(
            "care",
            "burst",
            f"{len(busiest)} purchases ({total(busiest)}) between {first:%H:%M} and {last:%H:%M} on {first:%d %B %Y}{often}. "
            "Purchases this close together are often made in the heat of a live stream, or by somebody else.",
        )


def _nights(history: History) -> Iterable[Remark]:
    timed = [entry for entry in history.of("purchase") if entry.when.time() != dt.time(0)]
    nightly = [entry for entry in timed if entry.when.hour >= NIGHT[0] or entry.when.hour < NIGHT[1]]
    if len(nightly) >= NIGHT_PURCHASES and len(nightly) >= NIGHT_SHARE * len(timed):
        zone = " (in UTC: name your time zone with --zone to be sure)" if history.zone_is_assumed else ""
        yield Remark(
            "care",
            "night",
            f"{len(nightly)} of {_counted(len(timed), 'purchase')} ({total(nightly)}) were made between {NIGHT[0]}:00 and "
            f"{NIGHT[1]:02}:00{zone}.",
        )


def _growth(months: Sequence[Month]) -> Iterable[Remark]:
    currencies = {month.currency for month in months}
    for currency in currencies:
        spent = [month for month in months if month.currency == currency]
        last = spent[-GROWTH_MONTHS:]
        grows = all(later.spent_minor > earlier.spent_minor for earlier, later in pairwise(last))
        if len(last) == GROWTH_MONTHS and grows and last[-1].spent_minor >= 2 * last[0].spent_minor > 0:
            sums = ", ".join(money(month.spent_minor, currency) for month in last)
            yield Remark("care", "growing", f"Spending grew from month to month: {sums}, up to {last[-1].month}.")


def _sellers(history: History) -> Iterable[Remark]:
    if not history.has_sellers:
        return
    odd = [
        entry
        for entry in history.of("purchase")
        if entry.other and not any(seller in entry.other.lower() for seller in _OFFICIAL_SELLERS)
    ]
    if odd:
        names = [name for name, _ in Counter(str(entry.other) for entry in odd).most_common(3)]
        yield Remark(
            "money",
            "odd_seller",
            f"{_counted(len(odd), 'purchase')} ({total(odd)}) went to {', '.join(names)}, not to the platform or an app store. "
            "Coins from anybody else are against the platform's terms, are often bought with stolen cards, and can be taken "
            "back.",
        )


def _unit_prices(history: History, book: PriceBook) -> Iterable[Remark]:
    priced = [
        (entry, official)
        for entry in history.of("purchase")
        if entry.currency == "USD" and entry.amount and (official := official_usd(entry, book))
    ]
    cheap = [entry for entry, official in priced if float(entry.amount or 0) < BELOW_OFFICIAL * official]
    if cheap:
        yield Remark(
            "money",
            "below_official",
            f"{_counted(len(cheap), 'purchase')} ({total(cheap)}) cost less than nine tenths of the cheapest official "
            "price that is known. Such offers are often fraud, unless it was a promotion inside the app.",
        )
    paid = sum(float(entry.amount or 0) for entry, _ in priced)
    least = sum(official for _, official in priced)
    if priced and paid > ABOVE_OFFICIAL * least:
        yield Remark(
            "note",
            "above_official",
            f"The same coins would have cost about ${least:,.2f} instead of ${paid:,.2f} at the cheapest official offers: the "
            "platform's own web page is usually cheaper than the app.",
        )


def _refunds(history: History) -> Iterable[Remark]:
    refunds = history.of("refund")
    if refunds:
        yield Remark(
            "note",
            "refunds",
            f"{_counted(len(refunds), 'payment')} ({total(refunds)}) came back. Coins that were spent before a refund can "
            "leave a debt on the account, and repeated refunds can get it closed.",
        )


def _receivers(history: History) -> Iterable[Remark]:
    gifts = [entry for entry in history.of("gift") if entry.other]
    if len(gifts) < RECEIVER_GIFTS:
        return
    sizes: Counter[str] = Counter()
    for entry in gifts:
        sizes[str(entry.other)] += entry.coins or 1
    favourite, size = sizes.most_common(1)[0]
    share = size / sum(sizes.values())
    if share >= RECEIVER_SHARE:
        first = next(entry.when for entry in gifts if entry.other == favourite)
        yield Remark(
            "note",
            "one_receiver",
            f"{share:.0%} of all gifts went to {favourite}, the first on {first:%d %B %Y}. Do you know this account? "
            "Anybody who asks for gifts in private, or promises something in return, is best blocked and reported.",
        )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
