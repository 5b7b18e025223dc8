"""``coinguard ledger me``: one person's or child's own history, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options


def me(
    export: Annotated[
        Path,
        typer.Argument(
            metavar="EXPORT", help="TikTok's own data export (user_data*.json or its .zip), or a CSV list of purchases."
        ),
    ],
    zone: Annotated[
        str,
        typer.Option(
            "--zone", metavar="ZONE", help="Your time zone, such as Europe/Berlin; times in the export are UTC."
        ),
    ] = "UTC",
    child: Annotated[bool, typer.Option("--child", help="The account is a child's or teenager's.")] = False,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Currency of prices that name none, such as EUR.")
    ] = None,
    prices: options.Prices = None,
    json: options.Json = False,
    _debug: options.Debug = False,
) -> int:
    """Show what was spent month by month against the official price, and what deserves a second look.

    Nothing leaves this computer. The exit code is 0 however much was spent.
    """
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.terminal import say
    from coinguard.ledger.me import as_json, as_lines, read_history, review

    history = read_history(export, zone=zone, currency=currency)
    told = review(history, child=child, prices=prices)
    say([as_json(told)] if json else as_lines(told))
    return Outcome.CLEAR
