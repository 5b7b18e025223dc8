"""Where the shipped models and data lie, and how a file of an owner's is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coinguard.errors import ConfigurationError, InstallationError

_PACKAGE: Final = Path(__file__).resolve().parent


def asset_root() -> Path:
    """Return the folder that holds ``models/`` and ``data/``.

    A wheel carries them beside the package in ``_assets``; a checkout has them at its root. They are never merged: an
    editable install reads the live files of its checkout.

    Raises
    ------
    InstallationError
        Neither place has them.
    """
    for root in (_PACKAGE / "_assets", _PACKAGE.parent):
        if (root / "models").is_dir() and (root / "data").is_dir():
            return root
    raise InstallationError(
        "the shipped models and data are missing",
        where=str(_PACKAGE),
        hint="Reinstall with 'pip install --force-reinstall coinguard'",
    )


def asset(*parts: str) -> Path:
    """Return the path of one shipped file or folder, such as ``asset("data", "unicode", "fold.safetensors")``.

    Raises
    ------
    InstallationError
        It is not there.
    """
    path = asset_root().joinpath(*parts)
    if not path.exists():
        raise InstallationError(
            f"the shipped file {'/'.join(parts)} is missing",
            where=str(path.parent),
            hint="Reinstall with 'pip install --force-reinstall coinguard'",
        )
    return path


def owners_text(path: Path, what: str, most_bytes: int) -> str:
    """Return the text of a file that an owner wrote; ``what`` names it, as in "the lists".

    Raises
    ------
    ConfigurationError
        It can't be read, is too large, or is no UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{what} can't be read: {error.strerror}", where=str(path), hint="Check the path"
        ) from error
    if len(data) > most_bytes:
        raise ConfigurationError(
            f"{what} can't be larger than {most_bytes:,} bytes", where=str(path), hint="Shorten the file"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            "there are bytes that are no UTF-8", where=f"{path}, line {line}", hint="Save the file as UTF-8"
        ) from error
