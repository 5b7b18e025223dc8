"""User names, cash tags, codes and e-mail addresses: how they are written, and when they are a contact."""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import UNSPACED, ZERO, host_kind
from coinguard.links.suffixes import STRONG, WEAK, suffix_strength
from coinguard.signals.contacts import state as s
from coinguard.signals.contacts.kinds import CODE, EMAIL, KEEPS_AT, LEAST, OF_KIND, TELEGRAM
from coinguard.signals.contacts.words import (
    FOREIGN,
    HAS_DIGIT,
    HAS_LETTER,
    HAS_LOWER,
    HAS_UNDERSCORE,
    HAS_UPPER,
    in_run,
    is_name_code,
)
from coinguard.text.kernel import borrowed, expanded

LONGEST_NAME: Final = 32
_LONGEST_LOCAL: Final = 64
_LONGEST_DOMAIN: Final = 96
_SHORTEST_TOKEN: Final = 5
SHORTEST_CODE, _LONGEST_CODE = 4, 16
_MOST_FILLED: Final = 2 * s.FILLER_UNITS
_TAG_LETTERS: Final = 20


@expanded
def small(code: int) -> int:
    """Return an ASCII letter in lower case, anything else as it is."""
    return code | 0x20 if 0x41 <= code <= 0x5A else code


@borrowed
def name_end(view: Any, n: int, at: int, inner: int) -> int:
    """Return where the name at ``at`` ends; one sign ``inner`` or a dot may stand between its letters. Reads 33 at most."""
    end = at
    stop = min(n, at + LONGEST_NAME + 1)
    while end < stop:
        code = view[end]
        between = (code == 0x2E or code == inner) and end > at and end + 1 < n and is_name_code(view[end + 1])
        if not is_name_code(code) and not between:
            break
        end += 1
    return end


@borrowed
def name_bits(view: Any, start: int, end: int) -> int:
    """Return what ASCII a name is made of."""
    bits = ZERO
    for at in range(start, end):
        code = view[at]
        if 0x30 <= code <= 0x39:
            bits |= HAS_DIGIT
        elif code == 0x5F:
            bits |= HAS_UNDERSCORE
        elif 0x61 <= code <= 0x7A:
            bits |= HAS_LETTER | HAS_LOWER
        elif 0x41 <= code <= 0x5A:
            bits |= HAS_LETTER | HAS_UPPER
    return int(bits)


@borrowed
def ends_clause(view: Any, n: int, end: int) -> bool:
    """Return true if no word of the same writing follows behind a space."""
    if end < n and (in_run(view[end]) or view[end] in (0x40, 0x2F, 0x27, 0x2019)):
        return False
    if end + 1 < n and view[end] == 0x2E and in_run(view[end + 1]):
        return False
    while end < n and view[end] == 0x20:
        end += 1
    return end >= n or not is_name_code(view[end])


@borrowed
def cut(view: Any, start: int, end: int, service: int, services: Any) -> int:
    """Return where a name ends on a platform: Telegram's have no dots."""
    if services[service, OF_KIND] != TELEGRAM:
        return end
    at = start
    while at < end and view[at] != 0x2E:
        at += 1
    return at


@borrowed
def put_name(view: Any, start: int, end: int, service: int, services: Any, state: Any, canon: Any) -> int:
    """Write a name in lower case, with its at sign where the platform keeps that; return the offset."""
    offset = state[s.CURSOR]
    if services[service, KEEPS_AT] and start > 0 and view[start - 1] == 0x40:
        s.put(state, canon, 0x40)
    for at in range(start, end):
        s.put(state, canon, small(view[at]))
    return int(offset)


@borrowed
def note_name(view: Any, start: int, end: int, service: int, services: Any, state: Any, out: Any, canon: Any) -> int:
    """Note a name, with its at sign if there is one, as a contact of a service; return its row, -1 if it is too short."""
    end = cut(view, start, end, service, services)
    if end - start < services[service, LEAST] or not s.has_room(state):
        return -1
    offset = put_name(view, start, end, service, services, state, canon)
    first = start - 1 if start > 0 and view[start - 1] == 0x40 else start
    return s.note(state, out, services[service, OF_KIND], service, first, end, offset)


