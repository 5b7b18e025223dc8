"""Links that are contacts themselves: t.me, wa.me, discord.gg, paypal.me and their like, read in their canonical form."""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import ZERO, closer_of
from coinguard.links.flags import DEFANGED, SPLIT
from coinguard.signals.contacts import state as s
from coinguard.signals.contacts.kinds import (
    AS_INVITE,
    AS_NAME,
    AS_NUMBER,
    AS_QUERY,
    EMAIL,
    FORM_SHIFT,
    INVITE,
    LEAST,
    OF_KIND,
    SERVICE_MASK,
    TELEGRAM,
    WHATSAPP,
)
from coinguard.signals.contacts.names import LONGEST_NAME, cut, local_start, small
from coinguard.signals.contacts.words import FNV_OFFSET, is_name_code, step
from coinguard.text.entities import lookup
from coinguard.text.kernel import borrowed

_SEGMENTS: Final = 4
_LONGEST_INVITE: Final = 64
_LEAST_DIGITS, _MOST_DIGITS = 8, 15


@borrowed
def _form_of(link: Any, start: int, stop: int, keys: Any, values: Any) -> tuple[int, int]:
    """Return how the canonical link is to be read, 0 for no contact, and where its next part starts."""
    found = ZERO
    part = start
    value = FNV_OFFSET
    segments = ZERO
    at = start
    while at <= stop and segments < _SEGMENTS:
        ends = at == stop or link[at] == 0x2F or link[at] == 0x3F
        if ends:
            here = lookup(keys, values, value)
            if here:
                found = here
                part = at + 1
            segments += 1
            if at == stop or link[at] == 0x3F:
                break
        value = step(value, link[at])
        at += 1
    return found, part


@borrowed
def _segment_end(link: Any, start: int, stop: int) -> int:
    end = start
    while end < stop and link[end] != 0x2F and link[end] != 0x3F:
        end += 1
    return end


@borrowed
def _number_start(link: Any, start: int, end: int) -> int:
    """Return where the digits of a telephone number start, -1 if there is anything else in ``[start, end)``."""
    if end - start > 3 and link[start] == 0x25 and link[start + 1] == 0x32 and link[start + 2] | 0x20 == 0x62:
        start += 3
    if start < end and (link[start] == 0x2B or link[start] == 0x20):
        start += 1
    if end - start < _LEAST_DIGITS or end - start > _MOST_DIGITS:
        return -1
    for at in range(start, end):
        if not 0x30 <= link[at] <= 0x39:
            return -1
    return start


@borrowed
def _query_number(link: Any, start: int, stop: int) -> tuple[int, int]:
    """Return the bounds of the query's ``phone=`` value, (-1, -1) if there is none."""
    for at in range(start, stop - 6):
        named = link[at] == 0x70 and link[at + 1] == 0x68 and link[at + 2] == 0x6F and link[at + 3] == 0x6E
        if named and link[at + 4] == 0x65 and link[at + 5] == 0x3D:
            end = at + 6
            while end < stop and link[end] != 0x26:
                end += 1
            return at + 6, end
    return -1, -1


@borrowed
def _note_number(
    link: Any, at: int, end: int, kind: int, service: int, first: int, last: int, state: Any, out: Any, canon: Any
) -> None:
    """Note the digits ``link[at:end]``, in international form unless they start with a trunk prefix."""
    offset = state[s.CURSOR]
    if link[at] != 0x30:
        s.put(state, canon, 0x2B)
    for k in range(at, end):
        s.put(state, canon, link[k])
    s.note(state, out, kind, service, first, last, offset)


@borrowed
def _note_name(
    link: Any, at: int, end: int, service: int, services: Any, first: int, last: int, state: Any, out: Any, canon: Any
) -> None:
    """Note a name in a link: lower case, the platform's own sign before it as it keeps it."""
    sign = link[at]
    if sign == 0x40 or sign == 0x7E:
        at += 1
    offset = state[s.CURSOR]
    begin = at + 1 if sign == 0x24 else at
    end = cut(link, at, end, service, services)
    letters = False
    for k in range(begin, end):
        code = link[k]
        letters = letters or code >= 0x41
        if not is_name_code(code) and code != 0x2E and code != 0x2D:
            return
    if not letters or end - begin < services[service, LEAST] or end - begin > LONGEST_NAME:
        return
    for k in range(at, end):
        s.put(state, canon, small(link[k]))
    s.note(state, out, services[service, OF_KIND], service, first, last, offset)


