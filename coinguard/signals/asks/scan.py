"""Finding asks: one scan over the readable view from left to right.

A word costs a hash and a bit; only what may be an entry is looked up. What was said last of each part is remembered with its
place, so the time is linear in the text, whatever it holds.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import ZERO, lower
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import SIEVE_BITS, STAR, STEMS
from coinguard.signals.contacts import kinds as c
from coinguard.signals.contacts import words as w
from coinguard.text.entities import lookup
from coinguard.text.kernel import borrowed, expanded

_PARTS: Final = len(p.PARTS)
_ALONE: Final = len(p.ALONE)
_SIGNALS: Final = len(p.SIGNALS)
_TOLD: Final = len(p.ALONE) + len(p.TOPICS)
"""Parts that are noted by themselves."""
_PAIRS: Final = len(p.PAIRS)
_FAR: Final = 1 << 10
"""Units between one text and the next: more than any reach."""
_SIEVE_MASK: Final = np.uint64((1 << SIEVE_BITS) - 1)
_WORD_SHIFT: Final = np.uint64(6)
_BIT_MASK: Final = np.uint64(63)
_ONE: Final = np.uint64(1)
_OWN: Final = 1 << p.CREDENTIAL | 1 << p.CODE | 1 << p.WORTH | 1 << p.FEE
"""Parts that are none where they are the author's own."""
_GIVEN: Final = 1 << p.CODE | 1 << p.WORTH
"""Parts that are none where the author offers them."""
_QUESTION, _ARABIC_QUESTION, _WIDE_QUESTION = 0x3F, 0x61F, 0xFF1F
_STOPS: Final = 1 << p.FORBID | 1 << p.VOID


@expanded
def sort_of(code: int, sorts: Any) -> int:
    """Return what a code point is to the scan."""
    return int(sorts[code]) if code < len(sorts) else p.GAP


@expanded
def may_be(value: Any, sieve: Any) -> bool:
    """Return false only if no key of the table has this hash."""
    low = value & _SIEVE_MASK
    return bool(sieve[low >> _WORD_SHIFT] >> (low & _BIT_MASK) & _ONE)


@borrowed
def _note(signal: int, start: int, end: int, state: Any, out: Any) -> None:
    """Note a signal, unless the clause bars it; what is forbidden to be handed over is a warning."""
    stopped = state[p.STOPPED] >= state[p.CLAUSE_START] and state[p.NOW] - state[p.STOPPED] <= p.FORWARD
    if p.BARRED[signal] and stopped:
        if signal != p.LOGIN or not state[p.FORBIDS]:
            return
        signal = p.WARNING
    if out[signal, p.COUNT] == 0:
        out[signal, p.START] = start
        out[signal, p.END] = end
        out[signal, p.UNIT] = state[p.NOW]
    out[signal, p.COUNT] += 1


@borrowed
def _stop(mask: int, state: Any, out: Any) -> None:
    """Bar what was just said, and what comes in this clause."""
    forbids = mask >> p.FORBID & 1
    for signal in range(_SIGNALS):
        recent = out[signal, p.UNIT] >= state[p.CLAUSE_START] and state[p.NOW] - out[signal, p.UNIT] <= p.BACKWARD
        if p.BARRED[signal] and out[signal, p.COUNT] and recent:
            if signal == p.LOGIN and forbids and out[p.WARNING, p.COUNT] == 0:
                for column in range(p.COLUMNS):
                    out[p.WARNING, column] = out[signal, column]
            out[signal, p.COUNT] = 0
    state[p.STOPPED] = state[p.NOW]
    state[p.FORBIDS] = forbids


@borrowed
def _end_clause(sign: int, state: Any, out: Any) -> None:
    """Begin a new clause; who asks whether somebody is staff claims nothing."""
    asks = sign in (_QUESTION, _ARABIC_QUESTION, _WIDE_QUESTION)
    if asks and out[p.STAFF, p.COUNT] and out[p.STAFF, p.UNIT] >= state[p.CLAUSE_START]:
        out[p.STAFF, p.COUNT] = 0
    state[p.NOW] += 1
    state[p.CLAUSE_START] = state[p.NOW]


