"""Interactions: evidence that says more together than apart, under a name of its own.

They are made of hits that are there already, in whole batches, so a text without such hits costs nothing. A link counts as
unofficial if neither a brand nor the owner vouches for it. A warning takes nothing from a text: beside a call to do something it
is one more piece of evidence, and without one it is a warning.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.signals.catalogue import CATALOGUE, NUMBER
from coinguard.signals.hits import ABOUT, ONE, OWNER, RAW_COLUMNS, ROW, SIGNAL, VALUE

_VOUCHED: Final = np.array([signal.code in ("scope.official", "owner.allowed") for signal in CATALOGUE])


def _named(*codes: str) -> NDArray[np.bool_]:
    return np.array([signal.code in codes for signal in CATALOGUE])


_CALLS: Final = _named("ask.login", "ask.install", "ask.survey", "ask.send", "ask.move_off")
_CONTACTS: Final = np.array([signal.group == "contact" for signal in CATALOGUE])
_MIXED: Final = (
    ("mix.free_unofficial", _named("offer.free")),
    ("mix.cheap_contact", _named("offer.below_official")),
    ("mix.staff_unofficial", _named("claim.staff")),
    ("mix.warning_call", _named("warning.words")),
)
"""Each interaction, and the signals that it needs in the text itself; what must stand beside them, :func:`mixed` knows."""
_ANY: Final = np.any([needs for _, needs in _MIXED], axis=0)


def _firsts(hits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first hit of each text."""
    _, first = np.unique(hits[:, ROW], return_index=True)
    found: NDArray[np.int64] = hits[first]
    return found


def _unofficial(links: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the hits of links that nobody vouches for."""
    _, link = np.unique(links[:, [ROW, OWNER]], axis=0, return_inverse=True)
    link = link.reshape(-1)
    vouched = np.bincount(link, weights=_VOUCHED[links[:, SIGNAL]]) > 0
    found: NDArray[np.int64] = links[~vouched[link]]
    return found


def mixed(raw: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the raw hits of a batch with those of its interactions behind them.

    An interaction points at what stands beside: the link, the contact or the call.
    """
    of_text = raw[:, OWNER] < 0
    signal = np.minimum(raw[:, SIGNAL], len(CATALOGUE) - 1)
    texts = raw[of_text & _ANY[signal]]
    if not len(texts):
        return raw
    near = raw[np.isin(raw[:, ROW], texts[:, ROW])]
    own = near[near[:, OWNER] < 0]
    links = _firsts(_unofficial(near[near[:, OWNER] >= 0]))
    beside = {
        "mix.free_unofficial": links,
        "mix.cheap_contact": _firsts(own[_CONTACTS[own[:, SIGNAL]]]),
        "mix.staff_unofficial": links,
        "mix.warning_call": _firsts(own[_CALLS[own[:, SIGNAL]]]),
    }
    found = [raw]
    for code, needs in _MIXED:
        rows = np.unique(texts[needs[texts[:, SIGNAL]], ROW])
        more = beside[code][np.isin(beside[code][:, ROW], rows)].copy()
        more[:, OWNER], more[:, SIGNAL], more[:, ABOUT], more[:, VALUE] = -1, NUMBER[code], -1, ONE
        found.append(more.reshape(-1, RAW_COLUMNS))
    return np.concatenate(found)
