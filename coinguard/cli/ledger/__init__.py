"""``coinguard ledger``: suspicious patterns in purchases, gifts and payouts."""

from __future__ import annotations

from typing import Final

import typer

from coinguard.cli.group import Commands
from coinguard.cli.ledger import check, features, me, simulate

commands: Final = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Find suspicious patterns in purchases, gifts and payouts.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for _command, _summary in (
    (check.check, "Which accounts should an analyst look at, and why?"),
    (features.features, "Write what the detectors see as a table."),
    (me.me, "One person's or child's own history, in plain words."),
    (simulate.simulate, "Write a simulated ledger to try things on."),
):
    commands.command(short_help=_summary)(_command)
