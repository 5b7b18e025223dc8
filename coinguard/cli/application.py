"""The commands together, and the only way out of them."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final, NoReturn

import typer

from coinguard.cli import check, evaluate, explain, keys, ledger, scan, serve, train, warmup
from coinguard.cli.failures import tell
from coinguard.cli.group import Commands
from coinguard.cli.options import DEBUG
from coinguard.cli.outcome import Outcome
from coinguard.cli.rules import rules

application: Final = typer.Typer(
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for _command, _summary in (
    (check.check, "Is this message a coin scam, and why?"),
    (scan.scan, "Score a dump of messages or links."),
    (explain.explain, "Show everything that was seen in one message."),
    (serve.serve, "Answer over HTTP, and act by a policy."),
    (warmup.warmup, "Compile and load everything once."),
    (train.train, "Fit a model from a folder of corpora."),
    (evaluate.evaluate, "Measure how good the model is."),
):
    application.command(short_help=_summary)(_command)
application.add_typer(
    ledger.commands, name="ledger", short_help="Find suspicious patterns in purchases, gifts and payouts."
)
application.add_typer(rules, name="rules", short_help="What verdicts rest on, and rules of your own.")
application.add_typer(keys.commands, name="keys", short_help="Who may call 'coinguard serve'.")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"coinguard {version('coinguard')}")
        raise typer.Exit


@application.callback()
def _coinguard(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> int:
    """Find coin-offer fraud in messages and links: how sure, and why.

    Exit codes: 0 nothing found, 1 something at or above --fail-on, 2 wrong input or options, 3 broken installation,
    4 some rows could not be scored, 70 a mistake in coinguard, 130 interrupted, 141 broken pipe.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        return Outcome.BAD_INPUT
    return Outcome.CLEAR


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit the process with one of :class:`~coinguard.cli.outcome.Outcome`.

    Parameters
    ----------
    arguments
        What follows the program's name; by default what this process was started with.
    """
    _prepare_streams()
    sys.exit(int(_run(arguments)))


def _run(arguments: Sequence[str] | None) -> int:
    DEBUG.set(False)
    try:
        code = application(args=arguments, prog_name="coinguard", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        code = Outcome.BROKEN_PIPE
    except (Exception, KeyboardInterrupt) as failure:  # one sentence for whatever it was
        code = tell(failure)
    if code == Outcome.BROKEN_PIPE:
        _abandon_stdout()
    return int(code or Outcome.CLEAR)


def _prepare_streams() -> None:
    """Make every character printable on any terminal, and send the library's warnings to stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("coinguard: %(message)s"))
    logger = logging.getLogger("coinguard")
    logger.handlers = [handler]
    logger.propagate = False


def _abandon_stdout() -> None:
    """Point stdout at nothing, or Python would complain of the broken pipe once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
