"""Cases, features and findings as files: Parquet, CSV or JSON by suffix, each under its name only when it is whole."""

from __future__ import annotations

from collections.abc import Iterable
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

TableFormat = Literal["parquet", "csv", "json", "jsonl"]

_FORMATS: Final[dict[str, TableFormat]] = {
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


def table_format(output: str, what: str) -> TableFormat:
    """Return the format that an output's name asks for; standard output is JSON lines.

    Parameters
    ----------
    output
        The name, or ``-``.
    what
        What is to be written, for the error.

    Raises
    ------
    InputError
        Its suffix is no format, or its folder does not exist.
    """
    if output == "-":
        return "jsonl"
    path = Path(output)
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise InputError(
            f"{path.suffix or 'a name without a suffix'} is no format for {what}",
            where=output,
            hint="Name a file that ends in .parquet, .csv, .json or .jsonl",
        )
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent}", where=output, hint="Make it first")
    return found


def refuse_overwriting(outputs: Iterable[str], given: Iterable[Any]) -> None:
    """Raise when an output would take the place of an input.

    Raises
    ------
    InputError
        It would.
    """
    read = [Path(table) for table in given if isinstance(table, str | Path) and Path(table).exists()]
    for path in map(Path, outputs):
        if path.exists() and any(path.samefile(table) for table in read):
            raise InputError("this is an input as well as an output", where=str(path), hint="Name another output")


def write_tables(tables: Iterable[pa.Table], output: str) -> int:
    """Write the rows of one or more tables of one schema to a file, or to standard output (``-``), and return how many.

    In CSV, lists are JSON and no cell can start a formula; in ``.json`` they are one array, a row a line.

    Raises
    ------
    InputError
        The output cannot be written.
    """
    kind = table_format(output, "tables")
    rows, parquet = 0, None
    with OutputFile(None if output == "-" else Path(output)) as target:
        for number, table in enumerate(tables):
            if kind == "parquet":
                parquet = parquet or pq.ParquetWriter(target.file, table.schema)
                parquet.write_table(table)
            elif kind == "csv":
                target.file.write(_csv(table, header=number == 0))
            elif kind == "jsonl":
                target.file.writelines(f"{row}\n".encode() for row in _json_rows(table))
            else:
                for place, row in enumerate(_json_rows(table), start=rows):
                    target.file.write(((",\n" if place else "[") + row).encode())
            rows += table.num_rows
        if parquet is not None:
            parquet.close()
        if kind == "json":
            target.file.write(b"]\n" if rows else b"[]\n")
    return rows


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


def _csv(table: pa.Table, *, header: bool) -> bytes:
    cells = [csv_cells(_cell(column.combine_chunks()), ",").to_pylist() for column in table.columns]
    lines = [",".join(row) for row in zip(*cells, strict=True)]
    return "".join(f"{line}\r\n" for line in ([",".join(table.schema.names)] if header else []) + lines).encode()


def _cell(column: Any) -> Any:
    """Return a column as texts: numbers stay numbers, lists are JSON and begin with a bracket, the rest is made inert."""
    text = plain_text(column)
    return inert(text) if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else text


def _json_rows(table: pa.Table) -> list[str]:
    names = table.schema.names
    columns = [json_text(column.combine_chunks()).to_pylist() for column in table.columns]
    return [
        "{" + ",".join(f'"{name}":{value}' for name, value in zip(names, row, strict=True)) + "}"
        for row in zip(*columns, strict=True)
    ]
