"""A few events written by hand, and the ledger that is read from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.ledger.mapping import parse_mapping
from coinguard.ledger.read import read_ledger
from coinguard.ledger.reconcile import Reconciliation
from coinguard.ledger.tables import Ledger

BUY = {"type": "purchase", "coins": "70", "amount": "0.99", "currency": "USD", "usd": "0.99", "status": "approved"}
GIVE = {"type": "gift", "coins": "5", "counterparty_id": "creator"}


def event(event_id: str, ts: str = "2025-06-01T10:00:00Z", account_id: str = "ann", **rest: Any) -> dict[str, Any]:
    return {"event_id": event_id, "ts": ts, "type": "login", "account_id": account_id, **rest}


def texts(rows: list[dict[str, Any]]) -> pa.Table:
    """The rows as a table of texts, as a CSV file holds them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def csv_file(path: Path, rows: list[dict[str, Any]], delimiter: str = ",") -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [delimiter.join(names)]
    lines += [delimiter.join(str(row.get(name, "")) for name in names) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def parquet_file(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(texts(rows), path)
    return path


@contextmanager
def ledger_of(
    events: Any, accounts: Any = None, streams: Any = None, /, **mapping: Any
) -> Iterator[tuple[Ledger, Reconciliation]]:
    """A ledger read from rows, or from anything else that is read; keywords are what a mapping file says."""
    given = [texts(table) if isinstance(table, list) else table for table in (events, accounts, streams)]
    with read_ledger(*given, mapping=parse_mapping(mapping)) as read:
        yield read


def column(ledger: Ledger, name: str, table: str = "events") -> list[Any]:
    """A column's values in the ledger's order."""
    order = "k" if table == "events" else "1"
    return [value for (value,) in ledger.con.execute(f"SELECT {name} FROM {table} ORDER BY {order}").fetchall()]
