"""``python -m tests.benchmarks.second_pass``: what campaigns, context and report cost beside a plain scan, and their memory."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks import dumps, measures

_BLOCK: Final = 500_000
_REPEATED: Final = 20_000
"""Offers of each block that the next block says again: senders who go on."""


def blocks(rows: int) -> Iterator[pa.Table]:
    """Yield a chat of ``rows`` messages, made piece by piece so that it need not fit in memory."""
    earlier: list[str] = []
    for number, first in enumerate(range(0, rows, _BLOCK)):
        count = min(_BLOCK, rows - first)
        made = dumps.chat(count, seed=100 + number)
        generator = np.random.default_rng(number)
        texts = np.array(made.texts, object)
        for place, text in zip(
            generator.integers(0, count, min(_REPEATED, len(earlier))).tolist(), earlier, strict=False
        ):
            texts[place] = text
        earlier = [text for text, scam in zip(made.texts, made.scams, strict=True) if scam]
        places = np.arange(first, first + count)
        yield pa.table(
            {
                "message_id": pa.array([f"m{place}" for place in places.tolist()]),
                "ts": pa.array(places * 370 + 1_790_000_000_000, pa.timestamp("ms", "UTC")),
                "channel_id": pa.array((places * 2_654_435_761 % 5_000).astype(np.int32)),
                "author_id": pa.array(places * 40_503 % 300_007),
                "text": pa.array(texts.tolist(), pa.large_string()),
            }
        )


def main() -> None:
    """Measure a plain scan and one with everything, of a fifth of the rows and of all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.second_pass", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    rows = parser.parse_args().rows
    print("| messages | scan | with campaigns, context and report | ratio | memory, plain | memory, with |")
    print("|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="coinguard-benchmark-") as name:
        folder = Path(name)
        for count in (rows // 5, rows):
            source = folder / f"{count}.parquet"
            tables = blocks(count)
            first = next(tables)
            with pq.ParquetWriter(source, first.schema) as writer:
                writer.write_table(first)
                for table in tables:
                    writer.write_table(table)
            print(f"{count:,} messages made", file=sys.stderr)
            plain = measures.scan(source, folder / "plain.parquet")
            whole = measures.scan(
                source,
                folder / "whole.parquet",
                "--report",
                str(folder / "page.html"),
                "--campaigns",
                str(folder / "found"),
            )
            print(
                f"| {count:,} | {plain.seconds:,.1f} s | {whole.seconds:,.1f} s | {whole.seconds / plain.seconds:.2f} "
                f"| {plain.peak_bytes / 2**20:,.0f} MiB | {whole.peak_bytes / 2**20:,.0f} MiB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
