"""Blocks of bytes cut into lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coinguard.dumps.rows import Bounds, BrokenInputError, Reject


@dataclass(frozen=True, slots=True)
class Lines:
    """Some consecutive lines."""

    first: int
    """Number of the first, counted from 1."""
    content: list[bytes]
    """The lines without their line feed."""
    rejects: tuple[Reject, ...] = ()
    """Lines before these that were too long or cut off."""


def split_lines(blocks: Iterable[bytes], bounds: Bounds) -> Iterator[Lines]:
    """Cut blocks into lines at line feeds, at most ``bounds.rows`` at a time.

    A line longer than ``bounds.line_bytes`` becomes a reject without ever being held whole; so does the last line of an
    input that breaks off.

    Raises
    ------
    BrokenInputError
        After the last whole line, when the blocks raise it.
    """
    number = 1
    rest = b""
    skipping = False
    broken: BrokenInputError | None = None
    for block in gathered(blocks, bounds.block_bytes):
        if isinstance(block, BrokenInputError):
            broken = block
            break
        data = rest + block if rest else block
        if skipping:
            end = data.find(b"\n")
            rest = b""
            if end < 0:
                continue
            data, skipping, number = data[end + 1 :], False, number + 1
        *whole, rest = data.split(b"\n")
        yield from _bounded(whole, number, bounds)
        number += len(whole)
        if len(rest) > bounds.line_bytes:
            yield Lines(number, [], (_too_long(number, rest, bounds),))
            rest, skipping = b"", True
    if broken is not None:
        if rest:
            yield Lines(number, [], (Reject.of(number, "the input breaks off in this line", rest),))
        raise broken
    if rest:
        yield from _bounded([rest], number, bounds)


def gathered(blocks: Iterable[bytes], size: int) -> Iterator[bytes | BrokenInputError]:
    """Yield the bytes in pieces of at least ``size``, the last one shorter; a break comes as the last value."""
    held: list[bytes] = []
    length = 0
    broken: BrokenInputError | None = None
    source = iter(blocks)
    while True:
        try:
            block = next(source, None)
        except BrokenInputError as error:
            broken, block = error, None
        if block is not None:
            held.append(block)
            length += len(block)
        if held and (block is None or length >= size):
            yield b"".join(held)
            held, length = [], 0
        if block is None:
            break
    if broken is not None:
        yield broken


def _too_long(number: int, line: bytes, bounds: Bounds) -> Reject:
    return Reject.of(number, f"longer than {bounds.line_bytes:,} bytes", line)


def _bounded(lines: list[bytes], number: int, bounds: Bounds) -> Iterator[Lines]:
    """Yield the lines in pieces of at most ``bounds.rows``, those that are too long as rejects."""
    for start in range(0, len(lines), bounds.rows):
        piece = lines[start : start + bounds.rows]
        first = number + start
        if max(map(len, piece)) <= bounds.line_bytes:
            yield Lines(first, piece)
            continue
        for offset, line in enumerate(piece):
            if len(line) > bounds.line_bytes:
                yield Lines(first + offset, [], (_too_long(first + offset, line, bounds),))
            else:
                yield Lines(first + offset, [line])