@borrowed
def _give(begins: int, state: Any, out: Any) -> None:
    """Note that the author gives: what was just said is not asked for, nor what comes."""
    if out[p.SEND, p.COUNT] and out[p.SEND, p.UNIT] >= max(state[p.CLAUSE_START], begins - p.OFFERED // 2):
        out[p.SEND, p.COUNT] = 0
    state[p.LAST_UNIT + p.HAND] = state[p.CLAUSE_START] - 1
    state[p.GIVEN_AT] = state[p.NOW]


@borrowed
def _see(mask: int, start: int, end: int, units: int, state: Any, out: Any) -> None:
    """Note what the entry at ``[start, end)``, so many units long, means where it stands."""
    begins = state[p.NOW]
    state[p.NOW] += units
    if mask & _OWN and begins - state[p.MINE_AT] <= p.NEAR and state[p.MINE_AT] >= state[p.CLAUSE_START]:
        mask &= ~_OWN
    if mask & _GIVEN and begins - state[p.GIVEN_AT] <= p.OFFERED and state[p.GIVEN_AT] >= state[p.CLAUSE_START]:
        mask &= ~_GIVEN
    if mask & _STOPS:
        _stop(mask, state, out)
    if mask >> p.GIVE & 1:
        _give(begins, state, out)
    if mask >> p.MINE & 1:
        state[p.MINE_AT] = state[p.NOW]
    for pair in range(_PAIRS):
        first, second = p.PAIRS[pair, 0], p.PAIRS[pair, 1]
        for other, part in ((first, second), (second, first)):
            at = state[p.LAST_UNIT + other]
            if mask >> part & 1 and at >= state[p.CLAUSE_START] and begins - at <= p.PAIRS[pair, 3]:
                _note(p.PAIRS[pair, 2], state[p.LAST_START + other], end, state, out)
    for part in range(_PARTS):
        if mask >> part & 1:
            state[p.LAST_UNIT + part] = state[p.NOW]
            state[p.LAST_START + part] = start
            if part < _TOLD:
                _note(part if part < _ALONE else part - _ALONE + _SIGNALS, start, end, state, out)


@expanded
def _set_of(found: int) -> int:
    """Return the number of the set of parts that a word's bits hold."""
    return found & c.SERVICE_MASK | (found & (c.MEANING ^ c.SERVICE_MASK)) >> p.SET_SHIFT << p.SET_BITS


@borrowed
def _plain(view: Any, at: int, end: int, keys: Any, values: Any) -> int:
    """Return what a short word means letter by letter: of so few, marks and look-alikes make another word."""
    value = w.FNV_OFFSET
    for place in range(at, end):
        value = w.step(value, lower(view[place]))
    return lookup(keys, values, w.step(value, 0)) & c.MEANING


@expanded
def _run(view: Any, n: int, at: int, tables: Any) -> tuple[int, int]:
    """Look up the run at ``at``: the end of what begins there, and what that means."""
    letters, sorts, sieve = tables[p.LETTERS], tables[p.SORTS], tables[p.SIEVE]
    keys, values = tables[p.KEYS], tables[p.VALUES]
    value = w.FNV_OFFSET
    first, second, third, fourth = value, value, value, value
    end = at
    while end < n and sort_of(view[end], sorts) == p.RUN:
        if end - at < w.HASHED:
            value = w.step(value, w.fold(view[end], letters))
        end += 1
        length = end - at
        if length == STEMS[0]:
            first = value
        elif length == STEMS[1]:
            second = value
        elif length == STEMS[2]:
            third = value
        elif length == STEMS[3]:
            fourth = value
    found = ZERO
    if may_be(value, sieve):
        found = lookup(keys, values, value)
        if found & c.SHORT:
            found = found & c.PART | _plain(view, at, end, keys, values)
    stop = end
    if found:
        stop, found = w.longest_entry(view, n, end, True, value, found, keys, values, letters)
    if found & c.MEANING:
        return stop, _set_of(found)
    for size in range(len(STEMS) - 1, -1, -1):
        if end - at >= STEMS[size]:
            stem = (first, second, third, fourth)[size]
            starred = w.step(stem, STAR)
            if may_be(starred, sieve):
                found = _set_of(lookup(keys, values, starred))
                if found:
                    return end, found
    return end, ZERO


@expanded
def _character(view: Any, n: int, at: int, tables: Any) -> tuple[int, int]:
    """Look up the character of writing without spaces at ``at``: the end of what begins there, and what that means."""
    letters, keys, values = tables[p.LETTERS], tables[p.KEYS], tables[p.VALUES]
    value = w.step(w.FNV_OFFSET, w.fold(view[at], letters))
    if not may_be(value, tables[p.SIEVE]):
        return at + 1, ZERO
    found = lookup(keys, values, value)
    if found & c.SHORT:
        found = found & c.PART | _plain(view, at, at + 1, keys, values)
    stop, found = w.longest_entry(view, n, at + 1, False, value, found, keys, values, letters)
    return stop, _set_of(found)


@borrowed
def asks_in_view(view: Any, n: int, spans: Any, n_links: int, tables: Any, state: Any, out: Any) -> int:
    """Find what one message asks for and claims; return how many signals that makes.

    Parameters
    ----------
    view
        int32, the code points of the message's readable view.
    n
        How many of them are the message's.
    spans, n_links
        The links, which are passed over, as :func:`coinguard.links.find.find_in_view` gives them.
    tables
        The arrays of :class:`coinguard.signals.asks.lexicon.AskTables`.
    state
        int64, ``STATE`` long: room to work in, zeros before the first message.
    out
        int32, one row of ``COLUMNS`` a signal and then a topic: gets how often it was found, and where first.
    """
    sorts, masks = tables[p.SORTS], tables[p.MASKS]
    for signal in range(p.NOTED):
        out[signal, p.COUNT] = 0
    state[p.NOW] += _FAR
    begin = state[p.NOW]
    state[p.CLAUSE_START] = begin
    link, at = ZERO, ZERO
    while at < n:
        while link < n_links and spans[link, 0] < at:
            link += 1
        if link < n_links and spans[link, 0] == at:
            at = max(at + 1, int(spans[link, 1]))
            state[p.NOW] += p.PER_WORD
            continue
        sort = sort_of(view[at], sorts)
        if sort == p.RUN:
            stop, found = _run(view, n, at, tables)
            units = p.PER_WORD
        elif sort == p.UNSPACED:
            stop, found = _character(view, n, at, tables)
            units = p.PER_CHARACTER * (stop - at)
        else:
            if sort == p.CLAUSE or (sort == p.POINT and (at + 1 == n or sort_of(view[at + 1], sorts) != p.RUN)):
                _end_clause(view[at], state, out)
            at += 1
            continue
        if found:
            _see(masks[found], at, stop, units, state, out)
        else:
            state[p.NOW] += units
        at = stop
    if out[p.LOGIN, p.COUNT] and state[p.LAST_UNIT + p.BRAND] >= begin:
        for column in range(p.COLUMNS):
            out[p.LOGIN_BRAND, column] = out[p.LOGIN, column]
    number = ZERO
    for signal in range(_SIGNALS):
        number += 1 if out[signal, p.COUNT] else 0
    return int(number)
