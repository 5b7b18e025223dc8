"""JSON lines: one object a line, values kept as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
import pyarrow as pa

from coinguard.dumps.cells import unchecked_text
from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.lines import Lines, split_lines
from coinguard.dumps.formats.objects import Problem, encoded, lenient_text, loaded
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import MAX_COLUMNS, Batch, Bounds, BrokenInputError, Reject
from coinguard.dumps.scored import OWN_COLUMNS
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

Object = dict[str, Any]

_HEAD_OBJECTS: Final = 1_000
"""Objects whose keys count as the input's columns where nothing asks for all of them."""

_LONG_NUMBER: Final = re.compile(rb"\d{20}")
"""Digits that 64 bits may not hold; orjson would round such a number."""

_OWN: Final = frozenset(OWN_COLUMNS)


class JsonLinesReader:
    """A JSON lines input.

    Rows keep the text of their line, so that a number is written back digit by digit. As columns, strings stay strings,
    a missing key and ``null`` are null, and every other value is its JSON text.

    Parameters
    ----------
    source
        The bytes; read twice when :meth:`schema` is asked for.
    options
        Encoding, and whether the columns of an earlier scan are dropped.
    bounds
        How much is held at a time.
    """

    open_ended = True

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._source = source
        self._bounds = bounds
        self._replace = options.replace
        named = named_encoding(options.encoding) if options.encoding else None
        self._encoding = named or encoding_of(source.head, guess=False)
        self.names: Sequence[str] = self._head_names()

    def schema(self) -> pa.Schema:
        """Return every key of the input as a string column, in the order they first appear; reads the input once.

        Raises
        ------
        InputError
            There are more than :data:`~coinguard.dumps.rows.MAX_COLUMNS`.
        """
        self._source.make_seekable()
        names: dict[str, None] = {}
        try:
            for lines in self._lines():
                for line in lines.content:
                    value = loaded(line)
                    if isinstance(value, dict) and not value.keys() <= names.keys():
                        names |= dict.fromkeys(value)
                if len(names) > MAX_COLUMNS:
                    raise InputError(
                        f"the objects have more than {MAX_COLUMNS:,} different keys",
                        where=self._source.name,
                        hint="Write JSON lines, which need no common columns",
                    )
        except BrokenInputError:
            pass  # The rows before the break are read again, and then it is told.
        self._source.rewind()
        return pa.schema([pa.field(name, pa.string()) for name in names])

    def batches(self, columns: Sequence[str] | None) -> Iterator[Batch]:
        """Yield the rows, once; see :class:`~coinguard.dumps.rows.Reader`.

        Parameters
        ----------
        columns
            The keys to make columns of; null for those of the first objects.
        """
        wanted = tuple(self.names if columns is None else columns)
        for lines in self._lines():
            objects, texts, rejects = self._parsed(lines)
            table = pa.table({name: _column(objects, texts, name) for name in wanted})
            yield Batch(table, (*lines.rejects, *rejects), pa.array(texts, pa.binary()))

    def _lines(self) -> Iterator[Lines]:
        return split_lines(as_utf8(self._source.blocks(), self._encoding), self._bounds)

    def _head_names(self) -> tuple[str, ...]:
        head = b"".join(as_utf8([self._source.head], self._encoding))
        names: dict[str, None] = {}
        for line in head.split(b"\n")[:_HEAD_OBJECTS]:
            value = loaded(line)
            if isinstance(value, dict):
                names |= dict.fromkeys(value)
        return tuple(names)

    def _parsed(self, lines: Lines) -> tuple[list[Object], list[bytes], list[Reject]]:
        """Return the objects, the text of each ready for more members, and the lines that are none."""
        objects: list[Object] = []
        texts: list[bytes] = []
        rejects: list[Reject] = []
        strict = True
        loads = orjson.loads
        for place, line in enumerate(lines.content):
            try:
                value = loads(line)
            except orjson.JSONDecodeError:
                value, strict = loaded(line), False
            if type(value) is dict:
                objects.append(value)
                texts.append(line.strip()[:-1] + b"," if value else b"{")
            elif line.strip():
                problem = value if isinstance(value, Problem) else "not a JSON object"
                rejects.append(Reject.of(lines.first + place, str(problem), line))
        if any(b'"cg_' in text for text in texts):
            self._without_own_columns(objects, texts)
        if not strict:
            texts = [text.decode("utf-8", "replace").encode() for text in texts]
        return objects, texts, rejects

    def _without_own_columns(self, objects: list[Object], texts: list[bytes]) -> None:
        """Drop what an earlier scan added, in place, where the caller agreed to that."""
        for place, value in enumerate(objects):
            if _OWN.isdisjoint(value):
                continue
            if not self._replace:
                raise existing_columns(self._source.name, [name for name in value if name in _OWN])
            kept = {
                name: item
                for name, item in json.loads(lenient_text(texts[place][:-1] + b"}")).items()
                if name not in _OWN
            }
            text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")
            texts[place] = text[:-1] + b"," if kept else b"{"


def existing_columns(where: str, names: Sequence[str]) -> InputError:
    """Return the error for an input that an earlier scan has already scored."""
    return InputError(
        f"the input already has {', '.join(names)}", where=where, hint="Scan the original, or drop them with --replace"
    )


def _column(objects: Sequence[Object], texts: Sequence[bytes], name: str) -> Any:
    """Return one key's values as a pyarrow string array; as a binary one when some are not valid text."""
    values = [item.get(name) for item in objects]
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowException, UnicodeEncodeError):
        pass
    data = pa.array([_value_text(value, name, text) for value, text in zip(values, texts, strict=True)], pa.binary())
    return unchecked_text(data)


def _value_text(value: Any, name: str, line: bytes) -> bytes | None:
    """Return a string's bytes, or another value's JSON text; broken characters as bytes that are not UTF-8."""
    if value is None:
        return None
    if isinstance(value, str):
        return encoded(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return b"%d" % value
    if not isinstance(value, bool) and _LONG_NUMBER.search(line):
        value = json.loads(lenient_text(line[:-1] + b"}"))[name]
    if isinstance(value, float):
        return json.dumps(value).encode()
    try:
        return orjson.dumps(value)
    except (orjson.JSONEncodeError, TypeError):
        return encoded(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
