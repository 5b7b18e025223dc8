"""``coinguard rules``: what verdicts rest on and how often each of it is right, and packs of rules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean

if TYPE_CHECKING:
    from coinguard.rules.lint import Linted
    from coinguard.rules.pack import Rule
    from coinguard.rules.trial import Trial
    from coinguard.scoring.known import KnownSignal

rules = typer.Typer(
    help="What verdicts rest on, and packs of rules of your own.", rich_markup_mode=None, no_args_is_help=True
)

Packs = Annotated[Path, typer.Argument(metavar="PACKS", help="A pack of rules, or a folder of packs.")]


@rules.command("signals", short_help="List every signal: what it says, what it weighs, how often it is right.")
def signals(json: options.Json = False, model: options.Model = None, _debug: options.Debug = False) -> int:
    """List every signal with its group, its weight, its sentence, and how it did on the texts a model learned from.

    Hits and precision were counted while the model was trained, on rows that the model in question had not seen:
    messages for what is said of messages, links for what is said of links. They depend on how many scams there were
    among those rows.
    """
    stay_lean()
    from dataclasses import asdict
    from json import dumps

    from coinguard.cli.outcome import Outcome
    from coinguard.scoring.bundle import load_bundle
    from coinguard.scoring.known import known_signals

    for signal in known_signals(load_bundle(model)):
        if json:
            typer.echo(dumps(asdict(signal), ensure_ascii=False))
        else:
            _print(signal)
    return Outcome.CLEAR


def _print(signal: KnownSignal) -> None:
    from coinguard.cli.terminal import hanging, out

    console = out()
    weight = "no weight" if signal.weight is None else f"weight {signal.weight:+.3f}"
    if signal.lifts:
        weight = f"lifts to {signal.lifts}"
    measured = "not measured"
    if signal.hits is not None:
        share = "" if signal.precision is None else f", {signal.precision:.1%} of them scams"
        measured = f"{signal.hits:,} hits{share}"
    console.print(f"{signal.code}  ({signal.group})")
    hanging(console, "  ", f"{weight} · {measured}")
    hanging(console, "  ", signal.sentence)


@rules.command("list", short_help="List the rules whose phrases wording is compared with.")
def list_rules(
    packs: options.Rules = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Only rules in this language, such as 'pt'.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Only rules for this kind of scam.")
    ] = None,
    json: options.Json = False,
    _debug: options.Debug = False,
) -> int:
    """List every rule that coinguard comes with, and those of your own packs: kind, language, threshold, phrases."""
    stay_lean()
    from dataclasses import asdict
    from json import dumps

    from coinguard.cli.outcome import Outcome
    from coinguard.errors import InputError
    from coinguard.links.tables import did_you_mean
    from coinguard.rules.load import load_rules
    from coinguard.verdict import KINDS

    if kind is not None and kind not in KINDS:
        raise InputError(f"there is no kind {kind!r}", hint=did_you_mean(kind, KINDS).rstrip("."))
    book = load_rules(packs)
    for number, (rule, label) in enumerate(zip(book.rules, book.labels, strict=True)):
        if (language or rule.language) == rule.language and (kind or rule.kind) == rule.kind:
            if json:
                own = {"own": number >= book.shipped}
                typer.echo(dumps({**asdict(rule), "label": label, **own}, ensure_ascii=False))
            else:
                _print_rule(rule, label)
    return Outcome.CLEAR


def _print_rule(rule: Rule, label: str) -> None:
    from coinguard.cli.terminal import hanging, out
    from coinguard.report.safe import defang, printable

    console = out()
    console.print(printable(label))
    weight = "" if rule.weight is None else f" · weight {rule.weight:+.2f}"
    trial = " · on trial" if rule.shadow else ""
    language = rule.language or "any language"
    hanging(console, "  ", f"{rule.kind} · {language} · from {rule.threshold:g}% alike{weight}{trial}")
    for phrase in rule.phrases:
        hanging(console, "  ", f"“{defang(printable(phrase))}”")


@rules.command("lint", short_help="Say what is wrong with packs of rules of your own.")
def lint(packs: Packs, json: options.Json = False, _debug: options.Debug = False) -> int:
    """Say what is wrong with a pack of rules, by line, and what in it deserves a second look.

    Exits with 2 if a pack can't be used as it is.
    """
    stay_lean()
    from dataclasses import asdict
    from json import dumps

    from coinguard.cli.outcome import Outcome
    from coinguard.rules.lint import lint as look

    found = look(packs)
    for linted in found:
        for problem in linted.problems:
            if json:
                typer.echo(dumps({"pack": linted.pack.place, **asdict(problem)}, ensure_ascii=False))
            else:
                _print_problem(linted.pack.place, problem.line, problem.text, problem.hint, fatal=problem.fatal)
        if not json:
            typer.echo(_summed_up(linted))
    return Outcome.CLEAR if all(linted.sound for linted in found) else Outcome.BAD_INPUT


def _print_problem(place: str, line: int, text: str, hint: str, *, fatal: bool) -> None:
    from coinguard.report.safe import defang, printable

    advice = "" if fatal else "advice: "
    end = "" if hint.endswith(("?", ".")) else "."
    typer.echo(f"{place}, line {line}: {advice}{defang(printable(text))}. {defang(printable(hint))}{end}")


def _summed_up(linted: Linted) -> str:
    rules, phrases = len(linted.pack.rules), sum(len(rule.letters) for rule in linted.pack.rules)
    fatal = sum(problem.fatal for problem in linted.problems)
    state = f"{fatal} to mend" if fatal else "right"
    return f"{linted.pack.place}: {rules:,} rules, {phrases:,} phrases with alternatives written out: {state}."


@rules.command("test", short_help="Show what a pack of your own would hit in a dump.")
def trial(
    packs: Packs,
    inputs: Annotated[
        list[str], typer.Argument(metavar="DUMP", help="Files or folders of messages, packed or not; '-' is stdin.")
    ],
    text: Annotated[
        str | None, typer.Option("--text", metavar="COLUMN", help="The column of the messages' text.")
    ] = None,
    json: options.Json = False,
    model: options.Model = None,
    lists: options.Lists = None,
    _debug: options.Debug = False,
) -> int:
    """Score a dump with and without a pack, and tell of each rule what it hits and what changes. Nothing is written."""
    stay_lean()
    from dataclasses import asdict
    from json import dumps

    import coinguard
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.progress import ProgressBar
    from coinguard.dumps import ScanOptions, scan
    from coinguard.rules.trial import Trial

    ruled = coinguard.load(model, lists=lists, rules=packs)
    pack_trial = Trial(coinguard.load(model, lists=lists), ruled, ruled.own_rules)
    with ProgressBar() as progress:
        summary = scan(inputs, None, pack_trial, ScanOptions(text_column=text, fail_on="never"), progress)
    if json:
        for record in pack_trial.records.values():
            typer.echo(dumps({**asdict(record), "rows": pack_trial.rows}, ensure_ascii=False))
    else:
        _print_trial(pack_trial)
    return Outcome(summary.exit_code)


def _print_trial(trial: Trial) -> None:
    from coinguard.cli.terminal import hanging, out, quoted
    from coinguard.report.safe import printable
    from coinguard.rules.trial import TOO_MANY

    console = out()
    console.print(f"{trial.rows:,} messages; the pack raises {trial.raised:,} to a higher level")
    for record in sorted(trial.records.values(), key=lambda record: -record.hits):
        console.print(printable(record.label))
        share = f" ({record.hits / trial.rows:.2%} of all)" if trial.rows else ""
        hanging(
            console,
            "  ",
            f"{record.hits:,} hits{share} · {record.flagged_before:,} of them flagged without it · {record.raised:,} raised",
        )
        if record.hits > TOO_MANY * trial.rows:
            hanging(console, "  ", "That is more than there are scams in most dumps: try it with shadow = true first.")
        for example in record.examples:
            hanging(console, "  clear without it: ", quoted(example, 200))
