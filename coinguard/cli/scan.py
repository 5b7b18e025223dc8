"""``coinguard scan``: score a dump of messages or links."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean
from coinguard.cli.outcome import FailOn


class InputFormat(StrEnum):
    """How a dump is laid out: a table, or what an exporter of messages writes."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    TEXT = "text"
    CHAT_DOWNLOADER = "chat-downloader"
    DISCORD = "discord"
    MBOX = "mbox"
    REDDIT = "reddit"
    SLACK = "slack"
    TELEGRAM = "telegram"
    TIKTOK = "tiktok"
    TWITCH = "twitch"
    WHATSAPP = "whatsapp"
    YOUTUBE = "youtube"


class OutputFormat(StrEnum):
    """How the scored rows are laid out."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"


Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT", help="Files or folders of messages, packed or not; '-' is stdin."),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="OUT", help="The scored table; a folder for several inputs; '-' is stdout."),
]
TextColumn = Annotated[
    str | None, typer.Option("--text", metavar="COLUMN", help="The column to score; by default the first known one.")
]
ColumnsMap = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="A TOML file that says which column is which field.")
]
Links = Annotated[bool, typer.Option("--links", help="Each row is a bare link or domain.")]
Format = Annotated[InputFormat | None, typer.Option("--format", help="The inputs' format; by default told from them.")]
OutFormat = Annotated[
    OutputFormat | None, typer.Option("--output-format", help="The output's format; by default told from its name.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The inputs' encoding; by default told from them.")
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="CHARACTER", help="What separates the fields of a CSV input.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace the cg_ columns of an earlier scan.")]
BaseRate = Annotated[
    float | None,
    typer.Option("--base-rate", metavar="SHARE", help="Share of scams to state probabilities at; levels stay."),
]
Context = Annotated[
    bool, typer.Option("--context", help="Also look at the dump as a whole; append campaign and context columns.")
]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="PAGE", help="Write a page for people, one file, with all of it.")
]
Campaigns = Annotated[
    Path | None,
    typer.Option("--campaigns", metavar="FOLDER", help="Write campaigns as CSV, JSON, STIX, hosts and AutoMod rules."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Batches scored at a time; by default one for each core.")
]


def scan(
    inputs: Inputs,
    output: Output = None,
    text: TextColumn = None,
    columns: ColumnsMap = None,
    links: Links = False,
    input_format: Format = None,
    output_format: OutFormat = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    replace: Replace = False,
    base_rate: BaseRate = None,
    context: Context = False,
    campaigns: Campaigns = None,
    report: Report = None,
    workers: Workers = None,
    fail_on: options.FailLevel = FailOn.SCAM,
    allow_bad: options.AllowBad = False,
    json: options.Json = False,
    model: options.Model = None,
    _debug: options.Debug = False,
) -> int:
    """Score every row of a dump: its columns stay, and the cg_ columns are appended.

    The summary goes to stdout, or to stderr when the scored table goes to stdout. Without --output nothing is written.
    """
    stay_lean()
    from json import dumps

    import coinguard
    from coinguard.cli.progress import ProgressBar
    from coinguard.cli.terminal import say
    from coinguard.dumps import ScanOptions, summary_lines
    from coinguard.dumps import scan as score

    chosen = ScanOptions(
        text_column=text,
        columns_map=columns,
        format=input_format.value if input_format else None,
        output_format=output_format.value if output_format else None,
        encoding=encoding,
        delimiter=delimiter,
        links=links,
        replace=replace,
        base_rate=base_rate,
        allow_bad=allow_bad,
        fail_on=fail_on.value,
        workers=workers,
        context=context,
        campaigns=campaigns,
        report=report,
    )
    guard = coinguard.load(model)
    with ProgressBar() as progress:
        summary = score(inputs, output, guard, chosen, progress)
    lines = [dumps(summary.as_dict(), ensure_ascii=False)] if json else summary_lines(summary)
    say(lines, to_stderr=output == "-")
    return summary.exit_code
