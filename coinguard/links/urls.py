"""Reading one link whose first character is known: user information, host or address, port, path."""

from __future__ import annotations

from typing import Any, Final

from coinguard.limits import MAX_LINK_CODE_POINTS
from coinguard.links.characters import (
    OTHER,
    YES,
    ends_userinfo,
    hexadecimal,
    host_kind,
    is_alphanumeric,
    is_digit,
    lower,
)
from coinguard.links.flags import DEFANGED, IP, SPLIT, USERINFO, WIDE
from coinguard.links.hosts import END, JOINED, WRITTEN, is_address, judge_host, opens_label, read_host
from coinguard.links.joins import starts_label
from coinguard.links.tails import path_follows, path_width, read_port, tail_end, write_tail
from coinguard.text.kernel import inlined

_MAX_USERINFO: Final = 256
_MAX_ADDRESS: Final = 48
_MAX_NAME: Final = 32


@inlined
def after_userinfo(view: Any, stop: int, at: int) -> int:
    """Return where the host starts behind ``user:password@``, ``at`` if there is no such thing."""
    host = at
    last = min(stop, at + _MAX_USERINFO)
    for index in range(at, last):
        code = view[index]
        if code == 64:
            host = index + 1
        elif ends_userinfo(code):
            break
    return host


@inlined
def read_address(view: Any, stop: int, at: int, canon: Any, out: int) -> tuple[int, int]:
    """Copy the ``[…]`` at ``at`` if it looks like an IPv6 address; return its end in the view (-1: none) and in ``canon``."""
    colons = 0
    base = out
    last = min(stop, at + _MAX_ADDRESS)
    index = at + 1
    while index < last and out + 3 < canon.size:
        code = view[index]
        if code == 93:
            if colons < 2:
                return -1, base
            canon[base] = 91
            canon[out + 1] = 93
            return index + 1, out + 2
        if code == 58:
            colons += 1
        elif hexadecimal(code) < 0 and code != 46:
            return -1, base
        canon[out + 1] = lower(code)
        out += 1
        index += 1
    return -1, base


@inlined
def drop_www(canon: Any, base: int, out: int) -> int:
    """Take leading ``www.`` off the host ``canon[base:out]``, unless a single label would be left; return its end."""
    skip = base
    while (
        out - skip > 4
        and canon[skip] == 119
        and canon[skip + 1] == 119
        and canon[skip + 2] == 119
        and canon[skip + 3] == 46
    ):
        dotted = False
        for index in range(skip + 4, out):
            if canon[index] == 46:
                dotted = True
                break
        if not dotted:
            break
        skip += 4
    if skip > base:
        for index in range(skip, out):
            canon[base + index - skip] = canon[index]
    return out - (skip - base)


@inlined
def whole_number(canon: Any, base: int, out: int) -> bool:
    """Return true if the host is an IPv4 address written as one number of 8 to 10 digits."""
    if out - base < 8 or out - base > 10:
        return False
    digits = 0
    for index in range(base, out):
        digits += is_digit(canon[index])
    return digits == out - base


@inlined
def read_name(
    view: Any, stop: int, at: int, scheme: bool, strict: bool, suffixes: Any, labels: Any, canon: Any, base: int
) -> tuple[int, int, int, int]:
    """Read and judge the host name at ``at``; return where it ends, its flags, its end in ``canon`` and where its chain ends.

    The first is -1 if it is not a link. It is the chain's end only if nothing was given back to the text.
    """
    count, chain = read_host(view, stop, at, scheme, suffixes, labels, canon, base)
    if count == 0 or (count == 1 and not scheme):
        return -1, 0, base, chain
    port_end, port = read_port(view, stop, chain)
    path = path_follows(view, stop, port_end)
    flags = 0
    explicit = False
    if not scheme:
        if chain < stop and view[chain] == 64:
            return -1, 0, base, chain
        if at > 0 and view[at - 1] == 64:
            if not path:
                return -1, 0, base, chain
            if at > 1 and host_kind(view[at - 2]) != OTHER:
                flags |= USERINFO
        explicit = at > 1 and view[at - 1] == 47 and view[at - 2] == 47
    label = count - 1
    if is_digit(canon[labels[label, WRITTEN] - 1]) and is_address(canon, base, labels, count):
        lettered = path and not is_digit(view[port_end + 1])
        if not (scheme or explicit or port != 0 or lettered):
            return -1, 0, base, chain
        flags |= IP
    elif scheme and count == 1 and whole_number(canon, base, labels[0, WRITTEN]):
        flags |= IP
    else:
        label = judge_host(view, labels, count, scheme, strict, explicit, path, suffixes, canon, base)
        if label < 0:
            return -1, 0, base, chain
    for index in range(1, label + 1):
        flags |= labels[index, JOINED] & (WIDE | DEFANGED | SPLIT)
    return labels[label, END], flags, labels[label, WRITTEN], chain


