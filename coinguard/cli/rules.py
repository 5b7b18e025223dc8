"""``coinguard rules``: what verdicts rest on, and how often each of it is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean

if TYPE_CHECKING:
    from coinguard.scoring.known import KnownSignal

rules = typer.Typer(help="What verdicts rest on.", rich_markup_mode=None, no_args_is_help=True)


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


@rules.command("export", short_help="Print keywords for a platform's own comment filter.")
def export_keywords(
    platform: Annotated[str, typer.Argument(metavar="PLATFORM", help="tiktok, youtube, twitch or discord.")],
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="CODE", help="Only keywords in this language, or in several."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write them here.")] = None,
    json: options.Json = False,
    _debug: options.Debug = False,
) -> int:
    """Print words and phrases that coin scams say and ordinary chat does not, as many as the platform's filter takes.

    Such a filter knows words only: it also holds back a warning that quotes a scam, and lets every disguise pass.
    """
    stay_lean()
    from json import dumps

    from coinguard.cli.outcome import Outcome
    from coinguard.rules.keywords import export

    fitting = export(platform, language or ())
    text = fitting.text
    if json:
        rows = ({"platform": platform, "language": word.language, "keyword": word.text} for word in fitting.keywords)
        text = "\n".join(dumps(row, ensure_ascii=False) for row in rows)
    if output is None:
        typer.echo(text)
    else:
        _write(output, f"{text}\n")
    typer.echo(f"coinguard: {fitting.summary}", err=True)
    return Outcome.CLEAR


def _write(path: Path, text: str) -> None:
    from coinguard.errors import InputError

    try:
        path.write_text(text, "utf8")
    except OSError as failure:
        raise InputError(
            f"can't be written: {failure.strerror}", where=str(path), hint="Choose another file with -o"
        ) from failure
