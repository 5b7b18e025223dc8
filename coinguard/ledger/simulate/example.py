"""The example ledger of ``data/examples/ledger``: ``python -m coinguard.ledger.simulate.example FOLDER`` writes it again."""

from __future__ import annotations

import csv
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.ledger.simulate.plan import SCENES
from coinguard.ledger.simulate.run import new_world, write_world
from coinguard.ledger.simulate.stage import Stage

_ACCOUNTS: Final = 120
_DAYS: Final = 30
_SEED: Final = 4
_QUIET: Final = 0.25
"""How much of an ordinary life people lead: so little that the ledger can be read from end to end."""
_PLANTED: Final = ("card_testing", "account_takeover", "reseller_funding", "promo_abuse", "refund_abuse", "minor_spend")


def write_example(out: Path) -> None:
    """Write the example's events, accounts, streams and truth as CSV files."""
    world = new_world(_ACCOUNTS, _DAYS, _SEED)
    world.people.sessions *= _QUIET
    stage = Stage(world, world.generator("scenes"))
    planted = [stage.plant(typology, "easy", SCENES[typology]) for typology in _PLANTED]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        write_world(stage, planted, Path(scratch))
        for table in ("events", "accounts", "streams", "truth"):
            _write_csv(pq.read_table(Path(scratch) / f"{table}.parquet"), out / f"{table}.csv")


def _write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV: lists joined by spaces, times as in ISO 8601, nothing for null."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows([_cell(value) for value in row.values()] for row in table.to_pylist())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
