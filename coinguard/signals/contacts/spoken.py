"""What a word of the lexicon does: it speaks of what comes, or claims what waits before it."""

from __future__ import annotations

from typing import Any

from coinguard.signals.contacts import kinds as c
from coinguard.signals.contacts import names, numbers
from coinguard.signals.contacts import state as s
from coinguard.signals.contacts import words as w
from coinguard.text.kernel import borrowed


@borrowed
def _late_row(view: Any, tables: Any, service: int, state: Any, out: Any, canon: Any) -> int:
    """Note what has waited for the service's word, or renew its row; return the row, -1 if it is no contact after all."""
    services = tables[c.SERVICES]
    start = state[s.WAIT_START]
    end = state[s.WAIT_END]
    row = state[s.WAIT_ROW]
    if state[s.WAITS] == s.A_NUMBER and row >= 0:
        out[row, c.KIND] = services[service, c.OF_KIND]
        out[row, c.SERVICE] = service
        return int(row)
    if not s.has_room(state):
        return -1
    if state[s.WAITS] == s.A_TAG:
        return names.note_tag(view, start, end, service, services, state, out, canon)
    if state[s.WAITS] == s.A_NAME:
        if row < 0:
            return names.note_name(view, start, end, service, services, state, out, canon)
        end = names.cut(view, start, end, service, services)
        offset = names.put_name(view, start, end, service, services, state, canon)
        s.set_row(state, out, row, services[service, c.OF_KIND], service, start - 1, end, offset)
        return int(row)
    numbers.read_number(view, end, start, state)
    kind, group, first = numbers.judge(state, tables[c.LENGTHS])
    if kind == numbers.REJECTED:
        return -1
    offset, end = numbers.put_number(state, canon, kind, group, first)
    return s.note(state, out, services[service, c.OF_KIND], service, start, end, offset)


@borrowed
def _takes_what_waits(view: Any, n: int, end: int, value: int, tables: Any, state: Any, out: Any) -> bool:
    """Return true if what waits belongs to the word with ``value`` that ends at ``end``."""
    takes = tables[c.SERVICES][value & c.SERVICE_MASK, c.TAKES]
    what = state[s.WAITS]
    if what == s.NOTHING or state[s.WAIT_FILLED] > 2 * s.FILLER_UNITS:
        return False
    wanted = takes & (c.NUMBER if what == s.A_NUMBER else c.TAG if what == s.A_TAG else c.NAME)
    if not wanted or (what == s.A_NAME and takes & c.TAG):
        return False
    row = state[s.WAIT_ROW]
    if row >= 0 and out[row, c.KIND] != c.PHONE and out[row, c.KIND] != c.HANDLE:
        return False
    bracketed = state[s.WAIT_LINKED] == 2
    at = end
    while at < n and view[at] == 0x20 and at < end + 2:
        at += 1
    follows = at < n and (view[at] in (0x40, 0x3A, 0x3D, 0x2B) or w.digit_of(view[at]) >= 0)
    if follows and not bracketed:
        return False
    if state[s.WAIT_LINKED] or what == s.A_TAG:
        return True
    # A text that begins with a name answers somebody, and a short word may be another word altogether.
    doubtful = what == s.A_NAME and (state[s.WAIT_START] <= 1 or value & c.SHORT != 0)
    return not doubtful and names.ends_clause(view, n, end)


@borrowed
def see_word(view: Any, n: int, end: int, value: int, tables: Any, state: Any, out: Any, canon: Any) -> None:
    """Note a word of the lexicon that ends at ``end``."""
    service = value & c.SERVICE_MASK
    if not service and not value & (c.WRITE | c.CODE_WORD):
        s.fill(state, s.FILLER_UNITS)
        state[s.WAIT_LINKED] = max(state[s.WAIT_LINKED], 1)
        if s.speaks(state):
            state[s.LAST] = end
        return
    services = tables[c.SERVICES]
    takes = services[service, c.TAKES]
    if service and _takes_what_waits(view, n, end, value, tables, state, out):
        row = _late_row(view, tables, service, state, out, canon)
        state[s.WAIT_ROW] = row
        if row < 0:
            state[s.WAITS] = s.NOTHING
    if takes & (c.NAME | c.TAG | c.DIGITS):
        state[s.NAMES] = service
    if takes & c.NUMBER:
        old = services[state[s.NUMBERS], c.OF_KIND] if state[s.NUMBERS] else c.PHONE
        new = services[service, c.OF_KIND]
        if not state[s.NUMBERS] or (new != c.PHONE and (old != c.WHATSAPP or new == c.WHATSAPP)):
            state[s.NUMBERS] = service
    if value & c.WRITE:
        state[s.WRITES] = 1
    if value & c.CODE_WORD:
        state[s.CODES] = max(state[s.CODES], 1 if value & c.SHORT else 2)
    s.go_on(state, end)
