"""What is said about a link that was found: one bit each."""

from __future__ import annotations

from typing import Final

SCHEME: Final = 1 << 0
"""Written with ``http``, ``https`` or a defanged form of them."""
DEFANGED: Final = 1 << 1
"""``hxxp``, ``[.]``, ``(dot)``, `` dot ``, ``[:]`` or ``[/]`` was undone."""
SPLIT: Final = 1 << 2
"""Spaces inside it were undone."""
WIDE: Final = 1 << 3
"""Full-width or ideographic punctuation was undone."""
USERINFO: Final = 1 << 4
"""Something before an ``@`` that only looks like the host."""
IP: Final = 1 << 5
"""The host is an address, not a name."""
PORT: Final = 1 << 6
"""A port was given."""
SHOWN: Final = 1 << 7
"""The visible text of a Markdown, HTML or BBCode link."""
TARGET: Final = 1 << 8
"""Where such a link really leads."""
MISMATCH: Final = 1 << 9
"""A shown link and its target have different hosts; both carry it."""
NESTED: Final = 1 << 10
"""Found inside another link, as the target of a redirector."""

_NAMES: Final = (
    (SCHEME, "scheme"),
    (DEFANGED, "defanged"),
    (SPLIT, "split"),
    (WIDE, "wide"),
    (USERINFO, "userinfo"),
    (IP, "ip"),
    (PORT, "port"),
    (SHOWN, "shown"),
    (TARGET, "target"),
    (MISMATCH, "mismatch"),
    (NESTED, "nested"),
)


def flag_names(flags: int) -> tuple[str, ...]:
    """Return the names of the bits set in ``flags``, in the order of the bits."""
    return tuple(name for bit, name in _NAMES if flags & bit)
