"""``coinguard ledger features``: what the detectors see, as a table to work with."""

from __future__ import annotations

from typing import Annotated

import typer

from coinguard.cli import options
from coinguard.cli.ledger import inputs


def _list(wanted: bool) -> None:
    """Print the tables and stop, before anything is read."""
    if wanted:
        from coinguard.ledger.feature_table import tables

        for name, about in tables().items():
            typer.echo(f"{name}: {about}")
        raise typer.Exit


def features(
    events: inputs.Events,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to: .parquet, .csv, .json or .jsonl; '-' is stdout."
        ),
    ],
    accounts: inputs.Accounts = None,
    streams: inputs.Streams = None,
    mapping: inputs.Mapping = None,
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help="Which table; --list tells them all.")
    ] = "event_features",
    _list_tables: Annotated[
        bool,
        typer.Option("--list", callback=_list, is_eager=True, help="Print the names of the tables and what they hold."),
    ] = False,
    allow_bad: options.AllowBad = False,
    _debug: options.Debug = False,
) -> int:
    """Write a table of features: by default one row an event, with all that was known of it at that moment.

    Velocities and distinct counts over ten minutes, an hour, a day and a week; first-seen pairs, linked accounts, deviations from
    the account's own and its peers' past, balances and dwell times, delayed return rates, and the loops that a gift closes.
    """
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.terminal import err, say, working
    from coinguard.ledger.feature_table import write_features

    with working(err(), "computing features"):
        rows, reconciliation = write_features(events, accounts, streams, mapping=mapping, output=output, table=table)
    say([f"{table}: {rows:,} {'row' if rows == 1 else 'rows'}"], to_stderr=True)
    return Outcome.BAD_ROWS if reconciliation.bad and not allow_bad else Outcome.CLEAR
