"""What a failure prints on stderr: one sentence, a hint, and a traceback only where one was asked for."""

from __future__ import annotations

import difflib
import sys
import traceback
from typing import Any, Final

import typer

from coinguard.cli.options import DEBUG
from coinguard.cli.outcome import Outcome
from coinguard.errors import CoinguardError, InputError
from coinguard.report.safe import printable

USAGE_ERRORS: Final[type[Exception]] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)
"""The base of what the option parser raises. Typer carries the parser under different names in different versions."""


def tell(failure: BaseException) -> Outcome:
    """Print what went wrong to stderr and return the exit code for it."""
    if isinstance(failure, KeyboardInterrupt | typer.Abort):
        _print("interrupted")
        return Outcome.INTERRUPTED
    if DEBUG.get():
        traceback.print_exception(failure, file=sys.stderr)
    if isinstance(failure, CoinguardError):
        return _tell_known(failure)
    if isinstance(failure, USAGE_ERRORS):
        return _tell_known(from_parser(failure))
    if isinstance(failure, ModuleNotFoundError):
        _print(f"the package {failure.name} is missing.", "Reinstall with 'pip install --force-reinstall coinguard'.")
        return Outcome.BROKEN_INSTALLATION
    if isinstance(failure, MemoryError):
        _print("there was not enough memory.", "Scan the input in smaller files, or with fewer threads.")
        return Outcome.BUG
    summary = printable(f"{type(failure).__name__}: {failure}")[:200]
    _print(
        f"this is a mistake in coinguard, not in your input ({summary}).", "Add --debug to see where, and report it."
    )
    return Outcome.BUG


def no_such_command(name: str, commands: list[str]) -> InputError:
    """Return the error for a command that does not exist, with the nearest one as its hint."""
    near = difflib.get_close_matches(name, commands, n=1)
    hint = f"Did you mean '{near[0]}'" + "?" if near else f"The commands are {', '.join(commands)}"
    return InputError(f"there is no command '{name}'", hint=hint)


def from_parser(failure: Exception) -> InputError:
    """Return what the option parser complained of as an error of ours."""
    parser_error: Any = failure
    option = getattr(parser_error, "option_name", None)
    if option is not None and (possible := getattr(parser_error, "possibilities", None)):
        return InputError(f"there is no option '{option}'", hint=f"Did you mean '{min(possible)}'?")
    context = getattr(parser_error, "ctx", None)
    command = getattr(context, "command_path", "coinguard")
    problem = str(parser_error.format_message()).strip().rstrip(".").replace("Value error, ", "")
    return InputError(problem[:1].lower() + problem[1:], hint=f"See '{command} --help'")


def _tell_known(failure: CoinguardError) -> Outcome:
    place = f"{failure.where}: " if failure.where else ""
    _print(f"{place}{failure.problem}.", _ended(failure.hint) if failure.hint else "")
    return Outcome(failure.exit_code)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", ".", "!")) else f"{sentence}."


def _print(problem: str, hint: str = "") -> None:
    print(f"coinguard: {printable(problem)}", file=sys.stderr)  # noqa: T201 - the one sentence a failure prints
    if hint:
        print(f"  {printable(hint)}", file=sys.stderr)  # noqa: T201
