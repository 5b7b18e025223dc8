"""``coinguard ledger check``: which accounts an analyst should look at, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from coinguard.cli import options
from coinguard.cli.ledger import inputs
from coinguard.cli.outcome import FailOnSeverity, Outcome


def check(
    events: inputs.Events,
    accounts: inputs.Accounts = None,
    streams: inputs.Streams = None,
    mapping: inputs.Mapping = None,
    prices: options.Prices = None,
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="SHARE", help="Report at most so many accounts, such as 2/1000.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="CASES", help="Write the cases: .parquet, .csv, .json or .jsonl; '-' is stdout."
        ),
    ] = None,
    triage: Annotated[
        int,
        typer.Option(
            "--triage", metavar="N", min=0, help="List N unusual accounts, too, that no pattern names (needs PyOD)."
        ),
    ] = 0,
    fail_on: Annotated[
        FailOnSeverity, typer.Option("--fail-on", help="Exit with 1 if a case reaches this severity.")
    ] = FailOnSeverity.HIGH,
    allow_bad: options.AllowBad = False,
    json: options.Json = False,
    _debug: options.Debug = False,
) -> int:
    """Reconcile a ledger, then rank what looks like fraud in it: each case with its accounts, its money and its reasons.

    The summary goes to stdout, or to stderr when the cases go to stdout. What a detector lacks is told, never passed over.
    """
    from coinguard.cli.ledger.case_lines import summary_json, summary_lines
    from coinguard.cli.terminal import err, say, working
    from coinguard.ledger.check import check as find

    with working(err(), "checking the ledger"):
        found = find(
            events, accounts, streams, mapping=mapping, prices=prices, budget=budget, output=output, triage=triage
        )
    say([summary_json(found)] if json else summary_lines(found), to_stderr=output == "-")
    if found.reconciliation.bad and not allow_bad:
        return Outcome.BAD_ROWS
    return Outcome.FOUND if fail_on.reached(case["severity"] for case in found.cases) else Outcome.CLEAR
