"""Everything coinguard raises on purpose.

::

    CoinguardError
    ├── InputError          the user's input or options are wrong          exit 2
    ├── ConfigurationError  a configuration, rule or list file is wrong    exit 2
    └── InstallationError   a model, asset, extra or dependency is missing exit 3
                            or broken

A message says what was wrong, where, and what to do next; the parts are kept apart so that a caller can show them its own
way.
"""

from __future__ import annotations


class CoinguardError(Exception):
    """Base of every error that coinguard raises on purpose.

    Parameters
    ----------
    problem
        What was wrong, as a sentence without its full stop.
    where
        The file, line, column or option it was found in.
    hint
        What to do next, as a sentence without its full stop.
    """

    exit_code = 70

    def __init__(self, problem: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.hint = hint
        super().__init__(problem, where, hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.hint}." if self.hint else ""
        return f"{place}{self.problem}.{remedy}"


class InputError(CoinguardError):
    """The user's input or options are wrong."""

    exit_code = 2


class ConfigurationError(CoinguardError):
    """A configuration, rule or list file is wrong."""

    exit_code = 2


class InstallationError(CoinguardError):
    """A model, asset, extra or dependency is missing or broken."""

    exit_code = 3
