"""``coinguard ledger simulate``: a ledger that nobody lived, to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options


def simulate(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write the ledger to.")],
    accounts: Annotated[int, typer.Option("--accounts", min=1, help="How many accounts there are.")] = 2000,
    days: Annotated[int, typer.Option("--days", min=1, help="How many days are lived.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same ledger.")] = 0,
    _debug: options.Debug = False,
) -> int:
    """Write a simulated ledger with honest life, planted fraud of every kind, and the truth about both.

    Nothing in it is real: it shows how things work, not how well they work on your platform.
    """
    from coinguard.cli.outcome import Outcome
    from coinguard.ledger.simulate import simulate as write

    folder = write(out, accounts=accounts, days=days, seed=seed)
    typer.echo(f"{folder} (simulated)")
    return Outcome.CLEAR
