"""Windows: a long message is as strong as its strongest stretch.

A skeleton is cut into blocks of 32 code points; a window is four neighbouring blocks, so it holds any lure of up to 96 code
points whole. A window's margin is the sum of its n-grams' weights over the square root of their number, which is what L2
normalisation of nearly distinct n-grams comes to; a few are added to that number, so that one word alone weighs little. Sums are
of integers, so they are exact in any order.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import inlined

BLOCK: Final = 32
"""Code points of a skeleton from one window's start to the next."""
WINDOW: Final = 4 * BLOCK
"""Code points of a window."""
PRIOR: Final = 12
"""Added to a window's number of n-grams. Without it "ok" is its own whole evidence."""
_BLOCKS: Final = WINDOW // BLOCK


@inlined
def window_count(n: int) -> int:
    """Return how many windows a skeleton of ``n`` code points has: one at least."""
    return max(1, (n + BLOCK - 1) // BLOCK - _BLOCKS + 1)


@inlined
def strongest_window(
    weights: Any, buckets: Any, ends: Any, m: int, n: int, sums: Any, counts: Any
) -> tuple[float, int, int]:
    """Return the largest margin of a window (in units of one weight), its first block, and how many windows there are.

    Parameters
    ----------
    weights
        ``int16[BUCKETS]``.
    buckets, ends
        The n-grams, as :func:`coinguard.text.ngrams.skeleton_ngrams` writes them; ``m`` of them.
    n
        The length of the skeleton.
    sums, counts
        ``int64[>= n // BLOCK + 1]``, overwritten with each block's sum of weights and number of n-grams.
    """
    blocks = max(1, (n + BLOCK - 1) // BLOCK)
    for b in range(blocks):
        sums[b] = 0
        counts[b] = 0
    for j in range(m):
        b = ends[j] // BLOCK
        sums[b] += weights[buckets[j]]
        counts[b] += 1
    best = 0.0
    first = 0
    windows = window_count(n)
    for b in range(windows):
        total = np.int64(0)
        number = np.int64(0)
        for inside in range(b, min(blocks, b + _BLOCKS)):
            total += sums[inside]
            number += counts[inside]
        margin = total / np.sqrt(number + PRIOR)
        if b == 0 or margin > best:
            best = margin
            first = b
    return best, first, windows


@inlined
def strongest_words(
    weights: Any, buckets: Any, ends: Any, m: int, first: int, skeleton: Any, n: int
) -> tuple[int, int]:
    """Return the span of the skeleton within window ``first`` whose n-grams add up to most, widened to whole words.

    The best run of consecutive n-grams (Kadane's algorithm over the order of their ends).
    """
    low = first * BLOCK
    high = min(n, low + WINDOW)
    running = np.int64(0)
    best = np.int64(0)
    start = best_start = low
    best_end = high
    fresh = True
    for j in range(m):
        if ends[j] < low or ends[j] >= high:
            continue
        if fresh:
            start = ends[j]
            fresh = False
        running += weights[buckets[j]]
        if running <= 0:
            running = np.int64(0)
            fresh = True
        elif running > best:
            best = running
            best_start = start
            best_end = ends[j] + 1
    while best_start > 0 and skeleton[0, best_start - 1] != 0x20:
        best_start -= 1
    while best_end < n and skeleton[0, best_end] != 0x20:
        best_end += 1
    return best_start, best_end