@inlined
def names_parameter(view: Any, stop: int, at: int) -> bool:
    """Return true if a parameter's name and an equals sign stand at ``at``: a query, not a question."""
    end = at
    while end < stop and end - at < _MAX_NAME and (is_alphanumeric(view[end]) or view[end] == 95 or view[end] == 45):
        end += 1
    return at < end < stop and view[end] == 61


@inlined
def read_rest(view: Any, stop: int, at: int, scheme: bool, emphasis: bool) -> tuple[int, int, int]:
    """Return where the path, query or fragment behind a host that ends at ``at`` starts and ends, and flags, port included."""
    dot = at < stop and view[at] == 46
    if dot:
        at += 1
    start, flags = read_port(view, stop, at)
    follows = start < stop and (path_width(view, stop, start, scheme) > 0 or view[start] == 63 or view[start] == 35)
    if dot and flags == 0 and not follows:
        return at - 1, at - 1, 0
    if not follows:
        return start, start, flags
    if view[start] == 63 and not scheme and not names_parameter(view, stop, start + 1):
        return start, start, flags
    if view[start] == 35 and not scheme and not (start + 1 < stop and is_alphanumeric(view[start + 1])):
        return start, start, flags
    end, more = tail_end(view, stop, start, emphasis)
    return start, end, flags | more


@inlined
def poses_as_host(view: Any, at: int, end: int, stop: int) -> bool:
    """Return true if ``view[at:end]`` ends in ``.com`` and an @ sign with another host stands behind it: no address for mail.

    Other endings are not asked for, since names of mailboxes end in them too.
    """
    if end - at < 5 or end >= stop or view[end] != 64 or not starts_label(view, stop, end + 1):
        return False
    return (
        view[end - 4] == 46
        and lower(view[end - 3]) == 99
        and lower(view[end - 2]) == 111
        and lower(view[end - 1]) == 109
    )


@inlined
def read_url(
    view: Any,
    stop: int,
    at: int,
    before: int,
    scheme: bool,
    strict: bool,
    suffixes: Any,
    labels: Any,
    canon: Any,
    base: int,
) -> tuple[int, int, int]:
    """Read the link whose authority starts at ``at``; return where it ends, its flags, and where its canonical form ends.

    The canonical form is written to ``canon`` from ``base``. If there is no link the first is ``-1 - chain``: where to go on,
    negated. ``before`` is where the link starts, its scheme included.
    """
    flags = 0
    end = -1
    out = base
    chain = at
    host = after_userinfo(view, stop, at) if scheme else at
    if scheme and host < stop and view[host] == 91:
        end, out = read_address(view, stop, host, canon, base)
        chain = end
        if end >= 0:
            flags = IP
    elif starts_label(view, stop, host) or (scheme and opens_label(view, stop, host)):
        end, flags, out, chain = read_name(view, stop, host, scheme, strict, suffixes, labels, canon, base)
        if end < 0 and not scheme and poses_as_host(view, at, chain, stop):
            host = chain + 1
            end, flags, out, chain = read_name(view, stop, host, YES, YES, suffixes, labels, canon, base)
    if end >= 0 and host > at:
        flags |= USERINFO
    if end < 0 and host > at and scheme and opens_label(view, stop, at):
        end, flags, out, chain = read_name(view, stop, at, scheme, strict, suffixes, labels, canon, base)
    if end < 0:
        return -1 - max(chain, at), 0, base
    if not flags & IP:
        out = drop_www(canon, base, out)
    if end == chain:
        emphasis = before > 0 and view[before - 1] == 95
        start, end, more = read_rest(view, stop, end, scheme, emphasis)
        flags |= more
        out = write_tail(view, start, end, canon, out, min(base + MAX_LINK_CODE_POINTS, canon.size))
    return end, flags, out
