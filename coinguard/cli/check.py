"""``coinguard check``: is this message a coin scam, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean
from coinguard.cli.outcome import FailOn, Outcome, outcome
from coinguard.errors import InputError

if TYPE_CHECKING:
    from coinguard.cli.texts import Entry
    from coinguard.guard import Guard
    from coinguard.scoring.advice import Advice
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
    language: options.Language = None,
    no_advice: Annotated[bool, typer.Option("--no-advice", help="Only the verdict, not what to do about it.")] = False,
    model: options.Model = None,
    lists: options.Lists = None,
    rules: options.Rules = None,
    _debug: options.Debug = False,
) -> int:
    """Say of each message whether it is a coin scam, how sure that is, why, and what to do about it."""
    stay_lean()
    import coinguard
    from coinguard.cli.texts import entries
    from coinguard.scoring.advice import FALLBACK, known_language

    chosen = known_language(language) if language else None
    guard = coinguard.load(model, lists=lists, rules=rules)
    counts: Counter[str] = Counter()
    for entry in entries(text):
        verdict, problem = _judge(guard, entry, links=links)
        told = None if no_advice else _advice(entry, verdict, chosen or (FALLBACK if links else None))
        if json:
            _print_json(entry, verdict, problem, {} if no_advice else {"advice": told.as_dict() if told else None})
        else:
            _print_text(guard, entry, verdict, problem, told)
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


def _advice(entry: Entry, verdict: Verdict | None, language: str | None) -> Advice | None:
    """Return what to tell the reader, in ``language`` or else in that of the message; none where nothing is wrong with it."""
    if verdict is None or entry.text is None or verdict.level == "clear":
        return None
    from coinguard.report.languages import readers_language
    from coinguard.scoring.advice import FALLBACK, advice, advice_languages

    return advice(verdict, language or readers_language(entry.text, advice_languages()) or FALLBACK)


def _print_json(entry: Entry, verdict: Verdict | None, problem: str | None, more: dict[str, Any]) -> None:
    from coinguard.cli.verdicts import as_json

    typer.echo(as_json({"text": entry.text}, verdict, problem, more))


def _print_text(guard: Guard, entry: Entry, verdict: Verdict | None, problem: str | None, told: Advice | None) -> None:
    from coinguard.cli import verdicts
    from coinguard.cli.terminal import out

    if verdict is None or entry.text is None:
        typer.echo(f"coinguard: {entry.where}: {problem}; not scored.", err=True)
        return
    console = out()
    verdicts.headline(console, entry.text, verdict)
    verdicts.reasons(console, entry.text, verdict)
    verdicts.total(console, verdict, dict(guard.thresholds))
    if told is not None:
        verdicts.advised(console, told)
