"""Small chats written for one claim each, scanned with a guard that needs no model."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.dumps import ScanOptions, ScanSummary, scan
from tests.dumps.fake_guard import FakeGuard

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def message(text: str, author: str = "ann", minutes: float = 0, channel: str = "lobby", **more: Any) -> dict[str, Any]:
    """Return one message."""
    moment = START + dt.timedelta(minutes=minutes)
    return {"text": text, "author_id": author, "author_name": author, "channel_id": channel, "ts": moment, **more}


def look_at(folder: Path, rows: Sequence[dict[str, Any]], **options: Any) -> tuple[list[dict[str, Any]], ScanSummary]:
    """Scan messages with a second pass; return the scored rows and the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "chat.parquet")
    chosen = ScanOptions(**{"context": True, "batch_rows": 7, **options})
    summary = scan([str(folder / "chat.parquet")], str(folder / "out.parquet"), FakeGuard(), chosen)
    return pq.read_table(folder / "out.parquet").to_pylist(), summary


def found_in(folder: Path) -> list[dict[str, Any]]:
    """Return the campaigns that a scan wrote to a folder."""
    campaigns: list[dict[str, Any]] = json.loads((folder / "campaigns.json").read_text("utf-8"))
    return campaigns


def groups(rows: Sequence[dict[str, Any]]) -> set[frozenset[int]]:
    """Return which rows are together in a campaign, whatever it is called; a row is told by its column ``n``."""
    named: dict[str, set[int]] = {}
    for row in rows:
        if row["cg_campaign"] is not None:
            named.setdefault(row["cg_campaign"], set()).add(row["n"])
    return {frozenset(members) for members in named.values()}
