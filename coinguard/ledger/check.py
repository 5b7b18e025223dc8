"""The whole way: a ledger in, reconciled, its cases out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coinguard.ledger.cases import Budget, CaseTable, find_cases
from coinguard.ledger.mapping import LedgerMapping, read_mapping
from coinguard.ledger.output import FINDINGS_SUFFIX, refuse_overwriting, table_format, write_findings, write_tables
from coinguard.ledger.read import read_ledger
from coinguard.ledger.reconcile import Reconciliation
from coinguard.ledger.settings import Settings
from coinguard.ledger.tables import Ledger
from coinguard.prices import PriceBook


@dataclass(frozen=True)
class LedgerCheck:
    """What came of checking a ledger."""

    cases: CaseTable
    """The cases, the highest score first."""
    reconciliation: Reconciliation
    """What was found before the detectors ran."""
    missing: frozenset[str]
    """Canonical columns and tables that held nothing."""
    accounts: int
    """Accounts with events."""
    outputs: tuple[str, ...] = ()
    """Files that were written."""
    triage: tuple[dict[str, Any], ...] = ()
    """Accounts outside all cases that are unusual among all accounts, if they were asked for."""


def check(
    events: Any,
    accounts: Any = None,
    streams: Any = None,
    *,
    mapping: LedgerMapping | str | Path | None = None,
    prices: PriceBook | str | Path | None = None,
    budget: Budget | str | None = None,
    output: str | None = None,
    triage: int = 0,
) -> LedgerCheck:
    """Find a ledger's cases.

    Parameters
    ----------
    events, accounts, streams
        Paths, tables of databases, or tables in memory; see :func:`coinguard.ledger.sources.open_source`. Accounts and streams
        may be left out; what then cannot be detected is told.
    mapping
        Which of the user's columns and words are which of ours, or the TOML file that says so.
    prices
        Official prices, or a folder of price files.
    budget
        How many accounts may be reported, such as ``2/1000``; everything by default.
    output
        Where to write the cases: a file ending in ``.parquet``, ``.csv``, ``.json`` or ``.jsonl``, or ``-``. What was found while
        reconciling goes beside a file.
    triage
        How many unusual accounts that no case names to list as well (:func:`coinguard.ledger.triage.triage`).

    Raises
    ------
    InputError
        A table cannot be read, lacks a required column, or holds no event that can be used.
    ConfigurationError
        The mapping or a price file is wrong.
    InstallationError
        PostgreSQL is to be read, or accounts are to be listed, and what it takes is not installed.
    """
    if output is not None:
        table_format(output, "cases")
        refuse_overwriting([output, output + FINDINGS_SUFFIX], (events, accounts, streams))
    chosen = mapping if mapping is None or isinstance(mapping, LedgerMapping) else read_mapping(Path(mapping))
    book = prices if isinstance(prices, PriceBook) else PriceBook.load(None if prices is None else Path(prices))
    share = Budget.parse(budget) if isinstance(budget, str) else budget
    settings = Settings.load()
    with read_ledger(events, accounts, streams, mapping=chosen, prices=book) as (ledger, reconciliation):
        found = find_cases(ledger, settings, share)
        [(active,)] = ledger.con.execute("SELECT count(DISTINCT account_id) FROM events").fetchall()
        outputs: list[str] = []
        if output is not None:
            write_tables([found.table], output)
            outputs.append(output)
            if output != "-" and write_findings(ledger.con, Path(output + FINDINGS_SUFFIX)):
                outputs.append(output + FINDINGS_SUFFIX)
        unusual = _unusual(ledger, found, triage) if triage else ()
        return LedgerCheck(found, reconciliation, ledger.missing, int(active), tuple(outputs), unusual)


def check_ledger(
    events: Any,
    accounts: Any = None,
    streams: Any = None,
    *,
    mapping: LedgerMapping | str | Path | None = None,
    prices: PriceBook | str | Path | None = None,
    budget: Budget | str | None = None,
) -> Any:
    """Return a ledger's cases as a table of the kind that the events came in; see :func:`check`.

    Paths, databases and anything else than a pandas or polars frame give a ``pyarrow.Table``. Rows that could not be used are
    told as a warning of the logger ``coinguard.ledger``; :func:`coinguard.ledger.check.check` returns everything.
    """
    found = check(events, accounts, streams, mapping=mapping, prices=prices, budget=budget)
    if found.reconciliation.bad:
        from logging import getLogger

        told = "; ".join(
            one.check.counted(one.count) for one in found.reconciliation.findings if one.check.action != "noted"
        )
        getLogger("coinguard.ledger").warning("not everything in the ledger could be used: %s", told)
    return _like(events, found.cases.table)


def _unusual(ledger: Ledger, found: CaseTable, most: int) -> tuple[dict[str, Any], ...]:
    from coinguard.ledger.triage import triage

    named = {account for case in found for account in case["account_ids"]}
    return tuple(triage(ledger, named, most).to_pylist())


def _like(events: Any, table: Any) -> Any:
    kind = type(events).__module__.split(".")[0]
    if kind == "pandas":
        return table.to_pandas()
    if kind == "polars":
        import polars as pl

        return pl.from_arrow(table)
    return table
