"""The one place that makes text safe to show: nothing a scammer wrote may steer a terminal or be clicked on."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_STACKED: Final = frozenset({"Mn", "Me"})
_HIGHEST_STACK: Final = 4
_SCHEME: Final = re.compile(r"\bhttps?:", re.IGNORECASE)
_HOST_DOT: Final = re.compile(r"(?<=[\w\]])[.。．｡](?=[^\W\d_])|(?<=[^\W\d])[.。．｡](?=\d)")


def printable(text: str) -> str:
    """Return ``text`` on one line, without anything that a terminal acts upon or that hides itself.

    Control, bidirectional, zero-width and private characters are dropped, and so are marks stacked higher than any
    language does; line breaks and tabs become spaces. The joiners that emoji, Arabic and Indic writing need are dropped
    too: a terminal shows the parts side by side.
    """
    kept: list[str] = []
    height = 0
    for character in " ".join(text.split()):
        category = unicodedata.category(character)
        height = height + 1 if category in _STACKED else 0
        if category not in _UNPRINTABLE and height <= _HIGHEST_STACK:
            kept.append(character)
    return "".join(kept)


def defang(text: str) -> str:
    """Return ``text`` with its links made unclickable: ``https://a.top`` becomes ``hxxps://a[.]top``."""
    unclickable = _SCHEME.sub(lambda match: match[0].replace("t", "x").replace("T", "X"), text)
    return _HOST_DOT.sub("[.]", unclickable)
