"""The policy: what an owner wants done about which verdict. A file in TOML, read all or not at all."""

from __future__ import annotations

from coinguard.hook.policy.model import Account, BreakerSettings, Case, Condition, Failures, Policy, Quota, Rule, Window
from coinguard.hook.policy.read import parse_policy, read_policy

__all__ = [
    "Account",
    "BreakerSettings",
    "Case",
    "Condition",
    "Failures",
    "Policy",
    "Quota",
    "Rule",
    "Window",
    "parse_policy",
    "read_policy",
]
