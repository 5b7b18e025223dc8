"""What the detectors find and miss on simulated worlds: ``python -m tests.ledger.scoreboard --accounts 50000 --seeds 1 2``.

The worlds are simulated by this project, so its figures say where detectors are blind, and are no measure of how good they are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from coinguard.ledger.cases import Budget, CaseTable, find_cases
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import TYPOLOGIES, Settings
from coinguard.ledger.simulate import simulate
from coinguard.ledger.simulate.stage import DIFFICULTIES

Case = dict[str, Any]
_PER_THOUSAND = 5


@dataclass(frozen=True)
class World:
    """A simulated world with the cases found in it."""

    truth: list[Case]
    lookalikes: dict[str, set[str]]
    accounts: int
    cases: list[Case]
    within: list[Case]
    """The cases that fit 5 reported accounts in 1,000."""


@dataclass
class Tally:
    """Counts over worlds."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    within: Counter[tuple[str, str]] = field(default_factory=Counter)
    honest: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    reported_within: Counter[str] = field(default_factory=Counter)
    blamed: Counter[tuple[str, str]] = field(default_factory=Counter)


def search(folder: Path) -> World:
    """Find the cases of a world on disk."""
    paths = [str(folder / f"{table}.parquet") for table in ("events", "accounts", "streams")]
    with read_ledger(*paths) as (ledger, _):
        found: CaseTable = find_cases(ledger, Settings.load())
    truth = pq.read_table(folder / "truth.parquet").to_pylist()
    lookalikes: dict[str, set[str]] = {}
    for row in pq.read_table(folder / "lookalikes.parquet").to_pylist():
        lookalikes.setdefault(row["kind"], set()).add(row["account_id"])
    accounts = pq.read_metadata(folder / "accounts.parquet").num_rows
    within = found.within(Budget(Fraction(_PER_THOUSAND, 1000)), accounts)
    return World(truth, lookalikes, accounts, list(found), list(within))


def covers(case: Case, planted: Case) -> bool:
    """Return whether a case holds at least half of a planted one's accounts."""
    members = set(planted["account_ids"])
    return 2 * len(members & set(case["account_ids"])) >= len(members)


def names(case: Case) -> set[str]:
    """Return the typologies a case speaks of."""
    return {entry["typology"] for entry in case["typologies"]}


def tally(world: World, into: Tally) -> None:
    """Count one world."""
    loud = [case for case in world.cases if case["severity"] != "low"]
    guilty = {account for planted in world.truth for account in planted["account_ids"]}
    for planted in world.truth:
        kind = planted["typology"], planted["difficulty"]
        covering = [case for case in world.cases if covers(case, planted)]
        into.planted[kind] += 1
        into.found[kind] += bool(covering)
        into.named[kind] += any(planted["typology"] in names(case) for case in covering)
        into.within[kind] += any(covers(case, planted) for case in world.within)
    for kind, accounts in world.lookalikes.items():
        into.honest[kind] += len(accounts)
        into.reported[kind] += len(accounts & _members(loud))
        into.reported_within[kind] += len(accounts & _members(world.within))
        for case in loud:
            into.blamed[kind, case["typology"]] += len(accounts & set(case["account_ids"]) - guilty)
    rest = world.accounts - len(guilty) - sum(map(len, world.lookalikes.values()))
    known = guilty.union(*world.lookalikes.values())
    into.honest["nobody special"] += rest
    into.reported["nobody special"] += len(_members(loud) - known)
    into.reported_within["nobody special"] += len(_members(world.within) - known)


def _members(cases: Iterable[Case]) -> set[str]:
    return {account for case in cases for account in case["account_ids"]}


def markdown(counts: Tally) -> str:
    """Return both tables."""
    lines = [
        "| typology | " + " | ".join(f"{grade}: found, named, in budget, of" for grade in DIFFICULTIES) + " |",
        "|---|" + "---:|" * len(DIFFICULTIES),
    ]
    for typology in (*TYPOLOGIES, "all"):
        cells = []
        for grade in DIFFICULTIES:
            kinds = [(each, grade) for each in (TYPOLOGIES if typology == "all" else [typology])]
            each = (counts.found, counts.named, counts.within, counts.planted)
            cells.append(", ".join(str(sum(counter[kind] for kind in kinds)) for counter in each))
        lines.append(f"| {typology} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "| honest look-alikes | accounts | per 1,000 in a case above low | in budget | blamed for |",
        "|---|---:|---:|---:|---|",
    ]
    for kind in sorted(counts.honest):
        rates = [1000 * counter[kind] / counts.honest[kind] for counter in (counts.reported, counts.reported_within)]
        blame = Counter({name: count for (of, name), count in counts.blamed.items() if of == kind and count})
        worst = ", ".join(f"{name} {count}" for name, count in blame.most_common(3))
        lines.append(f"| {kind} | {counts.honest[kind]} | {rates[0]:.1f} | {rates[1]:.1f} | {worst} |")
    return "\n".join(lines)


def main() -> None:
    """Simulate, search, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.ledger.scoreboard", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    chosen = parser.parse_args()
    counts = Tally()
    for seed in chosen.seeds:
        with tempfile.TemporaryDirectory(prefix="coinguard-world-") as folder:
            simulate(Path(folder), accounts=chosen.accounts, days=chosen.days, seed=seed)
            tally(search(Path(folder)), counts)
        print(f"world {seed} counted", file=sys.stderr)
    print(
        f"Simulated by this project: {len(chosen.seeds)} worlds of {chosen.accounts:,} accounts and {chosen.days} days.\n"
    )
    print(markdown(counts))


if __name__ == "__main__":
    main()