@borrowed
def _note_invite(
    link: Any, at: int, end: int, service: int, services: Any, first: int, last: int, state: Any, out: Any, canon: Any
) -> None:
    """Note an invitation, whose code keeps its case; Telegram's starts with a plus sign."""
    kind = services[service, OF_KIND]
    if link[at] == 0x2B:
        at += 1
    if end - at < 3 or end - at > _LONGEST_INVITE:
        return
    for k in range(at, end):
        code = link[k]
        if not is_name_code(code) and code != 0x2D and code != 0x2E and code != 0x7E:
            return
    offset = state[s.CURSOR]
    if kind == TELEGRAM:
        s.put(state, canon, 0x2B)
    for k in range(at, end):
        s.put(state, canon, link[k])
    s.note(state, out, kind if kind in (TELEGRAM, WHATSAPP) else INVITE, service, first, last, offset)


@borrowed
def note_link(
    link: Any, start: int, stop: int, first: int, last: int, host_keys: Any, host_values: Any, services: Any,
    state: Any, out: Any, canon: Any,
) -> None:  # fmt: skip
    """Note the contact that the canonical link ``link[start:stop]`` is, which stands at ``[first, last)`` of the view."""
    found, part = _form_of(link, start, stop, host_keys, host_values)
    if found == 0 or not s.has_room(state):
        return
    service = found & SERVICE_MASK
    form = found >> FORM_SHIFT
    if form == AS_QUERY:
        at, end = _query_number(link, part, stop)
        digits = _number_start(link, at, end) if at >= 0 else -1
        if digits >= 0:
            _note_number(link, digits, end, services[service, OF_KIND], service, first, last, state, out, canon)
        return
    if part >= stop or link[part - 1] != 0x2F:
        return
    end = _segment_end(link, part, stop)
    if end == part:
        return
    plus = link[part] == 0x2B
    digits = _number_start(link, part, end) if form == AS_NUMBER or (form == AS_NAME and plus) else ZERO - 1
    if digits >= 0:
        _note_number(link, digits, end, services[service, OF_KIND], service, first, last, state, out, canon)
    elif (form == AS_INVITE and link[part] != 0x7E and link[part] != 0x40) or (form == AS_NAME and plus):
        _note_invite(link, part, end, service, services, first, last, state, out, canon)
    elif form in (AS_NAME, AS_INVITE):
        _note_name(link, part, end, service, services, first, last, state, out, canon)


@borrowed
def _says_at(view: Any, at: int) -> bool:
    """Return true if ``at`` is written in the two places before ``at``."""
    return at >= 2 and view[at - 2] | 0x20 == 0x61 and view[at - 1] | 0x20 == 0x74


@borrowed
def _local_before(view: Any, start: int, flags: int) -> int:
    """Return where the local part of ``name[at]host`` ends whose host stands at ``start``, -1 if there is none."""
    spaced = start > 0 and view[start - 1] == 0x20
    at = start - 1 if spaced else start
    closer = closer_of(view[at - 4]) if at >= 4 else ZERO
    if closer != 0 and view[at - 1] == closer and _says_at(view, at - 1):
        return at - 5 if at >= 5 and view[at - 5] == 0x20 else at - 4
    if not spaced:
        return -1
    if at >= 2 and view[at - 1] == 0x40 and view[at - 2] == 0x20:
        return at - 2
    spoken = flags & (DEFANGED | SPLIT) and at >= 3 and view[at - 3] == 0x20
    return at - 3 if spoken and _says_at(view, at) else -1


@borrowed
def note_defanged_email(
    view: Any,
    start: int,
    end: int,
    flags: int,
    link: Any,
    offset: int,
    length: int,
    service: int,
    state: Any,
    out: Any,
    canon: Any,
) -> bool:
    """Note an e-mail address with its signs written out, whose host is a link; return whether there was one."""
    local = _local_before(view, start, flags)
    if local < 1 or not s.has_room(state):
        return False
    first = local_start(view, local)
    if first == local:
        return False
    begins = state[s.CURSOR]
    for at in range(first, local):
        s.put(state, canon, small(view[at]))
    s.put(state, canon, 0x40)
    for at in range(offset, offset + min(length, 96)):
        if link[at] == 0x2F or link[at] == 0x3F:
            break
        s.put(state, canon, link[at])
    s.note(state, out, EMAIL, service, first, end, begins)
    return True