@borrowed
def tag_end(view: Any, n: int, at: int) -> int:
    """Return where the cash tag whose dollar sign stands at ``at`` ends, -1 if there is none."""
    end = at + 1
    stop = min(n, at + _TAG_LETTERS + 2)
    while end < stop and (is_name_code(view[end]) or (view[end] == 0x2D and end > at + 1)):
        end += 1
    while end > at + 1 and view[end - 1] == 0x2D:
        end -= 1
    length = end - at - 1
    whole = length > 0 and length <= _TAG_LETTERS and not (end < n and (in_run(view[end]) or view[end] == 0x24))
    free = at == 0 or not (in_run(view[at - 1]) or view[at - 1] == 0x24)
    return end if whole and free and name_bits(view, at + 1, end) & HAS_LETTER else -1


@borrowed
def note_tag(view: Any, at: int, end: int, service: int, services: Any, state: Any, out: Any, canon: Any) -> int:
    """Note a cash tag, dollar sign and all; return its row, -1 if there is no room."""
    if not s.has_room(state):
        return -1
    offset = state[s.CURSOR]
    for k in range(at, end):
        s.put(state, canon, small(view[k]))
    return s.note(state, out, services[service, OF_KIND], service, at, end, offset)


@borrowed
def is_token(view: Any, n: int, start: int, end: int, services: Any, state: Any) -> bool:
    """Return true if the name ``[start, end)``, without an at sign, is what the service spoken of is told to look for.

    It must look unlike a word, by a digit or an underscore, or stand alone behind a colon.
    """
    service = state[s.NAMES]
    bits = name_bits(view, start, end)
    length = end - start
    if (
        state[s.STOPPED]
        or not bits & HAS_LETTER
        or length > LONGEST_NAME
        or length < max(_SHORTEST_TOKEN, services[service, LEAST])
    ):
        return False
    if not view[start] >= 0x41 or (start > 0 and view[start - 1] in (0x2E, 0x2F, 0x23, 0x26, 0x3F)):
        return False
    if end < n and (in_run(view[end]) or view[end] in (0x40, 0x2F, 0x3A)):
        return False
    if bits & (HAS_DIGIT | HAS_UNDERSCORE):
        return bool(state[s.MARKED] or state[s.FILLED] <= _MOST_FILLED)
    return bool(state[s.MARKED]) and ends_clause(view, n, end)


@borrowed
def with_number_sign(view: Any, n: int, end: int) -> int:
    """Return the end of the four digits behind ``#`` that Discord's names had, or ``end``."""
    if end + 4 < n and view[end] == 0x23:
        stop = end + 1
        while stop < min(n, end + 6) and 0x30 <= view[stop] <= 0x39:
            stop += 1
        if stop == end + 5 and not (stop < n and in_run(view[stop])):
            return stop
    return end


@borrowed
def code_end(view: Any, n: int, start: int) -> int:
    """Return where the code at ``start`` ends; hyphens may stand in it. Reads a bounded number of code points."""
    end = start
    stop = min(n, start + _LONGEST_CODE + 1)
    while end < stop:
        code = view[end]
        inner = code == 0x2D and end > start and end + 1 < n and is_name_code(view[end + 1]) and view[end + 1] != 0x5F
        if (not is_name_code(code) or code == 0x5F) and not inner:
            break
        end += 1
    return end


