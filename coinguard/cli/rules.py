"""``coinguard rules``: what verdicts rest on, and how often each of it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
