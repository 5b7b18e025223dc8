"""What an input looks like from its first bytes: the keys of a JSON document, the columns of a table, the first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import orjson

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.dumps.formats.csv import header_of
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.sources import Source

_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\]:,]', re.DOTALL)
_DEPTH: Final = 6
_LINES: Final = 60
_LOOKED_AT: Final = 1 << 17
"""Bytes of a head that paths are taken from."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The beginning of a JSON document."""

    paths: frozenset[str] = frozenset()
    """Paths to the keys seen, ``messages[].id``, at most six steps deep."""
    lines: int = 0
    """How many of the first lines are whole objects."""

    def has(self, *paths: str) -> bool:
        """Tell whether all these paths were seen."""
        return self.paths.issuperset(paths)

    def has_any(self, *paths: str) -> bool:
        """Tell whether one of these paths was seen."""
        return not self.paths.isdisjoint(paths)


@dataclass(frozen=True)
class Head:
    """The first bytes of an input, looked at as each format would."""

    data: bytes = field(repr=False)
    """As UTF-8, without white space in front."""

    @classmethod
    def of(cls, source: Source, options: ScanOptions) -> Head:
        """Return the head of an input in the encoding that it has or is said to have."""
        encoding = named_encoding(options.encoding) if options.encoding else encoding_of(source.head)
        return cls(b"".join(as_utf8([source.head], encoding)).lstrip())

    @cached_property
    def shape(self) -> Shape:
        """The keys of a JSON document."""
        return shape_of(self.data)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The first row of a table with commas."""
        return tuple(header_of(self.data, ","))

    @cached_property
    def lines(self) -> list[str]:
        """The first lines."""
        return self.data[:_LOOKED_AT].decode("utf-8", "replace").splitlines()[:_LINES]


def shape_of(head: bytes) -> Shape:
    """Return the shape of an input's first bytes as UTF-8; an empty one when they are no JSON."""
    text = head.lstrip()[:_LOOKED_AT]
    if not text.startswith((b"{", b"[")):
        return Shape()
    first = text.split(b"\n", 3)[:3]
    return Shape(frozenset(_paths(text)), sum(_is_object(line) for line in first))


def _paths(text: bytes) -> set[str]:
    """Return the paths of the first value; a document that breaks off gives those before the break."""
    paths: set[str] = set()
    containers: list[str] = []
    current = ""
    candidate: bytes | None = None
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == b'"':
            break
        if token in b"{[":
            current += "[]" if token == b"[" else ""
            containers.append(current)
        elif token in b"}]":
            containers.pop()
            if not containers:
                break
        elif token == b",":
            current = containers[-1]
        elif token == b":" and candidate is not None:
            parent = containers[-1]
            current = f"{parent}.{candidate.decode('utf-8', 'replace')}".removeprefix(".")
            if len(containers) <= _DEPTH:
                paths.add(current)
        candidate = token[1:-1] if token.startswith(b'"') else None
    return paths


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
