"""Texts made to hurt a parser, and what is measured on them in a process of its own.

``python -m tests.links.hostile steps`` needs ``NUMBA_DISABLE_JIT=1`` and prints, as JSON, how often each text is read when it is
short and when it is twice as long; ``… bounds`` needs ``NUMBA_BOUNDSCHECK=1`` and reads them all with every index checked.
"""

from __future__ import annotations

import json
import sys
from typing import Final

import numpy as np

from coinguard.limits import MAX_LINKS_PER_TEXT
from coinguard.links.canonical import canonicalise_rows
from coinguard.links.find import SPAN_COLUMNS, _find, canon_capacity, code_points, find_links
from coinguard.links.suffixes import suffix_table
from tests.counted import Counted

REPEATED: Final = (
    ".", "a.", "a..", "www.", "h", "http", "http:", "http://", "http:/", "https//", "http:[/]", "hxxp[:]",
    "http://a.", "http://@", "http://a@", "(", "[", "{", ")", "](", "[](", "[.]", "a[.]", "a[.", "a (dot) ",
    "a dot ", "a . ", "a .", "a. ", "@", "a@", "a.com@", "@a.com/", "a.com ", "a.com?", "a.com?=", "a.com/",
    "a.com#", "a.com:1", "https://a.com/", "https://a.com?u=", "&u=http://a.com", "=http%3A%2F%2Fa.com", "/http:",
    "%", "%68", "%25", "https://%61", "a%2e", "https://aก.", "aก", "ก.", "。", "a。", "．", "-", "_a", "a-.", "[url=",
    "[/url]", '<a href="', '">', "<", ">", "\0", "\U0010ffff", "\ud800", "\t", "1.", "1.1.1.1", "1.1.1.1:", "[::",
    "http://[", "http://[::]", "a.com(", "a.com/(", "a.com/[",
)  # fmt: skip
PREFIXED: Final = (
    "https://a.com/",
    "https://a.com/?u=",
    "https://",
    "a.com/",
    "[a.com](",
    "www.",
    "https://a.com/?u=https%3A%2F%2Fb.com%2F%3Fu%3D",
)


def texts(size: int) -> dict[str, str]:
    """Each hostile text, about ``size`` code points long, by its recipe."""
    found = {piece: piece * (size // len(piece)) for piece in REPEATED}
    for prefix in PREFIXED:
        for piece in ("(", "%25", "&u=http", ".", "a.", "ก"):
            found[f"{prefix}…{piece}"] = prefix + piece * (size // len(piece))
    return found


def reads(text: str) -> int:
    """How many code points are read to find the links of a text."""
    view = Counted(text)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), dtype=np.int32)
    _find(view, len(text), suffix_table(), spans, np.empty(canon_capacity(len(text)), dtype=np.int32))
    return view.reads


def steps(size: int) -> dict[str, tuple[int, int]]:
    """The reads of each hostile text at ``size`` and at twice that."""
    longer = texts(2 * size)
    return {name: (reads(text), reads(longer[name])) for name, text in texts(size).items()}


def check_bounds(size: int) -> int:
    """Read every hostile text, as a message and as a row; return how many there were."""
    found = texts(size)
    for text in found.values():
        find_links(text)
        view = code_points(text)
        for length in range(min(len(view), 40)):
            find_links(text[:length])
    raw = [text.encode("utf-8", "surrogatepass") for text in found.values()]
    raw += [row[:cut] for row in raw for cut in range(24)]
    offsets = np.zeros(len(raw) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in raw], out=offsets[1:])
    out = np.empty(int(offsets[-1]), dtype=np.uint8)
    canonicalise_rows(np.frombuffer(b"".join(raw), dtype=np.uint8), offsets, out, np.empty_like(offsets))
    return len(found)


if __name__ == "__main__":
    size = int(sys.argv[2])
    json.dump(steps(size) if sys.argv[1] == "steps" else check_bounds(size), sys.stdout)
