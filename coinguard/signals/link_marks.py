"""What is found of one link: a small table of numbers, before it is known where in the text the link stands."""

from __future__ import annotations

from typing import Any, Final

from coinguard.text.kernel import inlined

MARK_SIGNAL, MARK_START, MARK_END, MARK_ABOUT, MARK_VALUE, MARK_IN_VIEW = range(6)
"""Columns: the signal; where in the canonical link, -1 for all of it; what it is about, -1 for nothing; its value; and 1 where
the place is one in the view."""
MARK_COLUMNS: Final = 6
MOST_MARKS: Final = 48
"""More than there are signals of links: each is marked once."""


@inlined
def mark(marks: Any, n: int, signal: Any, start: int, end: int, about: int, value: int) -> int:
    """Write finding ``n``; return the new count."""
    marks[n, MARK_SIGNAL] = signal
    marks[n, MARK_START] = start
    marks[n, MARK_END] = end
    marks[n, MARK_ABOUT] = about
    marks[n, MARK_VALUE] = value
    marks[n, MARK_IN_VIEW] = 0
    return n + 1
