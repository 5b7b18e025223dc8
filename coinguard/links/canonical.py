"""The canonical form of rows that are a bare link or domain each, whole batches at a time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coinguard.errors import InputError
from coinguard.limits import MAX_LINK_CODE_POINTS
from coinguard.links.characters import (
    YES,
    ZERO,
    closer_of,
    is_alphanumeric,
    is_around,
    is_digit,
    is_space,
    lower,
    unwrapped,
    wide_dot,
)
from coinguard.links.flags import IP, PORT, USERINFO
from coinguard.links.hosts import escaped
from coinguard.links.joins import join, scheme_end, scheme_start
from coinguard.links.tails import read_port, write_tail
from coinguard.links.urls import after_userinfo, drop_www, read_address
from coinguard.text.kernel import BYTES, INT64S, OUT_BYTES, OUT_INT64S, inlined, kernel

_SPARE: Final = 64


@inlined
def decode(buffer: Any, start: int, stop: int, view: Any) -> int:
    """Write the code points of the UTF-8 ``buffer[start:stop]`` to ``view``; return how many.

    Invalid bytes are left out; full-width forms of ASCII become ASCII, which a message's fold has done before.
    """
    count: int = ZERO
    at = start
    while at < stop:
        lead = np.int64(buffer[at])
        at += 1
        if lead < 0x80:
            view[count] = lead
            count += 1
            continue
        more = 1 if 0xC2 <= lead < 0xE0 else 2 if 0xE0 <= lead < 0xF0 else 3 if 0xF0 <= lead < 0xF5 else 0
        if more == 0 or at + more > stop:
            continue
        code = lead & (0x3F >> more)
        valid = True
        for index in range(at, at + more):
            byte = np.int64(buffer[index])
            if byte & 0xC0 != 0x80:
                valid = False
            code = code << 6 | (byte & 0x3F)
        least = 0x80 if more == 1 else 0x800 if more == 2 else 0x10000
        if valid and least <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000:
            view[count] = code - 0xFEE0 if 0xFF01 <= code <= 0xFF5E else code
            count += 1
            at += more
    return count


@inlined
def encode(codes: Any, length: int, out: Any, at: int) -> int:
    """Write code points to ``out`` from ``at`` as UTF-8; return where they end."""
    for index in range(length):
        code = codes[index]
        if code < 0x80:
            out[at] = code
            at += 1
        elif code < 0x800:
            out[at] = 0xC0 | code >> 6
            out[at + 1] = 0x80 | (code & 0x3F)
            at += 2
        elif code < 0x10000:
            out[at] = 0xE0 | code >> 12
            out[at + 1] = 0x80 | (code >> 6 & 0x3F)
            out[at + 2] = 0x80 | (code & 0x3F)
            at += 3
        else:
            out[at] = 0xF0 | code >> 18
            out[at + 1] = 0x80 | (code >> 12 & 0x3F)
            out[at + 2] = 0x80 | (code >> 6 & 0x3F)
            out[at + 3] = 0x80 | (code & 0x3F)
            at += 4
    return at


@inlined
def bare(view: Any, n: int) -> tuple[int, int]:
    """Return the bounds of the row without the white space, quotes, brackets and punctuation around it."""
    start = ZERO
    stop = n
    surplus = np.zeros(128, dtype=np.int64)
    for index in range(n):
        closer = closer_of(view[index])
        if closer != 0:
            surplus[closer] += 1
        elif view[index] == 41 or view[index] == 93 or view[index] == 125:
            surplus[view[index]] -= 1
    while start < stop:
        last = view[stop - 1]
        if is_around(last):
            stop -= 1
            continue
        first = view[start]
        if is_around(first):
            start += 1
            continue
        closer = closer_of(first)
        if closer != 0 and surplus[closer] > 0:
            surplus[closer] -= 1
            start += 1
        elif closer != 0 and surplus[closer] == 0 and last == closer and not colons(view, start, stop):
            start += 1
            stop -= 1
        elif (last == 41 or last == 93 or last == 125) and surplus[last] < 0:
            surplus[last] += 1
            stop -= 1
        else:
            break
    return start, stop


@inlined
def colons(view: Any, start: int, stop: int) -> bool:
    """Return true if what is in brackets may be an IPv6 address: two colons, and no slash."""
    count = 0
    for index in range(start, min(stop, start + 48)):
        if view[index] == 47:
            return False
        if view[index] == 58:
            count += 1
    return count >= 2


@inlined
def after_scheme(view: Any, start: int, stop: int) -> int:
    """Return where the authority starts: behind any ``scheme://``, a sloppy ``https//`` or a lone ``//``."""
    at = start
    while at < stop and at - start < 16 and (is_alphanumeric(view[at]) or view[at] == 43 or view[at] == 45):
        at += 1
    authority, _ = scheme_end(view, stop, at)
    if authority < 0:
        return start
    colon = view[at] != 47 and view[at] != 92 and view[at] != 0xFF0F
    return authority if colon or at == start or scheme_start(view, start, at)[0] == start else start


