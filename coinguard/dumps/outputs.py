"""Where results go: written under a temporary name, and under their own only when they are whole."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, cast

import orjson
import zstandard

from coinguard.dumps.compression import Compression
from coinguard.dumps.options import OUTPUT_FORMATS, Format
from coinguard.dumps.rows import Reject
from coinguard.errors import InputError

_SUFFIXES: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".txt": "text",
    ".text": "text",
    ".log": "text",
}
_OTHERS: Final = (".zip", ".mbox", ".eml")
_PACKED: Final[dict[str, Compression]] = {".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd"}

SIDE_SUFFIX: Final = ".rejected.jsonl"
"""What an output's side file of lines that could not be parsed is called behind the output's name."""


def suffix_format(name: str) -> tuple[Format | None, Compression | None]:
    """Return the format and the packing that a file's name speaks of; null where it says nothing."""
    path = Path(name)
    packing = _PACKED.get(path.suffix.lower())
    if packing:
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix.lower()), packing


def stem_of(name: str) -> str:
    """Return a file's name without the suffixes of its format and packing."""
    path = Path(name).name
    for suffixes in (_PACKED, (*_SUFFIXES, *_OTHERS)):
        if Path(path).suffix.lower() in suffixes:
            path = Path(path).stem
    return path


@dataclass(frozen=True, slots=True)
class Target:
    """Where one input's rows go, and how."""

    path: Path | None
    """The file; null for standard output."""
    format: Format
    packing: Compression | None = None

    @property
    def name(self) -> str:
        """What to call it: the path, or ``-``."""
        return "-" if self.path is None else str(self.path)

    @property
    def side_path(self) -> Path | None:
        """The file of lines that could not be parsed; null for standard output and for devices."""
        if self.path is None or (self.path.exists() and not self.path.is_file()):
            return None
        return self.path.with_name(self.path.name + SIDE_SUFFIX)


def target_of(output: str, wanted: Format | None) -> Target:
    """Return the target for an output file named by the caller.

    Raises
    ------
    InputError
        Its suffix is no output format, or its folder does not exist.
    """
    if output == "-":
        return Target(None, wanted or "jsonl")
    path = Path(output)
    kind, packing = suffix_format(output)
    chosen = wanted or kind
    if chosen is None or chosen not in OUTPUT_FORMATS:
        raise InputError(
            f"{path.suffix or 'a name without a suffix'} is no output format",
            where=output,
            hint="Name a file that ends in .csv, .tsv, .jsonl or .parquet, the first three also with .gz or .zst",
        )
    if packing and chosen == "parquet":
        raise InputError("Parquet packs its columns itself", where=output, hint="Leave the last suffix away")
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent}", where=output, hint="Make it first")
    return Target(path, chosen, packing)


class FolderTargets:
    """Targets in a folder: each input's stem, in the input's own format unless another is wanted; what is no table as JSON lines.

    Parameters
    ----------
    folder
        Where they lie.
    wanted
        The format of all of them, if the caller named one.
    """

    def __init__(self, folder: Path, wanted: Format | None) -> None:
        self._folder = folder
        self._wanted = wanted
        self._taken: dict[str, str] = {}

    def target(self, name: str, kind: Format) -> Target:
        """Return an input's target; two inputs of one stem keep their whole names in front of the new suffix.

        Raises
        ------
        InputError
            Another input goes to the same file.
        """
        chosen: Format = self._wanted or (kind if kind in OUTPUT_FORMATS else "jsonl")
        packing = None if chosen == "parquet" else suffix_format(name)[1]
        ending = f".{chosen}" + {"gzip": ".gz", "zstd": ".zst", None: ""}[packing]
        base = "stdin" if name == "-" else stem_of(name)
        if base + ending in self._taken and name != "-":
            base = Path(name).name
        if (other := self._taken.get(base + ending)) is not None:
            raise InputError(
                f"{other} and {name} would both be written to {base + ending}",
                where=str(self._folder),
                hint="Scan them apart",
            )
        self._taken[base + ending] = name
        return Target(self._folder / (base + ending), chosen, packing)


