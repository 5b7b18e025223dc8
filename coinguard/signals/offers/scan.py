"""Finding offers: what the words mean, which roles they play, and what that offers."""

from __future__ import annotations

from typing import Any

import numpy as np

from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.assemble import assemble
from coinguard.signals.offers.pairing import give_roles
from coinguard.signals.offers.tokens import STATE, tokens_in_view
from coinguard.text.kernel import borrowed, inlined


@inlined
def new_offer_scratch() -> Any:
    """Return the tables that the search for offers works in."""
    return np.empty((o.MOST_TOKENS, o.TOKEN_COLUMNS), np.int64), np.empty(STATE, np.int64)


@borrowed
def _money_of_k(tokens: Any, count: int) -> int:
    """Return the money that thousands are short for in this text: rupiah or dong, where its words are of those languages."""
    for at in range(count):
        if tokens[at, o.GUESS] != o.NONE:
            return int(tokens[at, o.GUESS])
    return o.NONE


@borrowed
def offers_in_view(
    view: Any, n: int, spans: Any, n_links: int, tables: Any, tokens: Any, state: Any, out: Any
) -> tuple[int, int]:
    """Find the offers of one message: how many there are, and how many tokens were read.

    Parameters
    ----------
    view
        int32, the code points of the message's readable view.
    n
        How many of them are the message's.
    spans, n_links
        The table of its links and their number, as :func:`coinguard.links.find.find_in_view` gives them.
    tables
        The arrays of :class:`coinguard.signals.offers.lexicon.OfferTables`.
    tokens, state
        :func:`new_offer_scratch`: room to work in.
    out
        int64, ``MAX_OFFERS_PER_TEXT`` rows of ``OFFER_COLUMNS``: gets the offers.
    """
    count = tokens_in_view(view, n, spans, n_links, tables, tokens, state)
    if count == 0:
        return 0, 0
    special = tables[o.OFFICIAL][0]
    give_roles(tokens, count, _money_of_k(tokens, count), special[0])
    return assemble(tokens, count, special, out), count