@inlined
def write_host(view: Any, stop: int, at: int, canon: Any, limit: int) -> tuple[int, int]:
    """Write the host at ``at``, whatever it is, to ``canon[:limit]``; return where it ends in both."""
    out: int = ZERO
    while at < stop and out < limit:
        code: Any = np.int64(view[at])
        if code == 47 or code == 92 or code == 63 or code == 35 or code == 58 or code == 0xFF0F or code == 0xFF1A:
            break
        mark = unwrapped(view, stop, at)
        if mark == 58 or mark == 47:
            break
        next_label = ZERO - 1
        if out > 0 and not is_alphanumeric(code):
            next_label, _ = join(view, stop, at, YES)
        if next_label >= 0:
            canon[out] = 46
            at = next_label
        else:
            value = escaped(view, stop, at)
            if is_alphanumeric(value) or value == 45 or value == 46 or value == 95:
                code = value
                at += 2
            elif wide_dot(code):
                code = 46
            at += 1
            if is_space(code):
                continue
            canon[out] = lower(code)
        out += 1
    while out > 0 and canon[out - 1] == 46:
        out -= 1
    return at, out


@inlined
def is_ipv4(canon: Any, length: int) -> bool:
    """Return true if the host is four numbers, or one of 8 to 10 digits."""
    dots = 0
    for index in range(length):
        if canon[index] == 46:
            dots += 1
        elif not is_digit(canon[index]):
            return False
    return dots == 3 or (dots == 0 and 8 <= length <= 10)


@inlined
def row_url(view: Any, n: int, canon: Any) -> tuple[int, int, int, int]:
    """Write the canonical form of the row ``view[:n]`` to ``canon``.

    Returns its length (0 for a row with nothing in it), its flags as far as they say what kind of link it is, and the bounds of
    the link in the row.
    """
    start, stop = bare(view, n)
    flags = ZERO
    at = after_scheme(view, start, stop)
    while at < stop and is_space(view[at]):
        at += 1
    authority = at
    at = after_userinfo(view, stop, at)
    if at > authority:
        flags |= USERINFO
    limit = canon.size - _SPARE
    out: int = ZERO
    end = ZERO - 1
    if at < stop and view[at] == 91:
        end, out = read_address(view, stop, at, canon, ZERO)
    if end >= 0:
        at = end
        flags |= IP
    else:
        at, out = write_host(view, stop, at, canon, limit)
        out = drop_www(canon, ZERO, out)
        if is_ipv4(canon, out):
            flags |= IP
    if out == 0:
        return out, flags, start, stop
    at, port = read_port(view, stop, at)
    flags |= port & PORT
    while at < stop and view[at] != 47 and view[at] != 92 and view[at] != 63 and view[at] != 35 and view[at] != 0xFF0F:
        if unwrapped(view, stop, at) == 47:
            break
        at += 1
    return write_tail(view, at, stop, canon, out, limit), flags, start, stop


@kernel(BYTES, INT64S, OUT_BYTES, OUT_INT64S)
def canonicalise_rows(buffer: Any, offsets: Any, out: Any, out_offsets: Any) -> None:
    """Write the canonical form of each row, a link or domain, as UTF-8.

    Parameters
    ----------
    buffer
        uint8, the rows' UTF-8 one after the other. Invalid bytes are left out.
    offsets
        int64, one more than there are rows: where each starts in ``buffer``.
    out
        uint8, at least as long as the rows together: a canonical form is never longer than its row. An empty one is a row with
        nothing in it.
    out_offsets
        int64, as long as ``offsets``: gets where each canonical form starts in ``out``.
    """
    longest = ZERO
    for row in range(offsets.size - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    view = np.empty(longest + 1, dtype=np.int32)
    canon = np.empty(MAX_LINK_CODE_POINTS + _SPARE, dtype=np.int32)
    at = ZERO
    out_offsets[0] = 0
    for row in range(offsets.size - 1):
        length = decode(buffer, offsets[row], offsets[row + 1], view)
        written, _, _, _ = row_url(view, length, canon)
        at = encode(canon, written, out, at)
        out_offsets[row + 1] = at


def canonicalise(url_or_domain: str) -> str:
    """Return the canonical form ``host[/path][?query]`` of a text that is a link or domain, any host at all.

    Raises
    ------
    InputError
        There is nothing in it but white space and punctuation.
    """
    raw = np.frombuffer(url_or_domain.encode("utf-8", "ignore"), dtype=np.uint8)
    offsets = np.array([0, len(raw)], dtype=np.int64)
    out: npt.NDArray[np.uint8] = np.empty(len(raw), dtype=np.uint8)
    ends = np.empty(2, dtype=np.int64)
    canonicalise_rows(raw, offsets, out, ends)
    if ends[1] == 0:
        raise InputError(
            "the row holds no link or domain", hint="Give a link such as https://example.com/page, or a domain"
        )
    return out[: ends[1]].tobytes().decode("utf-8")
