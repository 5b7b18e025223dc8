"""Asks of one text, for those who hold a Python string."""

from __future__ import annotations

from typing import Any

import numpy as np

from coinguard.limits import MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.suffixes import suffix_table
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.ask import Ask
from coinguard.signals.asks.lexicon import ASK_TYPE, ask_tables
from coinguard.signals.asks.scan import asks_in_view
from coinguard.text import kernel as k
from coinguard.text.views import View


@k.kernel(k.OUT_INT32S, k.UINT64S, ASK_TYPE, k.OUT_INT32_TABLE)
def _asks(view: Any, suffixes: Any, tables: Any, out: Any) -> None:
    n = len(view)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    n_links = find_in_view(view, n, suffixes, spans, np.empty(canon_capacity(n), np.int32))
    asks_in_view(view, n, spans, n_links, tables, np.zeros(p.STATE, np.int64), out)


def asks_of(text: str, view: View) -> list[Ask]:
    """Return the asks of a text whose readable view is at hand."""
    if not len(view.elements[0]):
        return []
    out = np.zeros((p.NOTED, p.COLUMNS), np.int32)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        _asks(view.elements[0].copy(), suffix_table(), ask_tables(), out)
    found = []
    for code, row in zip(p.SIGNALS, out.tolist(), strict=False):
        if row[p.COUNT]:
            start, end = view.span(row[p.START], row[p.END])
            found.append(Ask(code, text[start:end], start, end))
    return found
