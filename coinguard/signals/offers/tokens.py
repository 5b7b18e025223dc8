"""What a text says of offers, word by word: one pass over the readable view."""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import UNSPACED, ZERO, host_kind
from coinguard.signals.contacts import words as w
from coinguard.signals.offers import kinds as o
from coinguard.signals.offers.numbers import read_number
from coinguard.text.entities import lookup
from coinguard.text.kernel import borrowed, expanded

_MOST_STEPS: Final = 16
_WORD: Final = 2
_CHARACTER: Final = 1
_NEAR: Final = (
    o.FILL | o.FOR | o.FREE | o.MONEY | o.CURRENCY | o.NUMBER | o.TIMES | o.SPELLED | o.JOINS | o.PERCENT | o.UNIT
)
"""What does not make a number and a word stand further apart."""
_ENDS: Final = (0x21, 0x3F, 0x0A, 0x3002, 0xFF01, 0xFF1F, 0x61F, 0x964, 0x6D4, 0x2026)
_JOINERS: Final = (0x3D, 0x3A, 0x2D, 0x2013, 0x2014, 0x2192, 0x27A1, 0x1F449, 0x2F, 0x7C, 0x3E, 0x7E, 0xFF1A, 0x2B)

_FIRST_YEAR: Final = 2015 * o.SCALE
_PAST_YEARS: Final = 2036 * o.SCALE
"""Four digits that are a year in almost every text; nobody sells 2,024 coins."""

# What the pass knows at a place of the text.
COUNT, PAST, SENTENCE, CLAUSE, CURRENCIES, BASE = range(6)
STATE: Final = 8


@expanded
def _is(code: int, codes: Any) -> bool:
    found = False
    for one in codes:
        found = found or code == one
    return found


@expanded
def _row(tokens: Any, state: Any, flags: int, start: int, end: int) -> int:
    """Note a token that means nothing but its flags; return its place, the last one again where there is no room."""
    at = min(state[COUNT], o.MOST_TOKENS - 1)
    state[COUNT] = at + 1
    tokens[at, o.FLAGS] = flags
    tokens[at, o.WHAT] = o.NONE
    tokens[at, o.PAYS] = o.NONE
    tokens[at, o.VALUE] = o.NONE
    tokens[at, o.GUESS] = o.NONE
    tokens[at, o.START] = start
    tokens[at, o.END] = end
    tokens[at, o.PAST] = state[PAST]
    tokens[at, o.SENTENCE] = state[SENTENCE]
    tokens[at, o.CLAUSE] = state[CLAUSE]
    tokens[at, o.ROLE] = o.NO_ROLE
    tokens[at, o.PARTNER] = o.NONE
    return int(at)


@expanded
def _number_before(view: Any, tokens: Any, state: Any, start: int) -> int:
    """Return the place of the number that ends right before ``start``, or a space or hyphen before; -1 if there is none."""
    last = state[COUNT] - 1
    if last < 0 or not tokens[last, o.FLAGS] & o.NUMBER or tokens[last, o.VALUE] == o.NONE:
        return -1
    gap = start - tokens[last, o.END]
    if gap == 0 or (gap == 1 and (view[start - 1] == 0x20 or view[start - 1] == 0x2D)):
        return int(last)
    return -1


@borrowed
def _multiply(tokens: Any, state: Any, at: int, factor: int, end: int) -> None:
    """Multiply the number at ``at``, or what was added to it last (twenty thousand five hundred); too large, it is none."""
    value = tokens[at, o.VALUE]
    base = state[BASE] if state[BASE] > factor * o.SCALE else ZERO
    part = value - base
    tokens[at, o.VALUE] = o.NONE if part > (1 << 60) // factor else base + part * factor
    tokens[at, o.END] = end


@borrowed
def _see(view: Any, tokens: Any, state: Any, meaning: Any, start: int, end: int) -> None:
    """Note a word that means something."""
    flags = meaning[o.MEANS]
    if flags & (o.TIMES | o.SPELLED | o.TENTHS):
        number = _number_before(view, tokens, state, start)
        if number >= 0 and flags & o.TIMES:
            _multiply(tokens, state, number, meaning[o.FACTOR], end)
            tokens[number, o.FLAGS] &= ~o.SPELLED
            tokens[number, o.GUESS] = max(tokens[number, o.GUESS], meaning[o.IMPLIES])
            return
        if number >= 0 and flags & o.TENTHS and tokens[number, o.VALUE] < 10 * o.SCALE:
            tokens[number, o.VALUE] = 100 * o.SCALE - 10 * tokens[number, o.VALUE]
            tokens[number, o.FLAGS] = o.PERCENT | o.OFF
            tokens[number, o.END] = end
            return
        if flags & o.SPELLED:
            if number >= 0 and meaning[o.WORTH] < tokens[number, o.VALUE]:
                state[BASE] = tokens[number, o.VALUE]
                tokens[number, o.VALUE] += meaning[o.WORTH]
                tokens[number, o.END] = end
                return
            state[BASE] = 0
            at = _row(tokens, state, flags | o.NUMBER, start, end)
            tokens[at, o.VALUE] = meaning[o.WORTH]
            return
    flags &= ~(o.TIMES | o.TENTHS)
    if not flags & _NEAR:
        state[PAST] += _WORD
    if flags:
        at = _row(tokens, state, flags, start, end)
        tokens[at, o.WHAT] = meaning[o.OF_CURRENCY]
        tokens[at, o.PAYS] = meaning[o.OF_MONEY]
        tokens[at, o.GUESS] = meaning[o.IMPLIES]
        if start > 0 and (view[start - 1] == 0x23 or view[start - 1] == 0x24):
            tokens[at, o.FLAGS] |= o.TAGGED
        if flags & o.PERCENT:
            tokens[at, o.VALUE] = meaning[o.WORTH]
        if flags & o.CURRENCY:
            state[CURRENCIES] += 1


