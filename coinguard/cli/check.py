"""``coinguard check``: is this message a coin scam, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean
from coinguard.cli.outcome import FailOn, Outcome, outcome
from coinguard.errors import InputError

if TYPE_CHECKING:
    from coinguard.cli.texts import Entry
    from coinguard.guard import Guard
    from coinguard.verdict import Verdict


def check(
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", help="The message, or several; '-' reads them from stdin, one a line."),
    ],
    links: Annotated[bool, typer.Option("--links", help="Each text is a bare link or domain.")] = False,
    json: options.Json = False,
    fail_on: options.FailLevel = FailOn.SCAM,
    allow_bad: options.AllowBad = False,
    model: options.Model = None,
    lists: options.Lists = None,
    rules: options.Rules = None,
    _debug: options.Debug = False,
) -> int:
    """Say of each message whether it is a coin scam, how sure that is, and why."""
    stay_lean()
    import coinguard
    from coinguard.cli.texts import entries

    guard = coinguard.load(model, lists=lists, rules=rules)
    counts: Counter[str] = Counter()
    for entry in entries(text):
        verdict, problem = _judge(guard, entry, links=links)
        _print_json(entry, verdict, problem) if json else _print_text(guard, entry, verdict, problem)
        counts[verdict.level if verdict else "bad"] += 1
    if not counts:
        return Outcome.CLEAR
    return outcome(
        scams=counts["scam"], reviews=counts["review"], bad=counts["bad"], fail_on=fail_on, allow_bad=allow_bad
    )


def _judge(guard: Guard, entry: Entry, *, links: bool) -> tuple[Verdict | None, str | None]:
    if entry.text is None:
        return None, entry.problem
    try:
        return (guard.check_link(entry.text) if links else guard.check(entry.text)), None
    except InputError as failure:
        return None, failure.problem


def _print_json(entry: Entry, verdict: Verdict | None, problem: str | None) -> None:
    from coinguard.cli.verdicts import as_json

    typer.echo(as_json({"text": entry.text}, verdict, problem))


def _print_text(guard: Guard, entry: Entry, verdict: Verdict | None, problem: str | None) -> None:
    from coinguard.cli import verdicts
    from coinguard.cli.terminal import out

    if verdict is None or entry.text is None:
        typer.echo(f"coinguard: {entry.where}: {problem}; not scored.", err=True)
        return
    console = out()
    verdicts.headline(console, entry.text, verdict)
    verdicts.reasons(console, entry.text, verdict)
    verdicts.total(console, verdict, dict(guard.thresholds))
