"""Times of exports as ISO 8601 in UTC, ``2026-11-20T18:00:12Z``; without the ``Z`` where an export does not say its zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

_EPOCH: Final = datetime(1970, 1, 1)
_SPAN: Final = 253_402_300_799
"""Seconds from 1970 to the end of the year 9999."""


def iso_time(value: Any, *, utc: bool = False) -> str | None:
    """Return a time written as ISO 8601, with ``T`` or a space; null for anything else.

    Parameters
    ----------
    value
        What an export has there.
    utc
        Whether a time without a zone is in UTC.
    """
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if time.tzinfo is None:
        return time.isoformat() + ("Z" if utc else "")
    try:
        return time.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        return None


def epoch_time(value: Any, unit: int = 1) -> str | None:
    """Return a time written as a number since 1970, or as a string of one; null for anything else.

    Parameters
    ----------
    value
        What an export has there.
    unit
        Parts of a second it counts: 1, 1,000 or 1,000,000.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        if isinstance(value, int) or (isinstance(value, str) and "." not in value):
            seconds, parts = divmod(int(value), unit)
            micros = parts * (1_000_000 // unit)
        else:
            seconds, micros = divmod(round(float(value) * 1_000_000) // unit, 1_000_000)
    except (ValueError, OverflowError):
        return None
    if not 0 <= seconds <= _SPAN:
        return None
    return (_EPOCH + timedelta(seconds=seconds, microseconds=micros)).isoformat() + "Z"
