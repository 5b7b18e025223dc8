"""How words reach a terminal: nothing a scammer wrote may steer it, be clicked on or break the layout."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH_OFF_TERMINAL: Final = 80
_WIDEST: Final = 100
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_STACKED: Final = frozenset({"Mn", "Me"})
_HIGHEST_STACK: Final = 4
_SCHEME: Final = re.compile(r"(?i)\b(h)tt(ps?)(://)")
_HOST_DOT: Final = re.compile(r"(?<=[\w\]])\.(?=[^\W\d_])|(?<=[^\W\d])\.(?=\d)")


def printable(text: str) -> str:
    """Return ``text`` on one line, without anything that a terminal acts upon or that hides itself.

    Control, bidirectional, zero-width and private characters are dropped, and so are marks stacked higher than any
    language does; line breaks and tabs become spaces. The joiners that emoji, Arabic and Indic writing need are dropped
    too: a terminal shows the parts side by side.
    """
    kept: list[str] = []
    height = 0
    for character in " ".join(text.split()):
        category = unicodedata.category(character)
        height = height + 1 if category in _STACKED else 0
        if category not in _UNPRINTABLE and height <= _HIGHEST_STACK:
            kept.append(character)
    return "".join(kept)


def defang(text: str) -> str:
    """Return ``text`` with its links made unclickable: ``https://a.top`` becomes ``hxxps://a[.]top``."""
    return _HOST_DOT.sub("[.]", _SCHEME.sub(r"\1xx\2\3", text))


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
