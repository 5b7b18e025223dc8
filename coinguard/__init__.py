"""coinguard finds coin-offer fraud in messages and links: how sure, and why.

>>> import coinguard
>>> guard = coinguard.load()
>>> guard.check("good stream today, thanks for the coins everyone").level
'clear'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coinguard.errors import CoinguardError, ConfigurationError, InputError, InstallationError
from coinguard.message import Message
from coinguard.verdict import KINDS, LEVELS, Reason, Verdict

if TYPE_CHECKING:
    from coinguard.guard import Guard, load
    from coinguard.ledger.check import check_ledger
    from coinguard.scoring.advice import advice

__version__ = "0.1.0"

__all__ = [
    "KINDS",
    "LEVELS",
    "CoinguardError",
    "ConfigurationError",
    "Guard",
    "InputError",
    "InstallationError",
    "Message",
    "Reason",
    "Verdict",
    "__version__",
    "advice",
    "check_ledger",
    "load",
]


def __getattr__(name: str) -> Any:
    # Guard and load bring the compiler along; importing coinguard to catch its errors should not.
    if name in ("Guard", "load"):
        return getattr(import_module("coinguard.guard"), name)
    if name == "check_ledger":
        return import_module("coinguard.ledger.check").check_ledger
    if name == "advice":
        return import_module("coinguard.scoring.advice").advice
    raise AttributeError(f"module 'coinguard' has no attribute {name!r}")