@borrowed
def is_code(view: Any, n: int, start: int, end: int, state: Any) -> bool:
    """Return true if the letters and digits ``[start, end)`` are the code spoken of."""
    length = end - start
    if state[s.STOPPED] or length < SHORTEST_CODE or length > _LONGEST_CODE:
        return False
    if end < n and (in_run(view[end]) or view[end] in (0x40, 0x2F)):
        return False
    if start > 0 and view[start - 1] in (0x2E, 0x2F, 0x23, 0x2D):
        return False
    bits = name_bits(view, start, end)
    if not bits & HAS_LETTER:
        return bool(state[s.CODES] == 2) and (bool(state[s.MARKED]) or length > SHORTEST_CODE)
    shouted = not bits & HAS_LOWER
    if state[s.CODES] == 1:
        return shouted and bits & HAS_DIGIT != 0
    return shouted or bits & HAS_DIGIT != 0 or (bool(state[s.MARKED]) and ends_clause(view, n, end))


@borrowed
def note_code(view: Any, start: int, end: int, service: int, state: Any, out: Any, canon: Any) -> None:
    """Note a code as it is written."""
    if s.has_room(state):
        offset = state[s.CURSOR]
        for at in range(start, end):
            s.put(state, canon, view[at])
        s.note(state, out, CODE, service, start, end, offset)


@borrowed
def _is_local(code: int) -> bool:
    """Return true for what stands before an e-mail's at sign."""
    return is_name_code(code) or code == 0x2E or code == 0x2B or code == 0x2D or code == 0x25


@borrowed
def local_start(view: Any, at: int) -> int:
    """Return where the local part that ends at ``at`` starts, ``at`` if there is none or it is too long."""
    start = at
    while start > 0 and at - start < _LONGEST_LOCAL and _is_local(view[start - 1]):
        start -= 1
    if start > 0 and (_is_local(view[start - 1]) or in_run(view[start - 1])):
        return at
    while start < at and not is_name_code(view[start]):
        start += 1
    return start if at > start and is_name_code(view[at - 1]) else at


@borrowed
def domain_end(view: Any, n: int, at: int, suffixes: Any, weakest: int, room: Any, base: int) -> int:
    """Return where the domain at ``at`` ends: with its last label that is a suffix no weaker than ``weakest``; -1 for none.

    It is written in lower case to ``room[base:]``.
    """
    best = ZERO - 1
    label = at
    labels = ZERO
    stop = min(n, at + _LONGEST_DOMAIN)
    end = at
    while end < stop:
        code = view[end]
        if code == 0x2E or not (is_name_code(code) or code == 0x2D):
            if end == label:
                break
            labels += 1
            if labels > 1 and 0 < suffix_strength(room, base + label - at, base + end - at, suffixes) <= weakest:
                best = end
            if code != 0x2E:
                return int(best)
            label = end + 1
        room[base + end - at] = small(code)
        end += 1
    whole = end == n and end > label and labels > 0
    if whole and 0 < suffix_strength(room, base + label - at, base + end - at, suffixes) <= weakest:
        best = end
    return int(best)


@borrowed
def note_email(view: Any, n: int, at: int, suffixes: Any, service: int, state: Any, out: Any, canon: Any) -> int:
    """Note the e-mail address whose at sign stands at ``at``; return where it ends, -1 if there is none."""
    start = local_start(view, at)
    if start == at or not s.has_room(state):
        return -1
    offset = state[s.CURSOR]
    base = offset + at + 1 - start
    # Digits before an at sign are often a price: only an ending that is no word makes them an address.
    weakest = WEAK if name_bits(view, start, at) & HAS_LETTER else STRONG
    end = domain_end(view, n, at + 1, suffixes, weakest, canon, base)
    if end < 0:
        return -1
    for k in range(start, at + 1):
        canon[offset + k - start] = small(view[k])
    state[s.CURSOR] = base + end - at - 1
    s.note(state, out, EMAIL, service, start, end, offset)
    return end


@borrowed
def is_unspaced(view: Any, n: int, at: int) -> bool:
    """Return true if writing without spaces stands at ``at``."""
    return at < n and host_kind(view[at]) == UNSPACED


@borrowed
def is_foreign(bits: int) -> bool:
    """Return true for a run with letters or digits beyond ASCII."""
    return bits & FOREIGN != 0
