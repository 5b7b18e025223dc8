"""What to read: the files a caller names, and those in the folders a caller names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coinguard.dumps.outputs import SIDE_SUFFIX
from coinguard.errors import InputError


@dataclass(frozen=True, slots=True)
class Input:
    """One input to read."""

    name: str
    """Its path, or ``-`` for standard input."""
    in_folder: bool
    """Found in a folder, not named: one that is no dump is reported and does not stop the others."""


def expanded(inputs: Sequence[str]) -> Iterator[Input]:
    """Yield the inputs with each folder replaced by its files, sorted; hidden files and side files are left out.

    Raises
    ------
    InputError
        There is none, one does not exist, a folder is empty, or standard input is named twice.
    """
    if not inputs:
        raise InputError("there is no input", hint="Name a file, a folder, or - for standard input")
    if list(inputs).count("-") > 1:
        raise InputError("standard input can be read only once", where="-", hint="Name it once")
    for name in inputs:
        if name == "-" or not Path(name).is_dir():
            if name != "-" and not Path(name).exists():
                raise InputError("there is no such file", where=name, hint="Check the path")
            yield Input(name, in_folder=False)
            continue
        files = [path for path in sorted(Path(name).iterdir()) if path.is_file() and not path.name.startswith(".")]
        files = [path for path in files if not path.name.endswith(SIDE_SUFFIX)]
        if not files:
            raise InputError("the folder has no files", where=name, hint="Name the folder that the dump lies in")
        yield from (Input(str(path), in_folder=True) for path in files)
