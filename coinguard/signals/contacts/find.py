"""Contacts of one text, for callers that hold a Python string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coinguard.limits import MAX_CONTACTS_PER_TEXT, MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, find_in_view
from coinguard.links.find import canon_capacity as link_capacity
from coinguard.links.suffixes import suffix_table
from coinguard.signals.contacts.kinds import COLUMNS, KINDS
from coinguard.signals.contacts.lexicon import contact_tables, service_names
from coinguard.signals.contacts.scan import contacts_in_view
from coinguard.signals.contacts.state import STATE, canon_capacity
from coinguard.text import kernel as k
from coinguard.text.views import View, fold

TABLES = (k.INT32S, k.UINT64S, k.INT32S, k.UINT64S, k.INT32S, k.INT32_TABLE, k.INT32S)
"""The Numba types of the arrays of a :class:`~coinguard.signals.contacts.lexicon.ContactTables`."""


@k.kernel(k.OUT_INT32S, k.UINT64S, *TABLES, k.OUT_INT32S, k.OUT_INT32_TABLE, returns=k.INT)
def _contacts(
    view: Any,
    suffixes: Any,
    letters: Any,
    word_keys: Any,
    word_values: Any,
    host_keys: Any,
    host_values: Any,
    services: Any,
    lengths: Any,
    canon: Any,
    out: Any,
) -> int:
    n = len(view)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    links = np.empty(link_capacity(n), np.int32)
    state = np.empty(STATE, np.int64)
    tables = (letters, word_keys, word_values, host_keys, host_values, services, lengths)
    n_links = find_in_view(view, n, suffixes, spans, links)
    return contacts_in_view(view, n, links, spans, n_links, suffixes, tables, state, canon, out)


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody, or to send him money, that a text gives."""

    kind: str
    """One of :data:`~coinguard.signals.contacts.KINDS`."""
    service: str
    """Where: ``telegram``, ``whatsapp``, ``phone``, ``email``, ``instagram``, ``discord``, ``cashapp``, ``bitcoin`` and so on;
    ``code`` for a code, ``handle`` for a name whose platform isn't told."""
    value: str
    """Its canonical form: names and e-mail addresses in lower case, ``+`` and digits for a number with a calling code, digits alone
    for one without, addresses of wallets and codes of invitations as they are, Telegram's invitations with a ``+`` before."""
    text: str
    """As it was written."""
    start: int
    """Where it starts, in code points of the text."""
    end: int
    """Where it ends, exclusive."""


def contacts_of(text: str, view: View) -> list[Contact]:
    """Return the contacts of a text whose readable view is at hand."""
    if not len(view.elements[0]):
        return []
    canon = np.empty(canon_capacity(), np.int32)
    out = np.empty((MAX_CONTACTS_PER_TEXT, COLUMNS), np.int32)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        count = _contacts(view.elements[0].copy(), suffix_table(), *contact_tables(), canon, out)
    found = []
    for kind, service, first, last, offset, length in out[:count].tolist():
        start, end = view.span(first, last)
        value = "".join(map(chr, canon[offset : offset + length].tolist()))
        found.append(Contact(KINDS[kind], service_names()[service], value, text[start:end], start, end))
    return sorted(found, key=lambda contact: (contact.start, contact.end))


def find_contacts(text: str) -> list[Contact]:
    """Return the contacts that a text gives, in the order they start in; at most ``MAX_CONTACTS_PER_TEXT``.

    The text is folded first, so styled letters, invisible characters and entities make no difference; spans are those of the text
    as it was passed.

    Examples
    --------
    >>> [(c.service, c.value, c.text) for c in find_contacts("cheap coins, Telegram: @Coin_King or WA +1 415 555 0132")]
    [('telegram', 'coin_king', '@Coin_King'), ('whatsapp', '+14155550132', '+1 415 555 0132')]
    """
    return contacts_of(text, fold(text).readable)
