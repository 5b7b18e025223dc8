"""A scan's summary in a few lines that are safe to print."""

from __future__ import annotations

import unicodedata
from typing import Final

from coinguard.dumps.summary import Example, ScanSummary
from coinguard.report.safe import defang, printable
from coinguard.verdict import LEVELS

_WIDTH: Final = 80


def summary_lines(summary: ScanSummary) -> list[str]:
    """Return a summary as lines of plain text, 80 columns wide, safe to print.

    Texts lose their control characters and cannot be clicked: ``http`` reads ``hxxp`` and dots in hosts ``[.]``.
    """
    speed = f"{summary.rows_per_second:,.0f} a second"
    lines = [f"{_counted(summary.rows, 'row')} in {summary.seconds:,.1f} s ({speed})"]
    width = len(f"{summary.rows:,}")
    lines += [f"  {level:<21} {summary.levels[level]:>{width},}" for level in reversed(LEVELS)]
    if summary.kinds:
        lines += ["Kinds", *(f"  {printable(kind):<21} {count:>{width},}" for kind, count in summary.kinds.items())]
    if summary.examples:
        lines += ["Strongest", *(_example_line(example, len(summary.inputs) > 1) for example in summary.examples)]
    lines += _problem_lines(summary)
    if summary.campaigns is not None:
        lines.append(f"{_counted(summary.campaigns, 'campaign')}")
    lines += [f"Not run: {printable(what)}" for what in summary.not_run]
    written = (*summary.outputs, *summary.side_files, *summary.files)
    lines += [f"Written: {printable(name)}" for name in written if name != "-"]
    lines.append(f"Model: {printable(summary.model)}")
    return [_cut(line, _WIDTH) for line in lines]


def _problem_lines(summary: ScanSummary) -> list[str]:
    lines = []
    if summary.errors:
        lines.append(f"{_counted(summary.errors, 'row')} could not be scored")
        lines += [f"  {count:,}: {_shown(sort)}" for sort, count in summary.error_sorts.items()]
    if summary.rejected:
        lines.append(f"{_counted(summary.rejected, 'line')} could not be parsed")
        for line in summary.rejected_lines:
            where = f"{printable(line.input)}:{line.line}"
            lines.append(f"  {where} {printable(line.problem)}: {_shown(line.content)}")
    lines += [f"Broken off: {printable(one.input)}: {printable(one.problem)}" for one in summary.broken_inputs]
    return lines


def _shown(text: str) -> str:
    return defang(printable(text))


def _example_line(example: Example, several: bool) -> str:
    where = f"{printable(example.input)}:{example.row}" if several else f"row {example.row:,}"
    kind = f" {printable(example.kind)}" if example.kind else ""
    return f"  {where} {example.score:+.1f} {printable(example.level)}{kind}: {_shown(example.text)}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _cut(line: str, width: int) -> str:
    """Return a line at most ``width`` columns wide; East Asian wide characters take two."""
    columns = 0
    for place, character in enumerate(line):
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns > width:
            kept = line[:place]
            while kept and sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in kept) > width - 1:
                kept = kept[:-1]
            return kept + "…"
    return line
