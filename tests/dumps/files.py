"""Dumps made for a test, and scored files read back."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from coinguard.dumps.scored import SCORED_SCHEMA

Row = Mapping[str, Any]


def csv_bytes(rows: Sequence[Row], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """Return rows as CSV, written by Python's own writer."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode()


def jsonl_bytes(rows: Sequence[Row]) -> bytes:
    """Return rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def parquet_bytes(rows: Sequence[Row], row_group_size: int = 1_000) -> bytes:
    """Return rows as Parquet."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), out, row_group_size=row_group_size)
    return out.getvalue()


def text_bytes(rows: Sequence[Row]) -> bytes:
    """Return the texts of rows, one a line."""
    return "".join(f"{row['text']}\n" for row in rows).encode()


def packed(data: bytes, packing: str) -> bytes:
    """Return bytes packed as a suffix says."""
    if packing == ".gz":
        return gzip.compress(data, mtime=0)
    if packing == ".zst":
        return zstandard.compress(data)
    return data


def read_scored(path: Path) -> list[dict[str, Any]]:
    """Read a scored file of any format back as one dictionary a row, read by somebody else's readers."""
    data = path.read_bytes()
    name = path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name.removesuffix(".gz")
    if name.endswith(".zst"):
        data, name = zstandard.ZstdDecompressor().decompressobj().decompress(data), name.removesuffix(".zst")
    if name.endswith(".parquet"):
        rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
        return rows
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in data.decode().splitlines()]
    delimiter = "\t" if name.endswith(".tsv") else ","
    return [dict(row) for row in csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=delimiter)]


def own_values(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows without what a scan added."""
    return [{name: value for name, value in row.items() if name not in SCORED_SCHEMA.names} for row in rows]
