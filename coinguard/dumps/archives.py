"""ZIP archives, read file by file as a stream: nothing is ever unpacked to disk.

A hostile archive costs a sentence: names that lead out of the archive, files that share their packed bytes, and files that
unpack to far more than text does are refused. One whose table of contents is missing, because it was cut off, is read from its
front instead.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final, cast

from coinguard.dumps.rows import BrokenInputError, Reject
from coinguard.dumps.sources import Source
from coinguard.errors import InputError
from coinguard.limits import MAX_ARCHIVE_MEMBERS, MAX_ARCHIVE_RATIO

ZIP_MAGIC: Final = b"PK\x03\x04"

_HEADER: Final = struct.Struct("<4s5H3I2H")
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 0x1
_SIZES_BEHIND: Final = 0x8
_UTF8_NAME: Final = 0x800
_UNKNOWN_SIZES: Final = (0, 0xFFFFFFFF)
_READ_BYTES: Final = 1 << 16
_OUTPUT_BYTES: Final = 1 << 20
_ALLOWED_BYTES: Final = 64 << 20
"""Bytes that a file may always unpack to, whatever it is packed to."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    offset: int
    """Where its header begins."""
    method: int
    packed: int | None
    """Packed bytes; null when only the data itself says where it ends."""
    crc: int | None = None


class Archive:
    """A ZIP archive.

    Parameters
    ----------
    source
        Its bytes; copied to a temporary file when they come through a pipe or are packed once more.

    Raises
    ------
    InputError
        It is a spreadsheet, has more files than are read, or none can be read at all.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.refused: list[Reject] = []
        """Files that are not read, and why."""
        self.broken: str | None = None
        """How the archive itself is broken, if it is."""
        source.make_seekable(unpack=True)
        self._handle = source.handle
        try:
            with zipfile.ZipFile(self._handle) as archive:
                found = list(self._listed(archive))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error):
            self.broken = "its table of contents, which lies at its end, is missing or damaged"
            found = list(self._walked())
        self.members: tuple[Member, ...] = tuple(found)
        """The files that can be read, in their order."""
        names = {member.name for member in found}
        if "[Content_Types].xml" in names:
            raise InputError(
                "the input is a spreadsheet or another Office file", where=self.name, hint="Save it as CSV"
            )
        if not names and not self.refused:
            raise InputError(
                "the input is a damaged ZIP archive or spreadsheet, and nothing of it can be read",
                where=self.name,
                hint="Fetch it again",
            )

    def open(self, member: Member) -> Source:
        """Return a file of the archive as an input of its own.

        Raises
        ------
        InputError
            It holds something that is not read.
        """
        return Source(f"{self.name}/{member.name}", cast("IO[bytes]", MemberFile(self._handle, member)))

    def begins_as_text(self, member: Member) -> bool:
        """Tell whether a file can be text or JSON at all, by its first bytes; one that is broken there can."""
        try:
            head = MemberFile(self._handle, member).read(64)
        except BrokenInputError:
            return True
        return bool(head) and (b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")))

    def _listed(self, archive: zipfile.ZipFile) -> Iterator[Member]:
        """Yield what the table of contents names, and set aside what is not read."""
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_ARCHIVE_MEMBERS:
            raise InputError(f"the archive has more than {MAX_ARCHIVE_MEMBERS:,} files", where=self.name)
        end = 0
        shared = set()
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                shared.add(id(entry))
            end = max(end, entry.header_offset + entry.compress_size)
        for entry in entries:
            link = stat.S_ISLNK(entry.external_attr >> 16)
            problem = "a link" if link else "shares its bytes with another file" if id(entry) in shared else None
            problem = problem or _problem(entry.filename, entry.flag_bits, entry.compress_type)
            if problem:
                self._refuse(entry.filename, problem)
            else:
                yield Member(entry.filename, entry.header_offset, entry.compress_type, entry.compress_size, entry.CRC)

    def _walked(self) -> Iterator[Member]:
        """Yield the files from the front, each behind the one before."""
        offset = 0
        for _ in range(MAX_ARCHIVE_MEMBERS):
            header = _header_at(self._handle, offset)
            if header is None:
                return
            name, flags, member = header
            problem = _problem(name, flags, member.method)
            if problem and not name.endswith("/"):
                self._refuse(name, problem)
            elif not name.endswith("/"):
                yield member
            if member.packed is None and problem:
                return
            file = MemberFile(self._handle, member)
            try:
                while file.read(_OUTPUT_BYTES):
                    pass
            except BrokenInputError:
                return
            offset = file.end + (_descriptor_bytes(self._handle, file.end) if flags & _SIZES_BEHIND else 0)

    def _refuse(self, name: str, problem: str) -> None:
        self.refused.append(
            Reject.of(0, f"a file of the archive is not read: {problem}", name.encode("utf-8", "replace"))
        )


class MemberFile(io.RawIOBase):
    """A file of an archive while it is read; it can be started over.

    Parameters
    ----------
    handle
        The archive; shared, so that every read begins with a seek.
    member
        Which file.
    """

    def __init__(self, handle: IO[bytes], member: Member) -> None:
        self._handle = handle
        self._member = member
        self._started = False
        self._unpacked = 0

    def _start(self) -> None:
        """Find the packed bytes; at the first read, so that a damaged header is told like any other damage."""
        self._started = True
        self._handle.seek(self._member.offset)
        fields = self._handle.read(_HEADER.size)
        if len(fields) < _HEADER.size or fields[:4] != ZIP_MAGIC:
            raise BrokenInputError("its header in the archive is damaged")
        *_, name_bytes, extra_bytes = _HEADER.unpack(fields)
        self._first = self._member.offset + _HEADER.size + int(name_bytes) + int(extra_bytes)
        self._at = self._first
        self._inflate: zlib._Decompress | None = zlib.decompressobj(-15) if self._member.method == _DEFLATED else None
        self._held = b""
        self._crc = 0
        self._unpacked = 0

    @property
    def end(self) -> int:
        """One past the last packed byte; once all of it was read."""
        unused = 0 if self._inflate is None else len(self._inflate.unused_data)
        return self._at - unused

    def readable(self) -> bool:
        """Return true."""
        return True

    def seekable(self) -> bool:
        """Return true: the file starts over."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._unpacked

    def seek(self, offset: int, whence: int = 0) -> int:
        """Start over; there is no other place to go to."""
        if offset or whence:
            raise io.UnsupportedOperation("a file of an archive can only be started over")
        self._started = False
        self._unpacked = 0
        return 0

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none at the end.

        Raises
        ------
        BrokenInputError
            The file breaks off, is damaged, or unpacks to far more than text does.
        """
        if not self._started:
            self._start()
        wanted = _OUTPUT_BYTES if size < 0 else min(size, _OUTPUT_BYTES)
        output = self._stored(wanted) if self._inflate is None else self._inflated(wanted)
        self._unpacked += len(output)
        self._crc = zlib.crc32(output, self._crc)
        if self._unpacked > max(_ALLOWED_BYTES, MAX_ARCHIVE_RATIO * (self._at - self._first)):
            raise BrokenInputError(f"it unpacks to more than {MAX_ARCHIVE_RATIO} times its packed size")
        if not output and self._member.crc not in (None, self._crc):
            raise BrokenInputError("its bytes are not those that were packed")
        return output

    def _stored(self, wanted: int) -> bytes:
        left = self._first + (self._member.packed or 0) - self._at
        output = self._packed(min(wanted, left))
        if left and not output:
            raise BrokenInputError("it breaks off")
        return output

    def _inflated(self, wanted: int) -> bytes:
        inflate = self._inflate
        while inflate is not None and not inflate.eof:
            data = self._held or self._packed(_READ_BYTES)
            if not data:
                raise BrokenInputError("it breaks off")
            try:
                output = inflate.decompress(data, wanted)
            except zlib.error as error:
                raise BrokenInputError(f"its packed data is damaged ({error})") from error
            self._held = inflate.unconsumed_tail
            if output:
                return output
        return b""

    def _packed(self, size: int) -> bytes:
        """Return packed bytes; those of the next file too where nothing says where this one ends."""
        if self._member.packed is not None:
            size = min(size, self._first + self._member.packed - self._at)
        self._handle.seek(self._at)
        data = self._handle.read(size)
        self._at += len(data)
        return data


def is_safe_name(name: str) -> bool:
    """Tell whether a file's name stays within the archive: relative, no way up, nothing that a system reads otherwise."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set(name) & set("\\:\0")


