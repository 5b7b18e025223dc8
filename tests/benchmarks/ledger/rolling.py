"""The same rolling features of every event, by the window macros and by pandas: ``… rolling coinguard|pandas EVENTS``.

Run in a process of its own, so that its time and peak memory are its own: events of the last 10 minutes, hour, day and week of
each account, and the distinct devices of each account and accounts of each device in a day. What they add up to is printed, so
that a run that counted something else would be seen.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

WINDOWS = {"10min": 600_000, "1h": 3_600_000, "24h": 86_400_000, "7D": 604_800_000}
DISTINCT = (("account_id", "device_id"), ("device_id", "account_id"))
_DAY = "24h"


def by_coinguard(events: Path) -> list[int]:
    """Return the sum of each feature, by DuckDB and the window macros."""
    from coinguard.ledger.schema import RANK_BITS
    from coinguard.ledger.tables import workspace
    from coinguard.ledger.windows import windowed_count, windowed_distinct

    with workspace() as con:
        con.execute(
            f"CREATE TABLE events AS SELECT account_id, device_id, (ms << {RANK_BITS})"  # noqa: S608 - constants
            " + row_number() OVER (PARTITION BY ms ORDER BY event_id) - 1 AS k"
            " FROM (SELECT account_id, device_id, event_id, epoch_ms(ts) AS ms FROM read_parquet(?))",
            [str(events)],
        )
        features = [windowed_count("events", "account_id", WINDOWS)]
        features += [windowed_distinct("events", key, value, {_DAY: WINDOWS[_DAY]}) for key, value in DISTINCT]
        totals: list[int] = []
        for number, sql in enumerate(features):
            con.execute(f"CREATE TEMP TABLE feature_{number} AS {sql}")
            [sums] = con.execute(f"SELECT sum(COLUMNS('n_.*')) FROM feature_{number}").fetchall()  # noqa: S608 - a number
            totals += map(int, sums)
        return totals


def by_pandas(events: Path) -> list[int]:
    """Return the sum of each feature, as one writes them in pandas."""
    import pandas as pd

    frame = pd.read_parquet(events, columns=["account_id", "device_id", "event_id", "ts"])
    frame["ts"] = frame["ts"].dt.floor("ms")
    frame = frame.sort_values(["ts", "event_id"], kind="stable")
    codes = {key: frame[key].astype("category").cat.codes for key in ("account_id", "device_id")}
    frame = frame.assign(one=1.0, account_id=codes["account_id"], device_id=codes["device_id"])
    totals = [_total(frame.groupby("account_id").rolling(window, on="ts")["one"].sum()) for window in WINDOWS]
    known = frame[frame["device_id"] >= 0]
    for key, value in DISTINCT:
        column = known.assign(**{value: known[value].astype(float)}).groupby(key).rolling(_DAY, on="ts")[value]
        totals.append(_total(column.apply(_distinct, raw=True)))
    return totals


def _distinct(values: Any) -> float:
    return float(len(np.unique(values)))


def _total(feature: Any) -> int:
    return int(feature.sum())


if __name__ == "__main__":
    _, engine, path = sys.argv
    print(*{"coinguard": by_coinguard, "pandas": by_pandas}[engine](Path(path)))
