"""Where bytes come from: a file or standard input, packed or not, read from the start as often as needed."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from coinguard.dumps.compression import Compression, compression_of, unpacked
from coinguard.dumps.rows import BrokenInputError
from coinguard.errors import InputError

_READ_BYTES: Final = 1 << 18
HEAD_BYTES: Final = 1 << 18
"""Unpacked bytes that format, encoding and columns are told from."""

_UNREADABLE: Final = (
    (b"\xd0\xcf\x11\xe0", "is an old Office file (.xls)", "Save the sheet as CSV"),
    (b"%PDF-", "is a PDF", "Export the messages as CSV or JSON lines"),
    (b"\x89PNG", "is a picture", "Give the text in it as a column named ocr_text"),
    (b"\xff\xd8\xff", "is a picture", "Give the text in it as a column named ocr_text"),
    (b"SQLite format 3\0", "is an SQLite database", "Export the table of messages as CSV"),
    (b"BZh", "is packed with bzip2", "Unpack it, or pack it with gzip or zstd"),
    (b"\xfd7zXZ\0", "is packed with xz", "Unpack it, or pack it with gzip or zstd"),
)
"""Magic numbers of what people try: what it is, and what to do."""


class Source:
    """One input's bytes.

    Parameters
    ----------
    name
        What to call it: the path, or ``-``.
    handle
        Binary file, read from where it stands; the source closes it.

    Raises
    ------
    InputError
        The bytes are of a kind that is not read.
    """

    def __init__(self, name: str, handle: IO[bytes]) -> None:
        self.name = name
        self.bytes_read = 0
        """Bytes taken from the file so far, packed as they are."""
        self._handle: IO[bytes] = handle
        self._start = handle.tell() if handle.seekable() else None
        self._raw = self._read()
        try:
            first = next(self._raw, b"")
        except BrokenInputError as error:
            first, self._raw = b"", _failing(error)
        self.compression: Compression | None = compression_of(first)
        self._blocks = unpacked(_chained(first, self._raw), self.compression)
        self._broken: BrokenInputError | None = None
        self._spooled_break: BrokenInputError | None = None
        self.head = self._take_head()
        """The first unpacked bytes."""
        for magic, kind, hint in _UNREADABLE:
            if self.head.startswith(magic):
                raise InputError(f"the input {kind}", where=name, hint=hint)

    @property
    def bytes_total(self) -> int | None:
        """Bytes of the file as it lies, null when nobody knows."""
        try:
            status = os.fstat(self._handle.fileno())
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    @property
    def broken(self) -> BrokenInputError | None:
        """How the input broke within its head, if it did."""
        return self._broken

    def blocks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes from the start, once; again after :meth:`rewind`.

        Raises
        ------
        BrokenInputError
            After the last byte, when the input breaks off.
        """
        if self.head:
            yield self.head
        if self._broken is not None:
            raise self._broken
        yield from self._blocks

    def rewind(self) -> None:
        """Make :meth:`blocks` start over; only after :meth:`make_seekable`."""
        if self._start is None:
            raise ValueError("only a seekable source starts over")
        self._handle.seek(self._start)
        self.bytes_read = 0
        self._blocks = unpacked(self._spooled(), self.compression)
        self._broken = None
        self.head = self._take_head()

    def make_seekable(self, *, unpack: bool = False) -> None:
        """Copy the input to a temporary file unless it can be read twice as it is; before any block was taken.

        Parameters
        ----------
        unpack
            Copy a packed file as well, so that :attr:`handle` gives its content.
        """
        if self._start is not None and not (unpack and self.compression):
            return
        spool = tempfile.TemporaryFile(prefix="coinguard-")  # noqa: SIM115 - the source closes it
        try:
            for block in self.blocks():
                spool.write(block)
        except BrokenInputError as error:
            self._spooled_break = error
        self._handle.close()
        self._handle, self._start, self.compression = spool, 0, None
        self.rewind()

    @property
    def handle(self) -> IO[bytes]:
        """The file itself, at its start; only after :meth:`make_seekable`."""
        self._handle.seek(self._start or 0)
        return self._handle

    def close(self) -> None:
        """Close the file."""
        self._handle.close()

    def _read(self) -> Iterator[bytes]:
        while True:
            try:
                piece = self._handle.read(_READ_BYTES)
            except OSError as error:
                raise BrokenInputError(f"it cannot be read to its end ({error.strerror or error})") from error
            if not piece:
                return
            self.bytes_read += len(piece)
            yield piece

    def _take_head(self) -> bytes:
        taken: list[bytes] = []
        length = 0
        while length < HEAD_BYTES:
            try:
                block = next(self._blocks, None)
            except BrokenInputError as error:
                self._broken = error
                break
            if block is None:
                break
            taken.append(block)
            length += len(block)
        return b"".join(taken)

    def _spooled(self) -> Iterator[bytes]:
        """Yield the file's bytes, and the break that the copy was made up to."""
        yield from self._read()
        if self._spooled_break is not None:
            raise self._spooled_break


def open_source(name: str, stdin: IO[bytes] | None = None) -> Source:
    """Open one input.

    Parameters
    ----------
    name
        A path, or ``-`` for standard input.
    stdin
        What to read for ``-``; the process's own standard input by default.

    Raises
    ------
    InputError
        It does not exist, is a folder, may not be read, or holds something that is not read.
    """
    if name == "-":
        # Unbuffered: a thread that waits in a buffered standard input would hold up the interpreter's end.
        return Source("-", stdin if stdin is not None else os.fdopen(sys.stdin.fileno(), "rb", 0, closefd=False))
    try:
        handle = Path(name).open("rb")  # noqa: SIM115 - the source closes it
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=name, hint="Check the path") from error
    except IsADirectoryError as error:
        raise InputError("this is a folder", where=name, hint="Name a file in it") from error
    except OSError as error:
        raise InputError(f"the file cannot be opened ({error.strerror})", where=name) from error
    try:
        return Source(name, handle)
    except BaseException:
        handle.close()
        raise


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _failing(error: BrokenInputError) -> Iterator[bytes]:
    raise error
    yield b""
