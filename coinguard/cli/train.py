"""``coinguard train``: fit a model from a folder of corpora."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options


def train(
    data: Annotated[Path, typer.Option("--data", metavar="FOLDER", help="The folder with the corpora.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write the model to.")],
    phrases: Annotated[
        Path | None,
        typer.Option("--phrases", metavar="FOLDER", help="Phrase packs of your own, instead of the shipped ones."),
    ] = None,
    threads: Annotated[
        int, typer.Option("--threads", min=0, help="Threads, 0 for one a core; the model is the same.")
    ] = 0,
    _debug: options.Debug = False,
) -> int:
    """Fit a model. The same data gives the same bytes."""
    from coinguard.cli.outcome import Outcome
    from coinguard.training.train import train as fit

    folder = fit(data, out, phrases=phrases, threads=threads, log=lambda line: typer.echo(line, err=True))
    typer.echo(folder)
    return Outcome.CLEAR
