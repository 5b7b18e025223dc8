"""Where the texts of a command come from: its arguments, or the lines of stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from coinguard.errors import InputError
from coinguard.limits import MAX_LINE_BYTES


@dataclass(frozen=True, slots=True)
class Entry:
    """One text, or the reason why there is none."""

    where: str
    """``text 1`` or ``line 1``."""
    text: str | None
    """The text; null where it could not be read."""
    problem: str | None = None
    """Why it could not be read."""


def entries(texts: list[str]) -> Iterator[Entry]:
    """Yield the texts of the command line; ``-`` alone stands for the lines of stdin. Blank lines are skipped."""
    if texts == ["-"]:
        yield from _lines()
        return
    for number, text in enumerate(texts, start=1):
        yield _entry(f"text {number}", text.encode("utf-8", "surrogateescape"))


def one(text: str) -> str:
    """Return the single text of the command line; ``-`` stands for all of stdin.

    Raises
    ------
    InputError
        It is not UTF-8.
    """
    entry = _entry("stdin", sys.stdin.buffer.read(MAX_LINE_BYTES)) if text == "-" else next(entries([text]))
    if entry.text is None:
        raise InputError(str(entry.problem), where=entry.where, hint="Convert it to UTF-8 first")
    return entry.text


def _lines() -> Iterator[Entry]:
    number = 0
    while line := sys.stdin.buffer.readline(MAX_LINE_BYTES + 1):
        number += 1
        where = f"line {number}"
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = sys.stdin.buffer.readline(MAX_LINE_BYTES)
            yield Entry(where, None, f"the line is longer than {MAX_LINE_BYTES >> 20} MiB")
        elif line.strip():
            yield _entry(where, line.rstrip(b"\r\n"))


def _entry(where: str, content: bytes) -> Entry:
    try:
        return Entry(where, content.decode("utf-8"))
    except UnicodeDecodeError:
        return Entry(where, None, "the text is not UTF-8")
