"""What a text must have in common with a phrase before the two can be as similar as a threshold asks.

Let a phrase have ``m`` letters and the stretch of text it is compared with ``w``, at most ``m``. A similarity of ``t`` percent
allows ``d`` letters to be left out or put in, where ``100 d <= (100 - t) (m + w)``; ``d`` is odd or even as ``m + w`` is, and
``(m + w - d) / 2`` letters are common to both, in order.

So of a phrase that is cut into ``d + 1`` pieces one is found as it is, for each letter left out or put in spoils one piece at
most; and it is found at most ``d`` letters away from where it stands in the phrase. Of the pairs of neighbouring letters one that
is left out spoils two at most, and one that is put in spoils one (the q-gram lemma: Ukkonen, "Approximate string-matching with
q-grams and maximal matches", 1992).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

SHORTEST_PIECE: Final = 3
"""Letters of the shortest piece that is looked for: two would be found nearly everywhere."""
LONGEST_PIECE: Final = 6
"""Letters of the longest: more would hardly be rarer."""
SHORTEST_PHRASE: Final = SHORTEST_PIECE
LONGEST_PHRASE: Final = 64
"""Letters of the longest phrase, one for each bit of a word."""
LOWEST_THRESHOLD: Final = 70
HIGHEST_THRESHOLD: Final = 100


class Bound(NamedTuple):
    """What holds for every stretch that is as similar to a phrase as its threshold asks."""

    edits: int
    """So many letters at most are left out or put in."""
    common: int
    """So many letters at least are common to both."""
    spoilt: int
    """So many of the phrase's pairs of neighbouring letters at most are not in the stretch."""


@lru_cache(maxsize=4096)
def bound(length: int, threshold: float) -> Bound:
    """Return the bound of a phrase of ``length`` letters at a threshold in percent."""
    edits, common, spoilt = 0, length, 0
    for other in range(length + 1):
        # A millionth of a letter more, so that no rounding of rapidfuzz's can matter.
        most = int((100 - threshold) * (length + other) / 100 + 1e-6)
        most -= (most - length - other) % 2
        if most >= length - other:
            left_out = (most + length - other) // 2
            edits = max(edits, most)
            common = min(common, length - left_out)
            spoilt = max(spoilt, left_out + most)
    return Bound(edits, common, spoilt)


@lru_cache(maxsize=4096)
def pieces(length: int, threshold: float) -> tuple[tuple[int, int], ...]:
    """Return where the pieces of a phrase begin and end, one more than letters may be left out or put in."""
    count = bound(length, threshold).edits + 1
    cuts = [length * piece // count for piece in range(count + 1)]
    return tuple((start, min(end, start + LONGEST_PIECE)) for start, end in pairwise(cuts))


@lru_cache(maxsize=128)
def lowest_threshold(length: int) -> int:
    """Return the least whole threshold at which the pieces of a phrase are long enough to rule anything out."""
    for threshold in range(LOWEST_THRESHOLD, HIGHEST_THRESHOLD):
        if length // (bound(length, threshold).edits + 1) >= SHORTEST_PIECE:
            return threshold
    return HIGHEST_THRESHOLD
