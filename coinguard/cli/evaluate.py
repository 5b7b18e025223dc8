"""``coinguard evaluate``: how good the model is, on messages it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options


def evaluate(
    data: Annotated[Path, typer.Option("--data", metavar="FOLDER", help="The folder with the corpora.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Write evaluation.md and evaluation.json here."),
    ] = None,
    readme: Annotated[
        Path | None, typer.Option("--readme", metavar="FILE", help="Refresh the table between this file's markers.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of baseline, disguises and resampling.")] = 0,
    model: options.Model = None,
    _debug: options.Debug = False,
) -> int:
    """Measure recall and false positives with their intervals, and print the report."""
    from json import dumps

    import coinguard
    from coinguard.cli.outcome import Outcome
    from coinguard.report.markers import replace_between
    from coinguard.training import report
    from coinguard.training.evaluate import evaluate as measure

    guard = coinguard.load(model)
    evaluation = measure(data, guard, seed=seed, log=lambda line: typer.echo(line, err=True))
    markdown = report.to_markdown(evaluation)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "evaluation.md").write_text(markdown, encoding="utf-8")
        figures = dumps(report.to_json(evaluation), ensure_ascii=False, indent=1)
        (out / "evaluation.json").write_text(f"{figures}\n", encoding="utf-8")
    if readme is not None:
        replace_between(readme, "evaluation", report.headline(evaluation))
    typer.echo(markdown, nl=False)
    return Outcome.CLEAR
