"""The two window macros: counts and distinct counts over the past, exact for ``(t - w, t]``, as SQL that every engine runs.

An event adds one at its own order key and takes it away again at the key where it leaves the window; a running sum over both is
the count. A distinct count takes the old one away as soon as the same value comes again. Marks that take away sort before
events at the same key, so that an event exactly ``w`` ago no longer counts. No ``RANGE`` frame, no ``COUNT(DISTINCT) OVER``:
one sort for each macro, linear memory, and nothing that only one engine knows.
"""

from __future__ import annotations

from typing import Final

from coinguard.ledger.schema import RANK_BITS

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WINDOWS_MS: Final = {"10m": 10 * MINUTE_MS, "1h": HOUR_MS, "24h": DAY_MS, "7d": 7 * DAY_MS}
"""The windows that velocities are measured over."""


def windowed_count(source: str, key: str, window_ms: int) -> str:
    """Return SQL for ``(key, k, n)``: how many rows of ``source`` with the same key lie in the window up to each row, itself too.

    Parameters
    ----------
    source
        A table or view with the column ``key`` and the order key ``k``. Rows without a key are left out.
    key
        The column whose values are counted apart.
    window_ms
        The window's length in milliseconds.
    """
    return f"""
WITH marks AS (
  SELECT {key}, k AS mark_k, 1 AS step, k FROM {source} WHERE {key} IS NOT NULL
  UNION ALL
  SELECT {key}, {_leaves("k", window_ms)} AS mark_k, -1 AS step, NULL AS k FROM {source} WHERE {key} IS NOT NULL
),
counted AS (
  SELECT {key}, k, sum(step) OVER (PARTITION BY {key} ORDER BY mark_k, step ROWS UNBOUNDED PRECEDING) AS n FROM marks
)
SELECT {key}, k, CAST(n AS BIGINT) AS n FROM counted WHERE k IS NOT NULL"""


def windowed_distinct(source: str, key: str, value: str, window_ms: int) -> str:
    """Return SQL for ``(key, k, n)``: how many distinct values the rows in the window up to each row have, its own too.

    Parameters
    ----------
    source
        A table or view with the columns ``key`` and ``value`` and the order key ``k``. Rows that lack either are left out.
    key
        The column whose values are counted apart.
    value
        The column whose distinct values are counted.
    window_ms
        The window's length in milliseconds.
    """
    return f"""
WITH chained AS (
  SELECT {key}, k, lead(k) OVER (PARTITION BY {key}, {value} ORDER BY k) AS next_k
  FROM {source} WHERE {key} IS NOT NULL AND {value} IS NOT NULL
),
marks AS (
  SELECT {key}, k AS mark_k, 1 AS step, k FROM chained
  UNION ALL
  SELECT {key}, least(coalesce(next_k, {_leaves("k", window_ms)}), {_leaves("k", window_ms)}) AS mark_k, -1 AS step, NULL AS k
  FROM chained
),
counted AS (
  SELECT {key}, k, sum(step) OVER (PARTITION BY {key} ORDER BY mark_k, step ROWS UNBOUNDED PRECEDING) AS n FROM marks
)
SELECT {key}, k, CAST(n AS BIGINT) AS n FROM counted WHERE k IS NOT NULL"""


def _leaves(k: str, window_ms: int) -> str:
    """Return the order key from which on an event lies outside the window: the first of ``window_ms`` after its millisecond."""
    return f"((({k} >> {RANK_BITS}) + {int(window_ms)}) << {RANK_BITS})"
