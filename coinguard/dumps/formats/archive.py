"""Exports as they are downloaded: a ZIP archive with the chats in it, and everything that was shared beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

from coinguard.dumps.archives import Archive, Member
from coinguard.dumps.formats.known import known_format, message_reader
from coinguard.dumps.formats.messages import MessageReader, Row
from coinguard.dumps.formats.shape import Head
from coinguard.dumps.formats.slack import SlackReader, directory_of, slack_days
from coinguard.dumps.options import Format, ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

_NAMED: Final = 3
"""Broken files of an archive that are named."""


class ArchiveReader(MessageReader):
    """The messages of an archive, file by file, in the archive's order.

    Parameters
    ----------
    source
        The archive.
    options
        Encoding, and the format of the files to read where the caller named it.
    bounds
        How much is held at a time.

    Raises
    ------
    InputError
        It has no messages of a known format.
    """

    def __init__(self, source: Source, options: ScanOptions, bounds: Bounds) -> None:
        self._archive = Archive(source)
        self._source = source
        self._options = options
        self._bounds = bounds
        self._lost: list[str] = []
        """Files that broke off before it was clear what they are."""
        self._slack = slack_days(self._archive) if options.format in (None, "slack") else []
        self._found = [] if self._slack else list(self._messages())
        if not self._slack and not self._found and not self._lost:
            wanted = f"the format {options.format!r}" if options.format else "a format that is known"
            raise InputError(
                f"the archive has no messages of {wanted}",
                where=source.name,
                hint="Unpack it and name the files to scan",
            )
        kinds = [kind for _, kind in self._found] or [options.format or "text"]
        self.format: Format = "slack" if self._slack else kinds[0]
        """What its messages are; the first file's format where there are several."""

    def pieces(self) -> Iterator[Row | Reject]:
        """Yield the messages; see :class:`~coinguard.dumps.formats.messages.MessageReader`."""
        yield from self._archive.refused
        broken = list(self._lost)
        if self._slack:
            directory = directory_of(self._archive, self._bounds)
            for place, member in enumerate(self._slack):
                yield from self._member(
                    member, lambda source: SlackReader(source, self._options, self._bounds, directory), broken
                )
                self._tell_progress(place + 1, len(self._slack))
        for place, (member, kind) in enumerate(self._found):
            yield from self._member(member, self._opener(kind), broken)
            self._tell_progress(place + 1, len(self._found))
        if self._archive.broken:
            broken.insert(0, self._archive.broken)
        if broken:
            more = f", and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
            raise BrokenInputError("; ".join(broken[:_NAMED]) + more)

    def _messages(self) -> Iterator[tuple[Member, Format]]:
        """Yield the files with messages, each with its format."""
        for member in self._archive.members:
            if not self._archive.begins_as_text(member):
                continue
            try:
                with closing(self._archive.open(member)) as source:
                    kind = known_format(Head.of(source, self._options))
                    if kind is None and source.broken is not None:
                        self._lost.append(_broken_file(member, source.broken))
            except InputError:
                continue
            if kind is not None and self._options.format in (None, kind):
                yield member, kind

    def _opener(self, kind: Format) -> Callable[[Source], MessageReader]:
        return lambda source: message_reader(kind, source, self._options, self._bounds)

    def _member(
        self, member: Member, opened: Callable[[Source], MessageReader], broken: list[str]
    ) -> Iterator[Row | Reject]:
        """Yield one file's messages; how it is broken is added to ``broken``."""
        try:
            with closing(self._archive.open(member)) as source:
                for piece in opened(source).pieces():
                    yield piece if isinstance(piece, Row) else _in_file(piece, member.name)
        except BrokenInputError as error:
            broken.append(_broken_file(member, error))
        except InputError as error:
            yield Reject.of(0, f"a file of the archive is not read: {error.problem}", member.name.encode())

    def _tell_progress(self, done: int, files: int) -> None:
        """Note how far the archive is; it is read in pieces from all over."""
        self._source.bytes_read = (self._source.bytes_total or 0) * done // files


def _broken_file(member: Member, error: BrokenInputError) -> str:
    return f"in its file {member.name}, {error}"


def _in_file(reject: Reject, name: str) -> Reject:
    return dataclasses.replace(reject, problem=f"in {name}: {reject.problem}")
