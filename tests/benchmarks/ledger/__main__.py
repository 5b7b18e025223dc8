"""``python -m tests.benchmarks.ledger``: check simulated ledgers of 1, 5 and 20 million events and print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from coinguard.ledger.simulate import simulate
from tests.benchmarks.measures import Finished, finished
from tests.benchmarks.table import machine

README: Final = Path(__file__).with_name("README.md")
EVENTS_AN_ACCOUNT: Final = 33.5
"""What an account of a simulated ledger comes to in 60 days."""
_MILLION: Final = 1_000_000
_REFERENCE: Final = 5 * _MILLION
"""The size at which pandas is measured beside."""

_INTRODUCTION: Final = """\
# Ledger benchmarks

`python -m tests.benchmarks.ledger --write` generated this page. Everything is taken in one run on one machine, so the ratios mean
more than the seconds. The ledgers are simulated (`coinguard ledger simulate`): their size is real, their people are not.

- `coinguard ledger check` reads Parquet, reconciles, runs every detector and writes the cases as Parquet, in a process of
  its own, start-up and all.
- rolling features: of every event, the events of its account in the last 10 minutes, hour, day and week; the distinct
  devices of its account, and the distinct accounts of its device, in the last day. pandas computes the same with
  `groupby().rolling()`; both read the same file, and what they count adds up to the same numbers.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured on one ledger."""

    events: int
    accounts: int
    simulated_seconds: float
    check: Finished
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The rolling features of one ledger, by both."""

    events: int
    coinguard: Finished
    pandas: Finished


def main() -> None:
    """Measure, print, and with ``--write`` keep."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ledger", description=__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 5, 20], help="sizes, in millions of events")
    parser.add_argument("--no-pandas", action="store_true", help="leave the reference out")
    parser.add_argument("--write", action="store_true", help="write the table to tests/benchmarks/ledger/README.md")
    chosen = parser.parse_args()
    rows, reference = [], None
    for millions in chosen.millions:
        with tempfile.TemporaryDirectory(prefix="coinguard-benchmark-") as scratch:
            folder = Path(scratch)
            rows.append(measure(folder, round(millions * _MILLION)))
            if millions * _MILLION == _REFERENCE and not chosen.no_pandas:
                reference = compare(folder / "events.parquet", rows[-1].events)
    text = markdown(rows, reference)
    print(text)
    if chosen.write:
        README.write_text(_INTRODUCTION + text, encoding="utf-8")


def measure(folder: Path, events: int) -> Row:
    """Simulate a ledger of about so many events and check it."""
    accounts = round(events / EVENTS_AN_ACCOUNT)
    start = time.perf_counter()
    simulate(folder, accounts=accounts, days=60, seed=7)
    seconds = time.perf_counter() - start
    paths = [str(folder / f"{table}.parquet") for table in ("events", "accounts", "streams", "cases")]
    done = finished(
        "coinguard", "ledger", "check", paths[0], "--accounts", paths[1], "--streams", paths[2], "-o", paths[3],
        "--fail-on", "never", "--allow-bad",
    )  # fmt: skip
    counts = [pq.read_metadata(folder / f"{table}.parquet").num_rows for table in ("events", "cases")]
    times = f"{done.seconds:.1f} s ({done.cpu_seconds:.1f} s of processor time)"
    say(f"{counts[0]:,} events: checked in {times}, {done.peak_bytes / 1e6:.0f} MB")
    return Row(events=counts[0], accounts=accounts, simulated_seconds=seconds, check=done, cases=counts[1])


def compare(events: Path, count: int) -> Reference:
    """Compute the same rolling features by the window macros and by pandas."""
    module = "tests.benchmarks.ledger.rolling"
    by_coinguard = finished(module, "coinguard", str(events))
    say(f"rolling features: {by_coinguard.seconds:.1f} s")
    by_pandas = finished(module, "pandas", str(events))
    say(f"the same in pandas: {by_pandas.seconds:.1f} s")
    return Reference(events=count, coinguard=by_coinguard, pandas=by_pandas)


def markdown(rows: Sequence[Row], reference: Reference | None) -> str:
    """Return the tables and the machine they were taken on."""
    first = rows[0]
    lines = [
        ["", *(f"{row.events / _MILLION:.1f} million" for row in rows)],
        ["---", *("---:" for _ in rows)],
        ["accounts", *(f"{row.accounts:,}" for row in rows)],
        ["**`coinguard ledger check`**", *(f"**{row.check.seconds:.1f} s**" for row in rows)],
        ["processor time", *(f"{row.check.cpu_seconds:.1f} s" for row in rows)],
        ["peak memory", *(f"{row.check.peak_bytes / 1e6:,.0f} MB" for row in rows)],
        ["events a second", *(f"{row.events / row.check.seconds:,.0f}" for row in rows)],
        [
            f"processor time an event, of that at {first.events / _MILLION:.1f} million",
            *(f"{row.check.cpu_seconds / row.events / (first.check.cpu_seconds / first.events):.2f}" for row in rows),
        ],
        ["cases", *(f"{row.cases:,}" for row in rows)],
        ["simulating it", *(f"{row.simulated_seconds:.1f} s" for row in rows)],
    ]
    parts = ["\n".join(f"| {' | '.join(line)} |" for line in lines)]
    if reference is not None:
        parts.append(_reference_table(reference))
    return "\n\n".join([*parts, f"Machine: {machine()}."]) + "\n"


def _reference_table(reference: Reference) -> str:
    lines = [
        (
            f"rolling features of {reference.events / _MILLION:.1f} million events",
            "seconds",
            "processor seconds",
            "peak memory",
        ),
        ("---", "---:", "---:", "---:"),
        *(
            (name, f"{done.seconds:.1f}", f"{done.cpu_seconds:.1f}", f"{done.peak_bytes / 1e6:,.0f} MB")
            for name, done in (("coinguard's window macros", reference.coinguard), ("pandas", reference.pandas))
        ),
        (
            "**coinguard / pandas**",
            f"**{reference.pandas.seconds / reference.coinguard.seconds:.1f} times as fast**",
            f"**{reference.pandas.cpu_seconds / reference.coinguard.cpu_seconds:.1f} times as little**",
            f"**{reference.coinguard.peak_bytes / reference.pandas.peak_bytes:.2f} times**",
        ),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def say(line: str) -> None:
    """Tell how far it is, beside the table."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
