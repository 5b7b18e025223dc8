"""Streams of bytes, unpacked with bounded memory.

A packed file that breaks off gives everything before the break first and says so after. Output is bounded for each
piece of input, so that a small file that unpacks to a huge one costs time, not memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import zstandard

from coinguard.dumps.rows import BrokenInputError
from coinguard.limits import MAX_ZSTD_WINDOW

Compression = Literal["gzip", "zstd"]

GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE: Final = tuple(bytes((0x50 + low,)) + b"\x2a\x4d\x18" for low in range(16))

_GZIP_WINDOW: Final = 31
"""zlib's way to say: a gzip header, and the largest window."""

_OUTPUT_BYTES: Final = 1 << 20
"""Bytes that one call to zlib unpacks at most."""

_ZSTD_PIECE: Final = 1 << 10
"""Packed bytes given to zstd at a time. Four of them may unpack to 128 KiB, so these to 32 MiB at most."""


def compression_of(head: bytes) -> Compression | None:
    """Return how the bytes are packed, by their magic number; null when they are not."""
    if head.startswith(GZIP_MAGIC):
        return "gzip"
    if head.startswith((ZSTD_MAGIC, *_ZSTD_SKIPPABLE)):
        return "zstd"
    return None


def unpacked(pieces: Iterable[bytes], compression: Compression | None) -> Iterator[bytes]:
    """Yield the unpacked bytes.

    Raises
    ------
    BrokenInputError
        After the last byte that could be unpacked: the stream breaks off, is damaged, or something else follows it.
    """
    if compression == "gzip":
        return _gunzipped(pieces)
    if compression == "zstd":
        return _unzstandard(pieces)
    return iter(pieces)


def _gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(_GZIP_WINDOW)
    started = False
    for piece in pieces:
        data = piece
        held_back = False
        while data or held_back:
            if member.eof:
                # Zeros pad tapes and disks; gzip itself ignores them.
                data = data.lstrip(b"\0")
                if not data:
                    break
                member, started = zlib.decompressobj(_GZIP_WINDOW), False
            before = member.copy()
            try:
                output = member.decompress(data, _OUTPUT_BYTES)
            except zlib.error as error:
                yield from _rescued(before, data)
                raise BrokenInputError(f"its gzip data is damaged ({error})") from error
            started = True
            if output:
                yield output
            data = member.unused_data if member.eof else member.unconsumed_tail
            held_back = not member.eof and len(output) == _OUTPUT_BYTES
    if started and not member.eof:
        raise BrokenInputError("its gzip data breaks off")


def _rescued(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what comes before the damage, byte by byte."""
    for position in range(len(data)):
        try:
            output = member.decompress(data[position : position + 1])
        except zlib.error:
            return
        if output:
            yield output


def _unzstandard(pieces: Iterable[bytes]) -> Iterator[bytes]:
    context = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW)
    frame = context.decompressobj()
    started = False
    for piece in pieces:
        for start in range(0, len(piece), _ZSTD_PIECE):
            data = piece[start : start + _ZSTD_PIECE]
            while data:
                if frame.eof:
                    frame, started = context.decompressobj(), False
                try:
                    output = frame.decompress(data)
                except zstandard.ZstdError as error:
                    raise BrokenInputError(f"its zstd data is damaged ({error})") from error
                started = True
                if output:
                    yield output
                data = frame.unused_data if frame.eof else b""
    if started and not frame.eof:
        raise BrokenInputError("its zstd data breaks off")
