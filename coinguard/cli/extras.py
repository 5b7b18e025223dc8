"""Commands that need an extra say which, instead of failing in the middle."""

from __future__ import annotations

from importlib.util import find_spec

from coinguard.errors import InstallationError


def needs(extra: str, *packages: str) -> None:
    """Check that what an extra installs is there.

    Raises
    ------
    InstallationError
        A package is missing; the error names it, and the command that mends it.
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise InstallationError(
            f"the package {missing[0]} is not installed", hint=f"Install it with \"pip install 'coinguard[{extra}]'\""
        )
