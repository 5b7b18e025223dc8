"""Cases and findings as files: Parquet, CSV or JSON by suffix, each under its name only when it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.dumps.cells import csv_cells, inert, json_text, plain_text
from coinguard.dumps.outputs import OutputFile
from coinguard.errors import InputError

if TYPE_CHECKING:
    import duckdb

CaseFormat = Literal["parquet", "csv", "json", "jsonl"]

_FORMATS: Final[dict[str, CaseFormat]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}

FINDINGS_SUFFIX: Final = ".reconciled.jsonl"
"""What the file of reconciling's findings is called behind the name of the cases' file."""

_BATCH: Final = 4096


def case_format(output: str) -> CaseFormat:
    """Return the format that an output's name asks for; standard output is JSON lines.

    Raises
    ------
    InputError
        Its suffix is no format of cases, or its folder does not exist.
    """
    if output == "-":
        return "jsonl"
    path = Path(output)
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise InputError(
            f"{path.suffix or 'a name without a suffix'} is no format for cases",
            where=output,
            hint="Name a file that ends in .parquet, .csv, .json or .jsonl",
        )
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent}", where=output, hint="Make it first")
    return found


def write_cases(table: pa.Table, output: str) -> None:
    """Write cases to a file, or to standard output (``-``).

    In CSV, lists are JSON and no cell can start a formula; in ``.json`` they are one array, a case a line.

    Raises
    ------
    InputError
        The output cannot be written.
    """
    kind = case_format(output)
    with OutputFile(None if output == "-" else Path(output)) as target:
        if kind == "parquet":
            pq.write_table(table, target.file)
        elif kind == "csv":
            target.file.write(_csv(table))
        else:
            target.file.write(_json(table, as_array=kind == "json"))


def write_findings(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Write every finding of a reconciled workspace as JSON lines, and return how many there are; none, and no file.

    A row that was set aside is written whole, in ``content``, so that nothing of it is lost.
    """
    [(count,)] = con.execute("SELECT count(*) FROM findings").fetchall()
    if not count:
        path.unlink(missing_ok=True)  # one from an earlier run would speak of another ledger
        return 0
    found = con.execute(
        'SELECT table_name AS "table", row, code AS "check", action, id, account_id, note, content FROM findings'
    )
    names = [column[0] for column in found.description or ()]
    with OutputFile(path) as target:
        while rows := found.fetchmany(_BATCH):
            target.file.writelines(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in rows)
    return int(count)


def _csv(table: pa.Table) -> bytes:
    header = ",".join(table.schema.names)
    cells = [csv_cells(_cell(column.combine_chunks()), ",").to_pylist() for column in table.columns]
    lines = [",".join(row) for row in zip(*cells, strict=True)]
    return ("\r\n".join([header, *lines]) + "\r\n").encode()


def _cell(column: Any) -> Any:
    """Return a column as texts: numbers stay numbers, lists are JSON and begin with a bracket, the rest is made inert."""
    text = plain_text(column)
    return inert(text) if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else text


def _json(table: pa.Table, *, as_array: bool) -> bytes:
    names = table.schema.names
    columns = [json_text(column.combine_chunks()).to_pylist() for column in table.columns]
    rows = [
        "{" + ",".join(f'"{name}":{value}' for name, value in zip(names, row, strict=True)) + "}"
        for row in zip(*columns, strict=True)
    ]
    text = "[" + ",\n".join(rows) + "]\n" if as_array else "".join(f"{row}\n" for row in rows)
    return text.encode()
