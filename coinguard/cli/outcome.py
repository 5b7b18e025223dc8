"""What an exit code means: failure never looks like clean, nor a crash like a scam."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """Every exit code of ``coinguard``."""

    CLEAR = 0
    """Finished; nothing at or above ``--fail-on``."""
    FOUND = 1
    """Finished; something was at or above ``--fail-on``."""
    BAD_INPUT = 2
    """The user's input or options are wrong."""
    BROKEN_INSTALLATION = 3
    """A model, an extra or a dependency is missing or broken."""
    BAD_ROWS = 4
    """Finished, but some rows could not be scored or parsed. Outranks ``FOUND``."""
    BUG = 70
    """Something unforeseen: a mistake in coinguard."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C."""
    BROKEN_PIPE = 141
    """Whoever read the output stopped reading."""


class FailOn(StrEnum):
    """The level from which a finding makes the exit code 1."""

    SCAM = "scam"
    REVIEW = "review"
    NEVER = "never"


def outcome(*, scams: int, reviews: int, bad: int, fail_on: FailOn, allow_bad: bool) -> Outcome:
    """Return the exit code of a finished run.

    Parameters
    ----------
    scams, reviews
        How many rows reached each level.
    bad
        How many rows could not be scored or parsed.
    fail_on
        The level from which a finding counts.
    allow_bad
        Whether bad rows are accepted.
    """
    if bad and not allow_bad:
        return Outcome.BAD_ROWS
    found = {FailOn.SCAM: scams, FailOn.REVIEW: scams + reviews, FailOn.NEVER: 0}[fail_on]
    return Outcome.FOUND if found else Outcome.CLEAR


class FailOnSeverity(StrEnum):
    """The severity from which a case makes the exit code 1."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"

    def reached(self, severities: Iterable[str]) -> bool:
        """Tell whether one of the severities is at or above this one."""
        order = list(type(self))
        return (
            any(order.index(type(self)(severity)) <= order.index(self) for severity in severities) and self != "never"
        )
