"""The one place that makes text safe to show: nothing a scammer wrote may steer a terminal or be clicked on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_STACKED: Final = frozenset({"Mn", "Me"})
_HIGHEST_STACK: Final = 4
_SCHEME: Final = re.compile(r"\bhttps?:", re.IGNORECASE)
_HOST_DOT: Final = re.compile(r"(?<=[\w\]])[.。．｡](?=[^\W\d_])|(?<=[^\W\d])[.。．｡](?=\d)")


def _shown(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character that :func:`printable` keeps, with the place in ``text`` that it comes from."""
    height = 0
    gap = -1
    begun = False
    for place, character in enumerate(text):
        if character.isspace():
            gap = place if gap < 0 else gap
            continue
        if gap >= 0 and begun:
            height = 0
            yield " ", gap
        gap = -1
        begun = True
        category = unicodedata.category(character)
        height = height + 1 if category in _STACKED else 0
        if category not in _UNPRINTABLE and height <= _HIGHEST_STACK:
            yield character, place


def printable(text: str) -> str:
    """Return ``text`` on one line, without anything that a terminal or a page acts upon or that hides itself.

    Control, bidirectional, zero-width and private characters are dropped, and so are marks stacked higher than any
    language does; line breaks and tabs become spaces. The joiners that emoji, Arabic and Indic writing need are dropped
    too: a terminal shows the parts side by side.
    """
    return "".join(character for character, _ in _shown(text))


def defang(text: str) -> str:
    """Return ``text`` with its links made unclickable: ``https://a.top`` becomes ``hxxps://a[.]top``."""
    return _HOST_DOT.sub("[.]", _without_scheme(text))


def _without_scheme(text: str) -> str:
    return _SCHEME.sub(lambda match: match[0].replace("t", "x").replace("T", "X"), text)


def shown(text: str, longest: int | None = None) -> str:
    """Return ``text`` printable and defanged, cut to ``longest`` characters; HTML is escaped where it is put into a page."""
    safe = defang(printable(text))
    return safe if longest is None or len(safe) <= longest else f"{safe[: longest - 1]}…"


def highlighted(text: str, spans: Iterable[tuple[int, int]], longest: int) -> list[tuple[str, bool]]:
    """Return ``text`` as :func:`shown` shows it, in pieces that are evidence or not.

    Parameters
    ----------
    spans
        Start and end of each piece of evidence, in code points of ``text``.
    longest
        Characters at most; the cut is where the evidence is, with an ellipsis for what is left away.
    """
    kept = list(_shown(text))
    evidence = set(chain.from_iterable(range(start, min(end, len(text))) for start, end in spans))
    marked = [place in evidence for _, place in kept]
    plain = _without_scheme("".join(character for character, _ in kept))
    dots = {match.start() for match in _HOST_DOT.finditer(plain)}
    first = max(0, min(marked.index(True) - longest // 4, len(plain) - longest)) if True in marked else 0
    pieces: list[tuple[str, bool]] = [("…", False)] if first else []
    for place in range(first, min(len(plain), first + longest)):
        character = "[.]" if place in dots else plain[place]
        if pieces and pieces[-1][1] == marked[place]:
            pieces[-1] = (pieces[-1][0] + character, marked[place])
        else:
            pieces.append((character, marked[place]))
    return [*pieces, ("…", False)] if first + longest < len(plain) else pieces
