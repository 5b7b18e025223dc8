"""``coinguard train``: fit a model from a folder of corpora."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options


def train(
    data: Annotated[Path, typer.Option("--data", metavar="FOLDER", help="The folder with the corpora.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write the model to.")],
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads; the model does not depend on them.")] = 1,
    _debug: options.Debug = False,
) -> int:
    """Fit a model. The same data gives the same bytes."""
    from coinguard.cli.outcome import Outcome
    from coinguard.training.train import train as fit

    folder = fit(data, out, threads=threads, log=lambda line: typer.echo(line, err=True))
    typer.echo(folder)
    return Outcome.CLEAR
