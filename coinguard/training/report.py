"""The evaluation as people and programs read it: Markdown, JSON, and the short table of the README.

False positives come first, the model stands beside the baseline everywhere, and each table says what it leaves open.
The text holds no date and no path, so that the same figures give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coinguard.training.evaluate import BASELINE, GUARD, Evaluation
from coinguard.training.metrics import Rate
from coinguard.training.report_tables import TABLES, Table, number, per_100_000, percent, share
from coinguard.training.scorer import Line

_NAMES: Final = {GUARD: "coinguard", BASELINE: "baseline"}
_DIGITS: Final = 6


def to_markdown(evaluation: Evaluation) -> str:
    """Return the whole evaluation as a Markdown document."""
    parts = ["# Evaluation", headline(evaluation), "## What was measured, and how", _method(evaluation)]
    for table in TABLES:
        parts += [f"## {table.title}", table.says, _rendered(table, evaluation.tables[table.key])]
    return "\n\n".join(parts) + "\n"


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the whole evaluation as plain Python values: keys sorted, figures rounded, no date."""
    document = {
        "base_rate": evaluation.base_rate,
        "bundles": evaluation.bundles,
        "data": {
            name: {"sha256": file.sha256, "rows": file.rows, "held_out": file.held_out}
            for name, file in evaluation.data.items()
        },
        "seed": evaluation.seed,
        "tables": {
            name: [{**line.about, **line.figures} for line in lines] for name, lines in evaluation.tables.items()
        },
        "thresholds": evaluation.thresholds,
        "unscored": evaluation.unscored,
    }
    plain: dict[str, Any] = _plain(document)
    return plain


def headline(evaluation: Evaluation) -> str:
    """Return the short table for a README, Markdown, with its limits beneath."""
    tables = evaluation.tables
    chat = _line(tables["false_alarms"], cut="all")
    topic = _line(tables["hard_negatives"], cut="topic", name="all")
    lures = _line(tables["recall"], lure="coin_lure", name="all")
    mean = _line(tables["evasion"], disguise="mean, all")
    worst = _line(tables["evasion"], disguise="worst, all")
    domains = _line(tables["links"], kind="domain", name="topic")
    wordy = _line(tables["trade_words"], name="topic, host with the words")
    typed = _line(tables["written"], name="all")
    entries = [
        ("ordinary chat marked scam, of 100,000", chat, "scam", per_100_000),
        ("ordinary chat marked review or above, of 100,000", chat, "review", per_100_000),
        ("coin talk that is no scam, marked scam", topic, "scam", percent),
        ("coin talk that is no scam, marked review or above", topic, "review", percent),
        ("coin lures marked scam", lures, "scam", percent),
        ("coin lures marked review or above", lures, "review", percent),
        ("coin lures caught at 1% false positives", lures, "at_0.01", percent),
        ("coin lures caught at 0.1% false positives", lures, "at_0.001", percent),
        ("their campaigns at 0.1%", lures, "campaigns_at_0.001", percent),
        ("coin lures caught at 0.01% false positives", lures, "at_0.0001", percent),
        ("of those caught at 0.1%, hidden by a disguise, mean", mean, "hidden_equal", percent),
        ("of those caught at 0.1%, hidden by the worst disguise", worst, "hidden_equal", percent),
        ("scams as typed in chats, 22 languages, marked review or above", typed, "caught_review", percent),
        ("the same with their links cut out", typed, "caught_masked", percent),
        ("honest look-alikes of theirs marked review or above", typed, "flagged_review", percent),
        ("honest look-alikes of theirs marked scam", typed, "flagged_scam", percent),
        ("scam domains of the trade caught at 1% of honest domains", domains, "at_0.01", percent),
        ("the same at 0.1%", domains, "at_0.001", percent),
        ("the same at 5% of honest hosts with the same words", wordy, "at_0.05", percent),
    ]
    body = [[what, *(show(line.figures[name].get(key)) for name in _NAMES)] for what, line, key, show in entries]
    return f"{_markdown(['', *_NAMES.values()], body)}\n\n{_limits(lures)}"


def _limits(lures: Line) -> str:
    return (
        f"Held-out campaigns only; 95% intervals in parentheses. {number(lures.about['rows'])} coin lures of "
        f"{number(lures.about['campaigns'])} campaigns, nearly all of them English and from public posts. Scams as typed in "
        "chats are sets written for coinguard, apart from the phrase packs that teach; real chats are not measured. Lines "
        "copied from fake pages are left out. The baseline is character and word n-grams with logistic regression, fitted "
        "on the same rows."
    )


def _method(evaluation: Evaluation) -> str:
    lines = [
        "- Rows of the `dev` split judge, except those whose campaign has rows in the training split. Rows labelled unclear "
        "are left out.",
        "- Ordinary chat is honest, not about coins, and not SMS. A score at or above a threshold is flagged; tied "
        "scores are flagged together or not at all.",
        "- Intervals are at 95%: campaigns drawn again 1,000 times, never narrower than Wilson's interval. At a given "
        "false-positive rate they include the uncertainty of the threshold. Precision at the base rate takes both of "
        "its rates at their worst and at their best.",
        "- *Not learnable* marks corpora whose terms allow evaluation only: no row of them taught anything.",
        f"- Base rate of scams: {share(evaluation.base_rate)}. Seed: {evaluation.seed}.",
    ]
    for name, shown in _NAMES.items():
        levels = ", ".join(f"{level} {value:.3f}" for level, value in sorted(evaluation.thresholds[name].items()))
        lost = evaluation.unscored[name]
        lines.append(
            f"- {shown}: `{evaluation.bundles[name]}`; log-odds thresholds {levels}; rows not scored: {lost:,}."
        )
    for file, facts in sorted(evaluation.data.items()):
        lines.append(f"- `{file}`: {facts.rows:,} rows, {facts.held_out:,} judge; SHA-256 `{facts.sha256}`.")
    return "\n".join(lines)


def _rendered(table: Table, lines: Sequence[Line]) -> str:
    head = [title for _, title in table.about]
    head += [f"{title}: {shown}" for _, title, _ in table.figures for shown in _NAMES.values()]
    body = [
        [number(line.about[key]) for key, _ in table.about]
        + [show(line.figures[name].get(key)) for key, _, show in table.figures for name in _NAMES]
        for line in lines
    ]
    return _markdown(head, body)


def _markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    cells = [head, ["---"] * len(head), *body]
    # A bar inside a cell would end it.
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def _line(lines: Sequence[Line], **about: str) -> Line:
    return next(line for line in lines if all(line.about[key] == value for key, value in about.items()))


def _plain(value: Any) -> Any:
    if isinstance(value, Rate):
        named = {"value": value.value, "low": value.low, "high": value.high, "hits": value.hits, "total": value.total}
        return _plain(named)
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    return value