def refuse_overwriting(targets: Iterable[Target], inputs: Iterable[str]) -> None:
    """Raise when a result, or its side file, would take the place of an input.

    Raises
    ------
    InputError
        It would.
    """
    read = [Path(name) for name in inputs if name != "-" and Path(name).exists()]
    for target in targets:
        for path in (target.path, target.side_path):
            if path is not None and path.exists() and any(path.samefile(other) for other in read):
                raise InputError("this is an input as well as an output", where=str(path), hint="Name another output")


class OutputFile:
    """A file that appears under its name only when it is whole; what is not a regular file is written to as it is.

    Used as a context: leaving it by an exception takes back what was written. What the system says about a full or broken
    disk is raised as an :class:`~coinguard.errors.InputError`; a reader that has gone stays a ``BrokenPipeError``.
    """

    def __init__(self, path: Path | None, packing: Compression | None = None, stdout: BinaryIO | None = None) -> None:
        self._path = path
        self._final: Path | None = None
        self._temporary: Path | None = None
        if path is None:
            self._raw = stdout if stdout is not None else sys.stdout.buffer
        elif path.exists() and not path.is_file():
            self._raw = _opened(path)
        else:
            self._final = path.resolve()
            self._temporary = self._final.with_name(f".{self._final.name}.{os.getpid()}.part")
            self._raw = _opened(self._temporary)
        self._closes = path is not None
        self.file: BinaryIO = _packed(self._raw, packing)
        """Where to write."""

    def __enter__(self) -> OutputFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        failure = value
        try:
            # Nobody reads what a failed run wrote, so that a second failure here says nothing new.
            with contextlib.suppress(Exception) if failure else contextlib.nullcontext():
                if self.file is not self._raw:
                    self.file.close()
                self._raw.flush()
        except OSError as error:
            failure = error
        finally:
            if self._closes:
                with contextlib.suppress(OSError):
                    self._raw.close()
        if self._temporary is not None and self._final is not None:
            if failure is None:
                self._temporary.replace(self._final)
            else:
                self._temporary.unlink(missing_ok=True)
        if isinstance(failure, BrokenPipeError) and failure is not value:
            raise failure
        if isinstance(failure, OSError) and not isinstance(failure, BrokenPipeError):
            name = "-" if self._path is None else str(self._path)
            raise InputError(f"the output cannot be written ({failure.strerror})", where=name) from failure


class SideFile:
    """The lines of one input that could not be parsed, as JSON lines; there is no file when there are none."""

    def __init__(self, path: Path | None, name: str) -> None:
        self._path = path
        self._name = name
        self._output: OutputFile | None = None

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add lines."""
        for reject in rejects:
            if self._path is None:
                return
            if self._output is None:
                self._output = OutputFile(self._path)
            row: dict[str, object] = {"input": self._name, "line": reject.line}
            row |= {} if reject.byte is None else {"byte": reject.byte}
            row |= {"problem": reject.problem, "content": reject.content}
            self._output.file.write(orjson.dumps(row) + b"\n")

    @property
    def written(self) -> bool:
        """Whether there is a file."""
        return self._output is not None

    def __enter__(self) -> SideFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._output is not None:
            self._output.__exit__(kind, value, trace)
        elif kind is None and self._path is not None:
            # One from an earlier run would speak of lines that this output does not lack.
            self._path.unlink(missing_ok=True)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise InputError(f"the output cannot be written ({error.strerror})", where=str(path)) from error


def _packed(file: BinaryIO, packing: Compression | None) -> BinaryIO:
    packed: Any = file
    if packing == "gzip":
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)
    elif packing == "zstd":
        packed = zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False)
    return cast("BinaryIO", packed)
