"""Times as people's exports write them, as microseconds since 1970 in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

_SECONDS_BELOW: Final = 10**11
_MILLISECONDS_BELOW: Final = 10**14
_LATEST: Final = 253_402_300_799_000_000
"""The last microsecond of the year 9999."""


def microseconds(column: Any) -> Any:
    """Return a pyarrow array of strings as int64 microseconds; null where a value is no time.

    ISO 8601 with or without a zone (none is read as UTC), and numbers of seconds, milliseconds or microseconds.
    """
    for kind in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        try:
            return column.cast(kind).cast(pa.int64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
    unique = column.dictionary_encode()
    parsed = pa.array([_one(value) for value in unique.dictionary.to_pylist()], pa.int64())
    return pc.take(parsed, unique.indices)


def _one(value: str | None) -> int | None:
    text = (value or "").strip()
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        if not 0 < number <= _LATEST:
            return None
        factor = 1_000_000 if number < _SECONDS_BELOW else 1_000 if number < _MILLISECONDS_BELOW else 1
        return int(number * factor)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return int(aware.timestamp() * 1_000_000)
