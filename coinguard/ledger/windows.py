"""The two window macros: counts and distinct counts over the past, exact for ``(t - w, t]``, as SQL that every engine runs.

An event adds one at its own order key and takes it away again at the key where it leaves the window; a running sum over both is
the count. A distinct count takes the old one away as soon as the same value comes again. Marks that take away sort before
events at the same key, so that an event exactly ``w`` ago no longer counts. No ``RANGE`` frame, no ``COUNT(DISTINCT) OVER``:
one sort for each window, linear memory, and nothing that only one engine knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from coinguard.ledger.schema import RANK_BITS

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WINDOWS_MS: Final = {"10m": 10 * MINUTE_MS, "1h": HOUR_MS, "24h": DAY_MS, "7d": 7 * DAY_MS}
"""The windows that velocities are measured over."""


def windowed_count(source: str, key: str, windows: Mapping[str, int] = WINDOWS_MS) -> str:
    """Return SQL for ``(key, k, n_…)``: how many rows of ``source`` with the same key lie in each window up to a row, itself too.

    Parameters
    ----------
    source
        A table or view with the column ``key`` and the order key ``k``. Rows without a key are left out.
    key
        The column whose values are counted apart.
    windows
        Lengths in milliseconds by name; the window ``1h`` gives the column ``n_1h``.
    """
    kept = f"SELECT {key}, k FROM {source} WHERE {key} IS NOT NULL"
    return _counted(kept, [key, "k"], {name: _leaves("k", window) for name, window in windows.items()})


def windowed_distinct(source: str, key: str, value: str, windows: Mapping[str, int] = WINDOWS_MS) -> str:
    """Return SQL for ``(key, k, n_…)``: how many distinct values the rows in each window up to a row have, its own too.

    Parameters
    ----------
    source
        A table or view with the columns ``key`` and ``value`` and the order key ``k``. Rows that lack either are left out.
    key
        The column whose values are counted apart.
    value
        The column whose distinct values are counted.
    windows
        Lengths in milliseconds by name; the window ``1h`` gives the column ``n_1h``.
    """
    kept = f"""
  SELECT {key}, k, lead(k) OVER (PARTITION BY {key}, {value} ORDER BY k) AS next_k
  FROM {source} WHERE {key} IS NOT NULL AND {value} IS NOT NULL"""
    leaves = {name: _leaves("k", window) for name, window in windows.items()}
    ends = {name: f"least(coalesce(next_k, {leave}), {leave})" for name, leave in leaves.items()}
    return _counted(kept, [key, "k", "next_k"], ends)


def _counted(kept: str, columns: Sequence[str], leaves: Mapping[str, str]) -> str:
    """Return SQL for running counts over the rows of ``kept``, each of which leaves each window at a key of its own.

    Window after window, each of them carrying what was counted before: one at a time needs the least memory.
    """
    key, _, *carried = columns
    parts = [f"kept AS ({kept})", "steps AS (SELECT 1 AS step UNION ALL SELECT -1)"]
    rows = "kept"
    for name, leave in leaves.items():
        also = "".join(f", {column}" for column in carried)
        parts.append(
            f"""marks_{name} AS (
  SELECT {key}, CASE WHEN step = 1 THEN k ELSE {leave} END AS mark_k, step, CASE WHEN step = 1 THEN k END AS k{also}
  FROM {rows} CROSS JOIN steps
),
sums_{name} AS (
  SELECT {key}, k{also},
         CAST(sum(step) OVER (PARTITION BY {key} ORDER BY mark_k, step ROWS UNBOUNDED PRECEDING) AS BIGINT) AS n_{name}
  FROM marks_{name}
),
rows_{name} AS (SELECT * FROM sums_{name} WHERE k IS NOT NULL)"""
        )
        rows = f"rows_{name}"
        carried.append(f"n_{name}")
    numbers = ", ".join(f"n_{name}" for name in leaves)
    return f"WITH {', '.join(parts)}\nSELECT {key}, k, {numbers} FROM {rows}"


def _leaves(k: str, window_ms: int) -> str:
    """Return the order key from which on an event lies outside the window: the first of ``window_ms`` after its millisecond."""
    return f"((({k} >> {RANK_BITS}) + {int(window_ms)}) << {RANK_BITS})"
