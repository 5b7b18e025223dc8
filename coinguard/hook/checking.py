"""Verdicts on a batch of messages, of which any may fail without the others."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coinguard.errors import InputError
from coinguard.hook.snapshot import Checker
from coinguard.message import Message
from coinguard.verdict import Verdict

_log = logging.getLogger(__name__)

Failure = Literal["unscorable", "model"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict, or why there is none."""

    verdict: Verdict | None
    error: str | None = None
    failure: Failure | None = None
    """Which of the policy's failures it is."""


def check_all(guard: Checker, messages: Sequence[Message]) -> list[Checked]:
    """Return what each message comes to; one that fails costs the others time, never their verdict."""
    try:
        return [Checked(verdict) for verdict in guard.check_many(messages)]
    except Exception as error:
        # Whatever the guard raises, the hook goes on: the policy says how.
        if len(messages) > 1:
            half = len(messages) // 2
            return check_all(guard, messages[:half]) + check_all(guard, messages[half:])
        return [failed(error)]


def failed(error: Exception) -> Checked:
    """Return what is left of a message that something failed on; logs where, and nothing that the message says."""
    if isinstance(error, InputError):
        return Checked(None, error.problem, "unscorable")
    # The error's own words might quote the message, which no log is to hold.
    place = "".join(traceback.format_tb(error.__traceback__))
    _log.error("the guard failed with %s:\n%s", type(error).__name__, place)
    return Checked(None, f"the guard failed ({type(error).__name__})", "model")
