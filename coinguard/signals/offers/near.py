"""What stands near what among the tokens of a text."""

from __future__ import annotations

from typing import Any, Final

from coinguard.signals.offers import kinds as o
from coinguard.text.kernel import borrowed, expanded

NEAR: Final = 4
"""Half-words that may stand between what counts and what is counted."""
LOOK: Final = 6
"""Tokens looked at on either side."""


@expanded
def apart(tokens: Any, first: int, second: int) -> int:
    """Return how many half-words stand between two tokens; many where a sentence ends between them."""
    if tokens[first, o.SENTENCE] != tokens[second, o.SENTENCE]:
        return 1 << 20
    return int(tokens[second, o.PAST] - tokens[first, o.PAST])


@expanded
def together(tokens: Any, first: int, second: int) -> bool:
    """Return true if neither a word nor a comma stands between two tokens."""
    return bool(apart(tokens, first, second) == 0 and tokens[first, o.CLAUSE] == tokens[second, o.CLAUSE])


@expanded
def is_number(tokens: Any, at: int) -> bool:
    """Return true for a number that may still play a role; small ones in words are words too often."""
    if not tokens[at, o.FLAGS] & o.NUMBER or tokens[at, o.VALUE] <= 0 or tokens[at, o.ROLE] != o.NO_ROLE:
        return False
    return bool(not tokens[at, o.FLAGS] & o.SPELLED or tokens[at, o.VALUE] >= 10 * o.SCALE)


@borrowed
def linked(tokens: Any, first: int, second: int) -> bool:
    """Return true if nothing but links stands between two tokens."""
    for at in range(max(first + 1, second - LOOK), second):
        if tokens[at, o.ROLE] != o.TAKEN and not tokens[at, o.FLAGS] & (o.JOINS | o.FOR | o.FILL):
            return False
    return bool(tokens[first, o.CLAUSE] == tokens[second, o.CLAUSE])
