"""CSV and Parquet files, packed or not, one or a folder of them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coinguard.dumps.encodings import as_utf8, encoding_of
from coinguard.dumps.formats.csv import delimiter_of
from coinguard.dumps.rows import BrokenInputError
from coinguard.dumps.sources import Source as Bytes
from coinguard.dumps.sources import open_source as open_bytes
from coinguard.errors import InputError
from coinguard.ledger.schema import TABLES, TableName
from coinguard.ledger.sources.source import Source, described, literal
from coinguard.ledger.tables import workspace_folder
from coinguard.limits import MAX_LINE_BYTES

if TYPE_CHECKING:
    import duckdb

PARQUET_MAGIC: Final = b"PAR1"
PARQUET_SUFFIXES: Final = (".parquet", ".pq")
CSV_SUFFIXES: Final = (".csv", ".tsv", ".tab", ".txt")
_PACKED: Final = (".gz", ".gzip", ".zst", ".zstd")

NULL_TEXTS: Final = ("", "NULL", "null", "None", "NaN", "nan", "NaT", "\\N")
"""What an empty cell is written as. ``NA`` is not among them: it is Namibia."""


def open_files(con: duckdb.DuckDBPyConnection, name: str, table: TableName) -> Source:
    """Return the source for a file, a folder of files, or standard input (``-``).

    Raises
    ------
    InputError
        It is not there, or holds neither CSV nor Parquet.
    """
    folder = Path(name)
    if name != "-" and folder.is_dir():
        return _open_folder(con, folder, table)
    content = open_bytes(name)
    try:
        if content.head.startswith(PARQUET_MAGIC):
            path = _plain(con, folder) if name != "-" else _copied(con, content, table, "utf-8")
            return _parquet(con, name, [path])
        return _csv(con, content, table)
    finally:
        content.close()


def _open_folder(con: duckdb.DuckDBPyConnection, folder: Path, table: TableName) -> Source:
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "_")))
    parquet = [_plain(con, path) for path in paths if path.suffix.lower() in PARQUET_SUFFIXES]
    texts = [path for path in paths if _csv_suffix(path)]
    if parquet and texts:
        raise InputError(
            "the folder holds Parquet and CSV files", where=str(folder), hint="Name the ones that belong together"
        )
    if parquet:
        return _parquet(con, str(folder), parquet)
    if not texts:
        raise InputError("the folder holds no Parquet and no CSV file", where=str(folder), hint="Name another folder")
    parts = []
    for number, path in enumerate(texts):
        content = open_bytes(str(path))
        try:
            parts.append(_csv(con, content, table, number))
        finally:
            content.close()
    columns = dict.fromkeys((name for part in parts for name in part.columns), "VARCHAR")
    relation = " UNION ALL BY NAME ".join(f"SELECT * FROM {part.relation}" for part in parts)
    return Source(str(folder), f"({relation})", columns, parts[0].rejects)


def _csv_suffix(path: Path) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return bool(suffixes) and (
        suffixes[-1] in CSV_SUFFIXES or (suffixes[-1] in _PACKED and len(suffixes) > 1 and suffixes[-2] in CSV_SUFFIXES)
    )


def _parquet(con: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str]) -> Source:
    import duckdb

    listed = ", ".join(literal(path) for path in paths)
    relation = f"read_parquet([{listed}], union_by_name = true)"
    try:
        columns = described(con, relation)
    except duckdb.Error as failure:
        raise InputError(
            f"the Parquet file is damaged or of a kind that is not read ({first_sentence(failure)})",
            where=name,
            hint="Write it again, or export the table as CSV",
        ) from failure
    return Source(name, relation, columns)


_ZIP_MAGIC: Final = b"PK\x03\x04"


def _csv(con: duckdb.DuckDBPyConnection, content: Bytes, table: TableName, number: int = 0) -> Source:
    name = content.name
    if not content.head.strip(b"\xef\xbb\xbf\r\n\t "):
        raise InputError("the file is empty", where=name, hint="A header and rows are expected")
    if content.head.startswith(_ZIP_MAGIC):
        raise InputError(
            "the input is a ZIP archive or a spreadsheet",
            where=name,
            hint="Unpack it, or export the table as CSV with a header, or as Parquet",
        )
    encoding = encoding_of(content.head)
    head = b"".join(as_utf8([content.head], encoding))
    if b"\0" in head:
        raise InputError(
            "the file is neither CSV nor Parquet",
            where=name,
            hint="Export the table as CSV with a header, or as Parquet",
        )
    delimiter = _delimiter(head, table)
    header = _header(head, delimiter, name)
    plain = encoding == "utf-8" and content.compression is None and name != "-"
    path = _plain(con, Path(name)) if plain else _copied(con, content, f"{table}{number}", encoding)
    rejects = f"{table}_rejects"
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header)
    nulls = ", ".join(literal(text) for text in NULL_TEXTS)
    relation = (
        f"read_csv({literal(path)}, auto_detect = false, header = true, delim = {literal(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, nullstr = [{nulls}], max_line_size = {MAX_LINE_BYTES}, "
        f"store_rejects = true, rejects_table = {literal(rejects)}, rejects_scan = {literal(rejects + '_scans')})"
    )
    return Source(name, relation, dict.fromkeys(header, "VARCHAR"), rejects)


def _delimiter(head: bytes, table: TableName) -> str:
    """Return what separates the fields: what makes most of our column names, else what fits the rows best."""
    line = head.lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8", "replace")
    ours = {column.given for column in TABLES[table]}
    counts = {
        mark: len(ours & {cell.strip().strip('"').lower() for cell in line.split(mark)})
        for mark in (",", ";", "\t", "|")
    }
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] > 1 else delimiter_of(head) or ","


def _header(head: bytes, delimiter: str, name: str) -> list[str]:
    rows = csv.reader(io.StringIO(head.decode("utf-8", "replace"), newline=""), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(row for row in rows if row)]
    except (csv.Error, StopIteration) as failure:
        raise InputError(
            "the header cannot be read", where=name, hint="Start the file with a row of names"
        ) from failure
    lowered = [cell.lower() for cell in header]
    for place, cell in enumerate(lowered):
        if cell and cell in lowered[:place]:
            raise InputError(f"the column {header[place]!r} is there twice", where=name, hint="Rename one of them")
    return [cell or f"column {place}" for place, cell in enumerate(header, start=1)]


def _plain(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return a path that means this file and no other: the engine takes ``events[1].csv`` for a pattern."""
    resolved = path.resolve()
    if not any(mark in str(resolved) for mark in "*?["):
        return str(resolved)
    folder = workspace_folder(con)
    link = folder / f"link{len(list(folder.glob('link*')))}{path.suffix}"
    try:
        link.symlink_to(resolved)
    except OSError:  # where links are not allowed
        shutil.copyfile(resolved, link)
    return str(link)


def _copied(con: duckdb.DuckDBPyConnection, content: Bytes, stem: str, encoding: str) -> str:
    """Return the path of a copy in the workspace: unpacked, and in UTF-8."""
    path = workspace_folder(con) / f"{stem}.copy"
    try:
        with path.open("wb") as copy:
            for block in as_utf8(content.blocks(), encoding):
                copy.write(block)
    except BrokenInputError as failure:
        raise InputError(
            f"the input cannot be read to its end: {failure}", where=content.name, hint="Get an undamaged copy of it"
        ) from failure
    return str(path)


def first_sentence(failure: Exception) -> str:
    """Return what an engine's message says first, on one line and short."""
    text = " ".join(str(failure).split("\n\n")[0].split())
    return text if len(text) <= 200 else text[:199] + "…"
