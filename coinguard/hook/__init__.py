"""The moderation hook: from a message's verdict to an action, held in a review queue, with an audit trail.

It never does more than its owner's policy says, and can always say what it did and why::

    from coinguard.hook import open_hook

    hook = open_hook("policy.toml")
    hook.decide("FREE ROBUX GENERATOR, no password: https://free-robux-gen.top").action
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coinguard.hook.decision import Decision
    from coinguard.hook.intake import Submission
    from coinguard.hook.opening import open_hook
    from coinguard.hook.pipeline import Pipeline
    from coinguard.hook.policy import Account, Policy, read_policy

__all__ = ["Account", "Decision", "Pipeline", "Policy", "Submission", "open_hook", "read_policy"]

_PLACES = {
    "Account": "policy", "Decision": "decision", "Pipeline": "pipeline", "Policy": "policy", "Submission": "intake",
    "open_hook": "opening", "read_policy": "policy",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # The pipeline brings the compiler along; whoever reads decisions alone should not have to wait for it.
    if name in _PLACES:
        return getattr(import_module(f"coinguard.hook.{_PLACES[name]}"), name)
    raise AttributeError(f"module 'coinguard.hook' has no attribute {name!r}")
