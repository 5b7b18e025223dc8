"""Offers of one text, for callers that hold its readable view."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from coinguard.limits import MAX_LINKS_PER_TEXT, MAX_OFFERS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.suffixes import suffix_table
from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.lexicon import OFFER_TYPE, currencies, moneys, offer_tables
from coinguard.signals.offers.offer import Offer
from coinguard.signals.offers.scan import new_offer_scratch, offers_in_view
from coinguard.text import kernel as k
from coinguard.text.views import View


@k.kernel(k.OUT_INT32S, k.UINT64S, OFFER_TYPE, k.OUT_INT64_TABLE, returns=k.INT)
def _offers(view: Any, suffixes: Any, tables: Any, out: Any) -> int:
    n = len(view)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    links = np.empty(canon_capacity(n), np.int32)
    n_links = find_in_view(view, n, suffixes, spans, links)
    tokens, state = new_offer_scratch()
    count, _ = offers_in_view(view, n, spans, n_links, tables, tokens, state, out)
    return int(count)


def offers_of(view: View) -> tuple[Offer, ...]:
    """Return the offers of a text whose readable view is at hand."""
    if not len(view.elements[0]):
        return ()
    out = np.empty((MAX_OFFERS_PER_TEXT, o.OFFER_COLUMNS), np.int64)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        count = _offers(view.elements[0].copy(), suffix_table(), offer_tables(), out)
    return tuple(sorted((_offer(row, view) for row in out[:count].tolist()), key=lambda offer: offer.start))


def _offer(row: list[int], view: View) -> Offer:
    currency, quantity, price, money, discount, face, first, last = row
    start, end = view.span(first, last)
    return Offer(
        currencies()[currency],
        _number(quantity),
        _number(price),
        moneys()[money] if money >= 0 else None,
        _number(discount),
        _number(face),
        start,
        end,
    )


def _number(value: int) -> Decimal | None:
    """Return a scaled number as it would be written."""
    if value == o.NONE:
        return None
    exact = Decimal(value) / o.SCALE
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
