"""Options that several commands share, so that each means and reads the same everywhere."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Final

import typer

from coinguard.cli.outcome import FailOn

DEBUG: Final[ContextVar[bool]] = ContextVar("debug", default=False)
"""Whether failures show their traceback."""


def _remember(value: bool) -> bool:
    """Keep ``--debug`` where :func:`coinguard.cli.application.main` finds it after the command is gone."""
    if value:
        DEBUG.set(True)
    return value


Debug = Annotated[
    bool, typer.Option("--debug", callback=_remember, is_eager=True, help="Show the traceback of a failure.")
]
FailLevel = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 if a text reaches this level.")]
AllowBad = Annotated[
    bool, typer.Option("--allow-bad", help="Do not exit with 4 because some rows could not be scored or parsed.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="The language of the advice; by default the message's.")
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="A shipped model, or the folder of one of your own.")
]
Prices = Annotated[
    Path | None,
    typer.Option("--prices", metavar="FOLDER", help="Official prices of your own, instead of the shipped ones."),
]
Lists = Annotated[
    Path | None, typer.Option("--lists", metavar="FILE", help="Your own allow- and block-lists, one entry a line.")
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="PACKS", help="Your own packs of rules: one file, or a folder of them."),
]
