"""What one person's history shows: months against the official price, and what deserves a second look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coinguard.ledger.me.history import History
from coinguard.ledger.me.months import Month, months_of
from coinguard.ledger.me.remarks import Remark, remarks_on
from coinguard.prices import PriceBook


@dataclass(frozen=True)
class Review:
    """What a history shows."""

    history: History
    months: tuple[Month, ...]
    remarks: tuple[Remark, ...]


def review(history: History, *, child: bool = False, prices: PriceBook | Path | None = None) -> Review:
    """Return what a history shows.

    Parameters
    ----------
    history
        See :func:`coinguard.ledger.me.history.read_history`.
    child
        Whether whoever asks says that the account is a child's.
    prices
        Official prices, or a folder of them; the shipped ones by default.
    """
    book = prices if isinstance(prices, PriceBook) else PriceBook.load(prices)
    months = months_of(history, book)
    return Review(history, tuple(months), tuple(remarks_on(history, months, book, child=child)))
