"""Links inside links: where a redirector leads, read from its parameters or its path."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.limits import MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT
from coinguard.links.characters import YES, ZERO, is_alphanumeric, lower
from coinguard.links.flags import NESTED
from coinguard.links.hosts import escaped
from coinguard.links.joins import scheme_end, scheme_start
from coinguard.links.suffixes import HASH_BASE, HASH_MODULUS, is_among, text_hash, words
from coinguard.links.urls import read_url
from coinguard.text.kernel import inlined

MAX_DEPTH: Final = 2
"""How many links within a link are read."""

# Names of query parameters that hold where a redirector leads; without a scheme they are read only under these names.
_REDIRECTS: Final = words(
    "q u url uri to target dest destination redirect redirect_to redirect_uri redirect_url redir return "
    "return_to returnurl continue next goto go link out href l r"
)
REDIRECTS: Final = np.array(sorted(text_hash(name) for name in _REDIRECTS), dtype=np.int64)


@inlined
def redirects(view: Any, start: int, stop: int) -> bool:
    """Return true if ``view[start:stop]`` is the name of a parameter that holds where a redirector leads."""
    if stop - start > 16:
        return False
    value = 0
    for index in range(start, stop):
        value = (value * HASH_BASE + int(lower(view[index])) + 1) % HASH_MODULUS
    return is_among(REDIRECTS, value)


@inlined
def unescape(view: Any, start: int, stop: int, out: Any) -> int:
    """Write ``view[start:stop]`` to ``out`` with its ASCII ``%XX`` decoded once; return the length. ``out`` may be ``view``."""
    length = 0
    at = start
    while at < stop and length < out.size:
        value = escaped(view, stop, at)
        out[length] = value if value >= 0 else view[at]
        at += 3 if value >= 0 else 1
        length += 1
    return length


@inlined
def starts_scheme(view: Any, stop: int, at: int) -> bool:
    """Return true if ``http`` or ``hxxp`` stands at ``at``."""
    return at + 4 <= stop and lower(view[at]) == 104 and scheme_start(view, at, at + 4)[0] == at


@inlined
def next_value(view: Any, start: int, stop: int) -> tuple[int, int, bool]:
    """Return the bounds of the next part of ``view[start:stop]`` that may hold a link, -1 if none; true if its name says so."""
    name = start
    at = start
    while at < stop - 4:
        code = view[at]
        if code == 61 or code == 47 or code == 63 or code == 38:
            named = code == 61 and redirects(view, name, at)
            if starts_scheme(view, stop, at + 1) or (named and is_alphanumeric(view[at + 1])):
                end = at + 1
                while end < stop and (code == 47 or (view[end] != 38 and view[end] != 35)):
                    end += 1
                return at + 1, end, named
            if code != 61:
                name = at + 1
        at += 1
    return -1, -1, False


@inlined
def read_value(
    text: Any, length: int, named: bool, suffixes: Any, labels: Any, canon: Any, base: int
) -> tuple[int, int, int]:
    """Read the link that the decoded value ``text[:length]`` is, as :func:`coinguard.links.urls.read_url` returns it."""
    for _ in range(MAX_DEPTH):
        if length > 5 and starts_scheme(text, length, ZERO) and (text[4] == 37 or text[5] == 37):
            length = unescape(text, ZERO, length, text)
    run = ZERO
    while run < length and is_alphanumeric(text[run]):
        run += 1
    at = ZERO - 1
    more = 0
    begins, flags = scheme_start(text, ZERO, run)
    if begins == 0:
        at, more = scheme_end(text, length, run)
    scheme = at >= 0
    if not scheme:
        if not named:
            return -1, 0, base
        at = ZERO
        flags = 0
    end, found, out = read_url(text, length, at, ZERO, scheme, YES, suffixes, labels, canon, base)
    return end, found | flags | more, out


@inlined
def record(spans: Any, row: int, start: int, end: int, flags: int, offset: int, offset_end: int) -> None:
    """Write one link to the span table; its canonical form is ``canon[offset:offset_end]``."""
    spans[row, 0] = start
    spans[row, 1] = end
    spans[row, 2] = flags
    spans[row, 3] = offset
    spans[row, 4] = offset_end - offset


@inlined
def find_nested(
    view: Any, start: int, stop: int, suffixes: Any, labels: Any, spans: Any, count: int, canon: Any, cursor: int
) -> tuple[int, int]:
    """Add the links inside the link ``view[start:stop]`` to ``spans``; return the count then, and the end of ``canon``."""
    value, end, named = next_value(view, start, stop)
    if value < 0:
        return count, cursor
    outer = np.empty(MAX_LINK_CODE_POINTS, dtype=np.int32)
    inner = np.empty(MAX_LINK_CODE_POINTS, dtype=np.int32)
    while value >= 0 and count < MAX_LINKS_PER_TEXT:
        length = unescape(view, value, end, outer)
        for _ in range(MAX_DEPTH):
            link_end, flags, out = read_value(outer, length, named, suffixes, labels, canon, cursor)
            if link_end < 0 or count >= MAX_LINKS_PER_TEXT:
                break
            record(spans, count, value, end, flags | NESTED, cursor, out)
            count += 1
            cursor = out
            deeper, deeper_end, named = next_value(outer, ZERO, link_end)
            if deeper < 0:
                break
            length = unescape(outer, deeper, deeper_end, inner)
            for index in range(length):
                outer[index] = inner[index]
        value, end, named = next_value(view, end, stop)
    return count, cursor
