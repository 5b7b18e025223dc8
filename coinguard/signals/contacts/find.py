"""Contacts of one text, for callers that hold its readable view."""

from __future__ import annotations

from typing import Any

import numpy as np

from coinguard.limits import MAX_CONTACTS_PER_TEXT, MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, find_in_view
from coinguard.links.find import canon_capacity as link_capacity
from coinguard.links.suffixes import suffix_table
from coinguard.signals.contacts.contact import Contact
from coinguard.signals.contacts.kinds import COLUMNS, KINDS
from coinguard.signals.contacts.lexicon import CONTACT_TYPE, contact_tables, service_names
from coinguard.signals.contacts.scan import contacts_in_view
from coinguard.signals.contacts.state import CANON, STATE
from coinguard.text import kernel as k
from coinguard.text.views import View


@k.kernel(k.OUT_INT32S, k.UINT64S, CONTACT_TYPE, k.OUT_INT32S, k.OUT_INT32_TABLE, returns=k.INT)
def _contacts(view: Any, suffixes: Any, tables: Any, canon: Any, out: Any) -> int:
    n = len(view)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    links = np.empty(link_capacity(n), np.int32)
    state = np.empty(STATE, np.int64)
    n_links = find_in_view(view, n, suffixes, spans, links)
    return contacts_in_view(view, n, links, spans, n_links, suffixes, tables, state, canon, out)


def contacts_of(text: str, view: View) -> list[Contact]:
    """Return the contacts of a text whose readable view is at hand."""
    if not len(view.elements[0]):
        return []
    canon = np.empty(CANON, np.int32)
    out = np.empty((MAX_CONTACTS_PER_TEXT, COLUMNS), np.int32)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        count = _contacts(view.elements[0].copy(), suffix_table(), contact_tables(), canon, out)
    found = []
    for kind, service, first, last, offset, length in out[:count].tolist():
        start, end = view.span(first, last)
        value = "".join(map(chr, canon[offset : offset + length].tolist()))
        found.append(Contact(KINDS[kind], service_names()[service], value, text[start:end], start, end))
    return sorted(found, key=lambda contact: (contact.start, contact.end))
