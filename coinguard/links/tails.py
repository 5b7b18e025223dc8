"""What follows a host: port, path, query and fragment; where they end in running text, and their canonical form."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import (
    NO,
    OTHER,
    UNSPACED,
    ends_tail,
    host_kind,
    is_alphanumeric,
    is_digit,
    lower,
    trails,
    unwrapped,
    wide_dot,
)
from coinguard.links.flags import DEFANGED, PORT, WIDE
from coinguard.links.suffixes import HASH_BASE, HASH_MODULUS, is_among, text_hash, words
from coinguard.text.kernel import inlined

# Names of query parameters that only say where a click came from.
_TRACKING: Final = words(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid "
    "mc_eid si ref_src ref_url _ga _gl _hsenc _hsmi mkt_tok vero_id oly_anon_id oly_enc_id s_cid wickedid "
    "rb_clickid"
)
TRACKING: Final = np.array(sorted(text_hash(name) for name in _TRACKING), dtype=np.int64)
UTM: Final = text_hash("utm_")


@inlined
def mark_at(view: Any, stop: int, at: int) -> tuple[int, int]:
    """Return the code point that stands at ``at`` in a path, its writing undone, and how many code points it took."""
    code = view[at]
    if code < 0x80:
        if code == 92 and at + 1 < stop and view[at + 1] == 47:
            return 47, 2
        if code == 40 or code == 91 or code == 123:
            mark = unwrapped(view, stop, at)
            if mark != 0:
                return mark, 3
        return (47, 1) if code == 92 else (code, 1)
    if wide_dot(code):
        return 46, 1
    if code == 0xFF1A:
        return 58, 1
    return (47, 1) if code == 0xFF0F else (code, 1)


@inlined
def read_port(view: Any, stop: int, at: int) -> tuple[int, int]:
    """Return where the port that stands at ``at`` ends, and its flags; ``at`` and 0 if there is none."""
    if at >= stop:
        return at, 0
    flags = PORT
    start = at
    if view[at] == 58:
        at += 1
    elif view[at] == 0xFF1A:
        flags |= WIDE
        at += 1
    elif unwrapped(view, stop, at) == 58:
        flags |= DEFANGED
        at += 3
    else:
        return at, 0
    digits = at
    while at < stop and at - digits < 6 and is_digit(view[at]):
        at += 1
    if (
        at == digits
        or at - digits > 5
        or (at < stop and host_kind(view[at]) != OTHER and host_kind(view[at]) != UNSPACED)
    ):
        return start, 0
    return at, flags


@inlined
def path_width(view: Any, stop: int, at: int, scheme: bool) -> int:
    """Return how many code points the slash that starts a path at ``at`` takes, 0 if there is none."""
    if at >= stop:
        return 0
    if view[at] == 92:
        if at + 1 < stop and view[at + 1] == 47:
            return 2
        return 1 if scheme else 0
    if view[at] == 47 or view[at] == 0xFF0F:
        return 1
    return 3 if unwrapped(view, stop, at) == 47 else 0


@inlined
def path_follows(view: Any, stop: int, at: int) -> bool:
    """Return true if a slash and something after it stand at ``at``: enough to tell a link from a word."""
    width = path_width(view, stop, at, NO)
    if width == 0 or at + width >= stop:
        return False
    at += width
    code = view[at]
    return host_kind(code) != OTHER or code == 64 or code == 43 or code == 63 or code == 35 or code == 37 or code == 126


@inlined
def glued_scheme(view: Any, stop: int, at: int) -> bool:
    """Return true if the ``http://`` or ``https://`` of another link stands at ``at``, glued to a letter or digit."""
    if at + 7 > stop or not is_alphanumeric(view[at - 1]):
        return False
    if lower(view[at]) != 104 or lower(view[at + 1]) != 116 or lower(view[at + 2]) != 116:
        return False
    if lower(view[at + 3]) != 112:
        return False
    at += 5 if lower(view[at + 4]) == 115 else 4
    return at + 2 < stop and view[at] == 58 and view[at + 1] == 47 and view[at + 2] == 47


@inlined
def tail_end(view: Any, stop: int, start: int, emphasis: bool) -> tuple[int, int]:
    """Return where the path, query and fragment that start at ``start`` end in running text, and their flags.

    Brackets stay while they are balanced; marks that end sentences are left out, underscores too if ``emphasis`` says that
    one stood before the link.
    """
    at = start
    flags = 0
    rounds = 0
    squares = 0
    while at < stop:
        code = view[at]
        width = 1
        if code < 0x80:
            if ends_tail(code):
                break
            if code == 40 or code == 91 or code == 123:
                if unwrapped(view, stop, at) != 0:
                    flags |= DEFANGED
                    width = 3
                elif code == 123 or (code == 91 and at + 1 < stop and view[at + 1] == 47):
                    break
                elif code == 40:
                    rounds += 1
                else:
                    squares += 1
            elif code == 41:
                rounds -= 1
                if rounds < 0:
                    break
            elif code == 93:
                squares -= 1
                if squares < 0:
                    break
            elif code == 92:
                if at + 1 < stop and view[at + 1] == 47:
                    width = 2
                elif at > start:
                    break
            elif (code == 104 or code == 72) and at > start and glued_scheme(view, stop, at):
                break
        elif wide_dot(code) or code == 0xFF1A:
            if at + 1 >= stop or not is_alphanumeric(view[at + 1]) or not is_alphanumeric(view[at - 1]):
                break
            flags |= WIDE
        elif code == 0xFF0F:
            flags |= WIDE
        else:
            kind = host_kind(code)
            if kind == OTHER or (kind == UNSPACED and is_alphanumeric(view[at - 1])):
                break
        at += width
    while at > start and (trails(view[at - 1]) or (emphasis and view[at - 1] == 95)):
        at -= 1
    return at, flags


@inlined
def tracks(view: Any, start: int, stop: int) -> bool:
    """Return true if the query parameter ``view[start:stop]`` only says where a click came from."""
    value = 0
    for index in range(start, min(stop, start + 17)):
        if view[index] == 61:
            break
        value = (value * HASH_BASE + int(lower(view[index])) + 1) % HASH_MODULUS
        if index == start + 3 and value == UTM:
            return True
    return is_among(TRACKING, value)


@inlined
def write_tail(view: Any, start: int, stop: int, canon: Any, out: int, limit: int) -> int:
    """Write path and query of ``view[start:stop]`` to ``canon[out:limit]``; return where they end.

    Dropped are the fragment, parameters that only track, and a path that is nothing but a slash.
    """
    at = start
    slash = False
    while at < stop and out < limit:
        code, width = mark_at(view, stop, at)
        if code == 63 or code == 35:
            break
        if at == start and code == 47:
            slash = True
        else:
            if slash:
                canon[out] = 47
                out += 1
                slash = False
            if out < limit:
                canon[out] = code
                out += 1
        at += width
    if at >= stop or view[at] != 63:
        return out
    separator = 63
    at += 1
    while at < stop and view[at] != 35:
        end = at
        while end < stop and view[end] != 38 and view[end] != 35:
            end += 1
        if end > at and not tracks(view, at, end) and out < limit:
            canon[out] = separator
            out += 1
            separator = 38
            while at < end and out < limit:
                code, width = mark_at(view, end, at)
                canon[out] = code
                out += 1
                at += width
        at = end + 1 if end < stop and view[end] == 38 else end
    return out