@expanded
def _void(view: Any, n: int, start: int, end: int) -> bool:
    """Return true for digits that are a date, a time, a code or a telephone number rather than an amount."""
    if start > 0:
        before = view[start - 1]
        if before == 0x23 or before == 0x40 or before == 0x5F:
            return True
        if (before == 0x2F or before == 0x3A) and start > 1 and w.digit_of(view[start - 2]) >= 0:
            return True
    if end + 1 < n and (view[end] == 0x2F or view[end] == 0x3A) and w.digit_of(view[end + 1]) >= 0:
        return True
    return end < n and view[end] == 0x5F


@borrowed
def _part_end(view: Any, n: int, at: int) -> int:
    """Return where the letters at ``at`` end, at a digit or at the end of the run."""
    while at < n and w.in_run(view[at]) and w.digit_of(view[at]) < 0:
        at += 1
    return at


@borrowed
def _longest(view: Any, n: int, end: int, spaced: bool, value: Any, found: int, tables: Any) -> tuple[int, int]:
    """Return the end and the meaning's place of the longest entry that begins with what is hashed in ``value``.

    Unlike for contacts, words that stand apart never make one: ``so I`` is no ``sol``.
    """
    keys, values, letters = tables[o.WORD_KEYS], tables[o.WORD_VALUES], tables[o.LETTERS]
    stop, place = end, found >> o.PLACE_SHIFT
    at = end
    steps = ZERO
    while found & o.PART and steps < _MOST_STEPS and at < n:
        if host_kind(view[at]) != UNSPACED and w.joins(view[at]) and at + 1 < n:
            at += 1
        if host_kind(view[at]) == UNSPACED:
            value = w.step(value, w.fold(view[at], letters))
            at += 1
            spaced = False
        elif w.in_run(view[at]) and view[at] != 0x5F and w.digit_of(view[at]) < 0:
            at, value = w.hash_run(view, n, at, letters, w.step(value, 0x20) if spaced else value)
            spaced = True
        else:
            break
        steps += 1
        found = lookup(keys, values, value)
        if found >> o.PLACE_SHIFT:
            stop, place = at, found >> o.PLACE_SHIFT
    return stop, place


@borrowed
def _find(view: Any, n: int, at: int, end: int, tables: Any) -> tuple[int, int]:
    """Look up the letters ``[at, end)`` and what follows them; return the end of the entry and the place of its meaning."""
    letters, keys, values = tables[o.LETTERS], tables[o.WORD_KEYS], tables[o.WORD_VALUES]
    if end - at > 32:
        return end, 0
    value = w.FNV_OFFSET
    for place in range(at, end):
        value = w.step(value, w.fold(view[place], letters))
    if end < n and end - at <= 2 and (view[end] == 0x24 or view[end] == 0x2F):
        found = lookup(keys, values, w.step(value, view[end]))
        if found:
            return end + 1, found >> o.PLACE_SHIFT
    found = lookup(keys, values, value)
    if found:
        return _longest(view, n, end, True, value, found, tables)
    return end, 0


@borrowed
def _see_digits(view: Any, n: int, at: int, tables: Any, tokens: Any, state: Any) -> int:
    """Read the number at ``at`` and the letters glued to it; return where to go on."""
    end, value = read_number(view, n, at)
    if _void(view, n, at, end) or (end - at == 4 and _FIRST_YEAR <= value < _PAST_YEARS):
        value = ZERO + o.NONE
    state[BASE] = 0
    row = _row(tokens, state, ZERO + o.NUMBER, at, end)
    tokens[row, o.VALUE] = value
    if end < n and (view[end] == 0x25 or view[end] == 0x66A or view[end] == 0xFF05):
        tokens[row, o.FLAGS] = o.PERCENT
        tokens[row, o.END] = end + 1
        return end + 1
    if at > 0 and (view[at - 1] == 0x25 or view[at - 1] == 0x66A):
        tokens[row, o.FLAGS] = o.PERCENT
        return end
    if end < n and w.in_run(view[end]) and w.digit_of(view[end]) < 0:
        times = view[end] | 0x20 == 0x78 and (end + 1 == n or not w.in_run(view[end + 1]))
        stop, place = _find(view, n, end, _part_end(view, n, end), tables)
        if place == 0 or times:
            tokens[row, o.VALUE] = o.NONE
            while stop < n and w.in_run(view[stop]):
                stop += 1
            return stop
        _see(view, tokens, state, tables[o.MEANINGS][place], end, stop)
        return stop
    return end


