"""``python -m tests.benchmarks``: measure everything in one run and print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import baselines, dumps, measures, table

README: Final = Path(__file__).with_name("README.md")
_PIPELINE_ROWS: Final = 200_000
_FITTED_ROWS: Final = 20_000

_INTRODUCTION: Final = """\
# Benchmarks

`python -m tests.benchmarks --write` generated this page. Everything is taken in one run on one machine, so the ratios
mean more than the rates.

- **chat**: a dozen languages, 3% scams, 10% with a link or contact. **all lures**: every message an offer with a link.
  All rows differ.
- `coinguard scan` reads Parquet and writes Parquet with level, probability, kind, score and reasons, in a process of
  its own: the median of three, less the scan of one row.
- scikit-learn is `HashingVectorizer` (characters 3 to 5, words 1 to 2) into `LogisticRegression`: `predict_proba` of up
  to 200,000 rows of the same dump in two processes. Its start-up, its fit and its output are not counted.
- pyarrow reads the same file and writes it with one more column of numbers, scoring nothing: the least any rewrite
  costs.

"""


def main() -> None:
    """Measure, print, and with ``--write`` keep."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, help="messages of the chat dump (the all-lure dump has a quarter)")
    parser.add_argument("--short", action="store_true", help="200,000 and 50,000 messages, for a quick look")
    parser.add_argument("--write", action="store_true", help="write the table to tests/benchmarks/README.md")
    chosen = parser.parse_args()
    chat_rows = chosen.rows or (200_000 if chosen.short else 2_000_000)
    with tempfile.TemporaryDirectory(prefix="coinguard-benchmark-") as folder:
        text = run(Path(folder), chat_rows, chat_rows // 4)
    print(text)
    if chosen.write:
        README.write_text(_INTRODUCTION + text, encoding="utf-8")


def run(folder: Path, chat_rows: int, lure_rows: int) -> str:
    """Generate the dumps, measure and return the tables."""
    one_row = folder / "one.parquet"
    dumps.write(dumps.chat(1), one_row)
    measures.scan(one_row, folder / "scored.parquet")
    one_row_seconds = measures.median_scan(one_row, folder / "scored.parquet").seconds
    _say(f"one row: {one_row_seconds:.2f} s")
    pipeline = baselines.fit_pipeline(dumps.chat(_FITTED_ROWS, seed=3))
    figures = [
        _measure(folder, "chat", dumps.chat(chat_rows), one_row_seconds, pipeline),
        _measure(folder, "all lures", dumps.all_lures(lure_rows), one_row_seconds, pipeline),
    ]
    median, p99 = measures.latencies(dumps.chat(5_000, seed=4).texts)
    others = table.OtherFigures(
        one_row_scan=one_row_seconds,
        median_latency=median,
        p99_latency=p99,
        import_seconds=measures.import_seconds(),
        load_seconds=measures.load_seconds(),
    )
    return table.markdown(figures, others)


def _measure(folder: Path, name: str, rows: dumps.Rows, one_row_seconds: float, pipeline: Any) -> table.DumpFigures:
    source, target = folder / f"{name}.parquet", folder / "scored.parquet"
    text_bytes = dumps.write(rows, source)
    count = len(rows.texts)
    pipeline_rows = min(count, _PIPELINE_ROWS)
    _say(f"{name}: {count:,} messages generated")
    figures = table.DumpFigures(
        name=name,
        rows=count,
        text_bytes=text_bytes,
        scan=measures.median_scan(source, target),
        one_row_seconds=one_row_seconds,
        pipeline_rows=pipeline_rows,
        pipeline_seconds=baselines.pipeline_seconds(pipeline, source, pipeline_rows),
        rewrite_seconds=min(baselines.rewrite_seconds(source, target) for _ in range(3)),
    )
    _say(f"{name}: scanned {figures.scan_rate:,.0f} messages/s")
    return figures


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