def _problem(name: str, flags: int, method: int) -> str | None:
    """Return why a file is not read."""
    if not is_safe_name(name):
        return "its name leads out of the archive"
    if flags & _ENCRYPTED:
        return "it is encrypted"
    return None if method in (_STORED, _DEFLATED) else f"it is packed by method {method}"


def _header_at(handle: IO[bytes], offset: int) -> tuple[str, int, Member] | None:
    """Return name, flags and member of the header at a place; null when there is none, or only a part of one."""
    handle.seek(offset)
    fields = handle.read(_HEADER.size)
    if len(fields) < _HEADER.size or fields[:4] != ZIP_MAGIC:
        return None
    _, _, flags, method, _, _, crc, packed, _, name_bytes, _ = _HEADER.unpack(fields)
    name = handle.read(name_bytes)
    if len(name) < name_bytes:
        return None
    text = name.decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
    unknown = bool(flags & _SIZES_BEHIND) or (packed in _UNKNOWN_SIZES and method == _DEFLATED)
    return text, flags, Member(text, offset, method, None if unknown else packed, None if unknown else crc)


def _descriptor_bytes(handle: IO[bytes], offset: int) -> int:
    """Return how long the sizes behind a file's data are: with or without a signature, 32 or 64 bits wide."""
    handle.seek(offset)
    data = handle.read(28)
    for length in (16, 12, 24, 20):
        if data[length : length + 4] in (ZIP_MAGIC, b"PK\x01\x02", b"PK\x05\x06"):
            return length
    return 16
