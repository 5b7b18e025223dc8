"""How words reach a terminal: nothing a scammer wrote may steer it, be clicked on or break the layout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

import typer

from coinguard.report.safe import defang, printable

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH_OFF_TERMINAL: Final = 80
_WIDEST: Final = 100


def quoted(text: str, longest: int = 60) -> str:
    """Return evidence as it is shown: printable, defanged, cut to ``longest`` characters, in quotation marks."""
    shown = defang(printable(text))
    if len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    return f"“{shown}”"


def out() -> Console:
    """Return a console on stdout: coloured on a terminal, plain and 80 columns wide elsewhere."""
    return _console(stderr=False)


def err() -> Console:
    """Return a console on stderr, for progress and logs."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    class PassingConsole(Console):
        """Lets a broken pipe through: rich would make it exit code 1, which means something else here."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    on_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    console = PassingConsole(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = min(console.width, _WIDEST) if on_terminal else _WIDTH_OFF_TERMINAL
    return console


def hanging(console: Console, label: str, text: str, *, style: str = "") -> None:
    """Print ``text`` wrapped to the console's width, ``label`` before its first line and space before the others.

    Widths are terminal cells, so that Thai, Japanese and Korean wrap where they should.
    """
    from rich.cells import cell_len
    from rich.text import Text

    indent = cell_len(label)
    lines = Text(text).wrap(console, max(console.width - indent, 20))
    for number, line in enumerate(lines):
        row = Text(label if number == 0 else " " * indent, style=style)
        console.print(row.append(line.plain.rstrip(), style="none"))


def say(lines: Iterable[str], *, to_stderr: bool = False) -> None:
    """Print lines as they are, each printable already, to stdout unless that is taken by a table."""
    for line in lines:
        typer.echo(line, err=to_stderr)


@contextmanager
def working(console: Console, what: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; elsewhere nothing."""
    with console.status(f"{what} …") if console.is_terminal else nullcontext():
        yield
