"""One reader per export format, and how the format is told from an input's first bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import orjson

from coinguard.dumps.archives import ZIP_MAGIC
from coinguard.dumps.columns import names_a_text_column
from coinguard.dumps.formats.archive import ArchiveReader
from coinguard.dumps.formats.csv import CsvReader, delimiter_of, header_of
from coinguard.dumps.formats.jsonl import JsonLinesReader
from coinguard.dumps.formats.known import MESSAGE_FORMATS, known_format, message_reader
from coinguard.dumps.formats.parquet import PARQUET_MAGIC, ParquetReader
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.text import TextReader
from coinguard.dumps.options import Format, ScanOptions
from coinguard.dumps.outputs import suffix_format
from coinguard.dumps.rows import Bounds, Reader
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

__all__ = ["format_of", "open_reader"]

_READERS: Final[dict[str, Callable[[Source, ScanOptions, Bounds], Reader]]] = {
    "csv": CsvReader,
    "jsonl": JsonLinesReader,
    "parquet": ParquetReader,
    "text": TextReader,
}

_SAMPLE_LINES: Final = 10


def open_reader(source: Source, kind: Format, options: ScanOptions, bounds: Bounds) -> Reader:
    """Return the reader of a format, its columns known.

    Raises
    ------
    InputError
        The input is not of this format from its first bytes on.
    """
    if source.head.startswith(ZIP_MAGIC):
        return ArchiveReader(source, options, bounds)
    if kind in MESSAGE_FORMATS:
        return message_reader(kind, source, options, bounds)
    if kind == "tsv":
        return CsvReader(source, options, bounds, delimiter="\t")
    return _READERS[kind](source, options, bounds)


def format_of(source: Source, options: ScanOptions) -> Format:
    """Return an input's format: what the caller says, else what the first bytes are, else what the suffix says.

    Raises
    ------
    InputError
        The input is a JSON document, or an archive, in which no messages are found.
    """
    if options.format is not None:
        return options.format
    if source.head.startswith(PARQUET_MAGIC):
        return "parquet"
    if source.head.startswith(ZIP_MAGIC):
        return ArchiveReader(source, options, Bounds.of(options)).format
    hint, _ = suffix_format(source.name)
    seen = Head.of(source, options)
    known = None if options.links else known_format(seen)
    if known is not None:
        return known
    head = seen.data
    if _begins_with_object(head):
        return "jsonl"
    if hint == "jsonl" and head.startswith((b"[", b"{")):
        raise InputError(
            "this is one JSON document, not an object on each line, and none of the exports that are known",
            where=source.name,
            hint="Name its --format, or turn its messages into lines, as with: jq -c '.[]'",
        )
    if hint == "parquet" and head:
        raise InputError(
            "this is not a Parquet file, whatever its name says", where=source.name, hint="Name its --format"
        )
    if hint is not None:
        return hint
    return "csv" if _has_text_header(head, options) else "text"


def _begins_with_object(head: bytes) -> bool:
    """Tell JSON lines by an object among the first lines; one that is cut off by the end of the head counts."""
    if not head.startswith(b"{"):
        return False
    lines = head.split(b"\n", _SAMPLE_LINES)
    return any(isinstance(_json(line), dict) for line in lines) or (len(lines) == 1 and head.startswith(b'{"'))


def _json(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _has_text_header(head: bytes, options: ScanOptions) -> bool:
    """Tell whether the first row names the text column, and the second is as wide."""
    delimiter = options.delimiter or delimiter_of(head, links=options.links)
    if delimiter is None:
        return False
    names = header_of(head, delimiter)
    mapped = {options.text_column, options.message_columns().get("text")}
    return names_a_text_column(names, links=options.links) or any(name in mapped for name in names)
