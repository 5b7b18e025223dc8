"""The tables of a ledger as arguments, the same for every command that reads one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Events = Annotated[
    str,
    typer.Argument(
        metavar="EVENTS",
        help="A CSV or Parquet file or a folder of them, FILE.duckdb::TABLE, postgresql://HOST/DATABASE::TABLE, or '-'.",
    ),
]
Accounts = Annotated[
    str | None, typer.Option("--accounts", metavar="ACCOUNTS", help="The accounts, from the same kinds of places.")
]
Streams = Annotated[
    str | None, typer.Option("--streams", metavar="STREAMS", help="The live streams, from the same kinds of places.")
]
Mapping = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", help="A TOML file that says which column and word is which of ours."),
]
