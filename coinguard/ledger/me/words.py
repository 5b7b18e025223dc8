"""A review in plain words, and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from coinguard.ledger.me.months import Month, money, total
from coinguard.ledger.me.review import Review
from coinguard.report.safe import defang, printable

_WIDTH: Final = 88
_TITLES: Final = {
    "care": "Worth talking about",
    "money": "Possibly a scam",
    "note": "Good to know",
}


def as_lines(told: Review) -> list[str]:
    """Return a review as lines of plain text, safe to print."""
    return [*_headline(told), *_months(told), *_remarks(told), *_unread(told), *_closing(told)]


def as_json(told: Review) -> str:
    """Return a review as one line of JSON."""
    history = told.history
    return json.dumps(
        {
            "source": history.source,
            "platform": history.platform,
            "zone": history.zone,
            "purchases": len(history.of("purchase")),
            "gifts": len(history.of("gift")),
            "refunds": len(history.of("refund")),
            "months": [asdict(month) for month in told.months],
            "remarks": [asdict(remark) for remark in told.remarks],
            "unread": history.unread_count,
        },
        ensure_ascii=False,
    )


def _headline(told: Review) -> Iterator[str]:
    history = told.history
    purchases, gifts = history.of("purchase"), history.of("gift")
    if not history.entries:
        yield "There are no purchases and no gifts in this history."
        return
    first, last = history.entries[0].when, history.entries[-1].when
    yield f"{_counted(len(purchases), 'purchase')}, {_counted(len(gifts), 'gift')}, {first:%d %B %Y} to {last:%d %B %Y}"
    if purchases:
        yield f"Spent in all: {total(purchases)}"
    if any(entry.currency is None and entry.amount is not None for entry in purchases):
        yield "Prices name no currency; add --currency, such as --currency EUR."


def _months(told: Review) -> Iterator[str]:
    if not told.months:
        return
    yield ""
    yield "Month by month"
    widest = max(len(money(month.spent_minor, month.currency)) for month in told.months)
    for month in told.months:
        yield f"  {month.month}  {money(month.spent_minor, month.currency):>{widest}}{_details(month)}"


def _details(month: Month) -> str:
    parts = [_counted(month.purchases, "purchase")]
    if month.coins:
        parts.append(f"{month.coins:,} coins")
    if month.official_usd is not None:
        parts.append(f"official price from ${month.official_usd:,.2f}")
    if month.coins_worth:
        parts.append(f"enough for about {month.coins_worth:,} coins at the best official price")
    if month.refunded_minor:
        parts.append(f"{money(month.refunded_minor, month.currency)} came back")
    return "  " + ", ".join(parts)


def _remarks(told: Review) -> Iterator[str]:
    for sort, title in _TITLES.items():
        remarks = [remark for remark in told.remarks if remark.sort == sort]
        if remarks:
            yield ""
            yield title
            for remark in remarks:
                yield from _wrapped("  - ", remark.text)


def _unread(told: Review) -> Iterator[str]:
    history = told.history
    if history.unread_count:
        yield ""
        verb = "is" if history.unread_count == 1 else "are"
        yield f"{_counted(history.unread_count, 'entry', 'entries')} could not be read and {verb} not counted above:"
        for what in history.unread:
            yield from _wrapped("  - ", what)


def _closing(told: Review) -> Iterator[str]:
    if told.remarks:
        yield ""
        yield from _wrapped(
            "",
            "None of this proves that something is wrong. It is meant as a start for a calm conversation, and nothing of it "
            "has left this computer.",
        )


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        defang(printable(text)),
        _WIDTH,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_on_hyphens=False,
    )


def _counted(count: int, what: str, several: str | None = None) -> str:
    return f"{count:,} {what if count == 1 else several or what + 's'}"
