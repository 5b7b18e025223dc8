"""Where the shipped models and data lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coinguard.errors import InstallationError

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
