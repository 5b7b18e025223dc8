"""The ledger benchmark's ingredients; nothing here is timed."""

from __future__ import annotations

from pathlib import Path

from coinguard.ledger.simulate import simulate
from tests.benchmarks.ledger import __main__ as bench
from tests.benchmarks.ledger import rolling
from tests.benchmarks.measures import Finished


def test_pandas_counts_what_the_window_macros_count(tmp_path: Path) -> None:
    simulate(tmp_path, accounts=1_000, days=28)
    events = tmp_path / "events.parquet"
    totals = rolling.by_coinguard(events)
    assert totals == rolling.by_pandas(events)
    assert len(set(totals)) == len(rolling.WINDOWS) + len(rolling.DISTINCT)


def test_the_table_states_growth_and_ratios() -> None:
    def row(millions: int, seconds: float) -> bench.Row:
        check = Finished(seconds=seconds, peak_bytes=900_000_000, cpu_seconds=2 * seconds)
        return bench.Row(events=millions * 10**6, accounts=30_000, simulated_seconds=3.0, check=check, cases=50)

    reference = bench.Reference(
        events=5 * 10**6,
        coinguard=Finished(seconds=10.0, peak_bytes=500_000_000, cpu_seconds=20.0),
        pandas=Finished(seconds=50.0, peak_bytes=2_000_000_000, cpu_seconds=50.0),
    )
    text = bench.markdown([row(1, 5.0), row(5, 30.0)], reference)
    assert "| **`coinguard ledger check`** | **5.0 s** | **30.0 s** |" in text
    assert "| processor time an event, of that at 1.0 million | 1.00 | 1.20 |" in text
    assert "**5.0 times as fast**" in text
    assert "**0.25 times**" in text
