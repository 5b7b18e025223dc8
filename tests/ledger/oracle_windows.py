"""A slow, obvious twin of the window macros: for each row, look at every row again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MILLISECOND_RANKS = 1 << 20


class Row(NamedTuple):
    """A row as the macros see it."""

    k: int
    key: str | None
    value: str | None = None

    @property
    def ms(self) -> int:
        """The millisecond it happened in."""
        return self.k // MILLISECOND_RANKS


def order_keys(moments: Sequence[tuple[int, str]]) -> list[int]:
    """Return the order key of each (millisecond, event_id): the millisecond, then the rank of the name within it."""
    keys = []
    for ms, name in moments:
        earlier = sum(1 for other_ms, other in moments if other_ms == ms and other.encode() < name.encode())
        keys.append(ms * MILLISECOND_RANKS + earlier)
    return keys


def seen(rows: Iterable[Row], row: Row, window_ms: int) -> list[Row]:
    """Return what a row sees: itself and those before it with its key, less than the window ago."""
    return [other for other in rows if other.key == row.key and other.k <= row.k and row.ms - other.ms < window_ms]


def windowed_count(rows: Sequence[Row], window_ms: int) -> set[tuple[str, int, int]]:
    """Return ``(key, k, n)`` of every row with a key."""
    return {(row.key, row.k, len(seen(rows, row, window_ms))) for row in rows if row.key is not None}


def windowed_distinct(rows: Sequence[Row], window_ms: int) -> set[tuple[str, int, int]]:
    """Return ``(key, k, n)`` of every row with a key and a value, n being how many values the rows it sees have."""
    whole = [row for row in rows if row.key is not None and row.value is not None]
    return {(row.key or "", row.k, len({other.value for other in seen(whole, row, window_ms)})) for row in whole}