@borrowed
def _see_run(view: Any, n: int, at: int, tables: Any, tokens: Any, state: Any) -> int:
    """Read the run at ``at``, which starts with a letter; return where to go on."""
    end, bits, _, digits, _ = w.read_run(view, n, at, tables[o.LETTERS])
    stop, place = _find(view, n, at, end, tables)
    if place == 0 and bits & w.HAS_DIGIT:
        stop = _part_end(view, n, at)
        if stop > at:
            _, place = _find(view, n, at, stop, tables)
        counted = end < n and host_kind(view[end]) == UNSPACED and digits == stop
        if not counted and not tables[o.MEANINGS][place, o.MEANS] & (o.MONEY | o.FILL | o.FOR):
            place = 0  # a name with a number is somebody's name: ttcoins99
            stop = end
    elif place == 0:
        stop = end
    if place == 0:
        state[PAST] += _WORD
        return stop
    _see(view, tokens, state, tables[o.MEANINGS][place], at, stop)
    return stop


@borrowed
def _see_character(view: Any, n: int, at: int, tables: Any, tokens: Any, state: Any) -> int:
    """Read a character of writing without spaces, where an entry may start anywhere; return where to go on."""
    value = w.step(w.FNV_OFFSET, w.fold(view[at], tables[o.LETTERS]))
    found = lookup(tables[o.WORD_KEYS], tables[o.WORD_VALUES], value)
    stop, place = at + 1, 0
    if found:
        stop, place = _longest(view, n, stop, False, value, found, tables)
    if place == 0:
        state[PAST] += _CHARACTER
        return at + 1
    _see(view, tokens, state, tables[o.MEANINGS][place], at, stop)
    return stop


@borrowed
def _see_sign(view: Any, n: int, at: int, tables: Any, tokens: Any, state: Any) -> int:
    """Read what is neither letter nor digit; return where to go on."""
    code = view[at]
    if code == 0x40 and at + 1 < n and w.in_run(view[at + 1]):
        end = at + 1
        while end < n and (w.in_run(view[end]) or view[end] == 0x2E):
            end += 1
        state[PAST] += _WORD
        return end
    stop = code == 0x2E and (at + 1 == n or view[at + 1] <= 0x20)
    if stop or _is(code, _ENDS):
        state[SENTENCE] += 1
        state[CLAUSE] += 1
        return at + 1
    if code == 0x2C or code == 0x3B or code == 0x60C or code == 0x3001 or code == 0xFF0C:
        state[CLAUSE] += 1
        return at + 1
    if _is(code, _JOINERS):
        minus = code == 0x2D or code == 0x2013
        _row(tokens, state, (ZERO + o.JOINS) | (o.MINUS if minus else ZERO), at, at + 1)
        return at + 1
    if code == 0x24 or code >= 0xA3:
        found = lookup(tables[o.WORD_KEYS], tables[o.WORD_VALUES], w.step(w.FNV_OFFSET, code))
        if found >> o.PLACE_SHIFT:
            _see(view, tokens, state, tables[o.MEANINGS][found >> o.PLACE_SHIFT], at, at + 1)
    return at + 1


@expanded
def tokens_in_view(view: Any, n: int, spans: Any, n_links: int, tables: Any, tokens: Any, state: Any) -> int:
    """Read a message into ``tokens``; return how many there are, 0 where nothing is named that could be promised."""
    for i in range(STATE):
        state[i] = 0
    link = ZERO
    at = ZERO
    while at < n and state[COUNT] < o.MOST_TOKENS:
        while link < n_links and spans[link, 1] <= at:
            link += 1
        if link < n_links and spans[link, 0] <= at:
            at = max(at + 1, spans[link, 1])
            state[PAST] += _WORD
            state[CLAUSE] += 2
            continue
        code = view[at]
        if code == 0x20:
            at += 1
        elif w.digit_of(code) >= 0:
            at = _see_digits(view, n, at, tables, tokens, state)
        elif w.in_run(code):
            at = _see_run(view, n, at, tables, tokens, state)
        elif code >= 0x80 and host_kind(code) == UNSPACED:
            at = _see_character(view, n, at, tables, tokens, state)
        else:
            at = _see_sign(view, n, at, tables, tokens, state)
    return int(state[COUNT]) if state[CURRENCIES] else 0
