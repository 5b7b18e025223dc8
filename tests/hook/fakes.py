"""A guard that needs no model, a clock that stands still, and a policy to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coinguard import InputError, Message, Reason, Verdict
from coinguard.hook.policy import Policy, parse_policy

BASE = """
name = "test"
mode = "act"
default = "allow"
[failure]
unscorable = "review"
model = "review"
store = "apply"
[lists]
blocked = "block"
[breaker]
enabled = false
"""

SCAMS = """
[[rules]]
name = "scams"
action = "block"
level = ["scam"]
[[rules]]
name = "doubtful"
action = "review"
level = ["review"]
"""

BREAKER = """
[breaker]
factor = 3
least = 10
past_days = 7
hold = "2h"
"""


def policy(rules: str = SCAMS, **changes: str) -> Policy:
    """Return the base policy with rules behind it; ``changes`` replaces the values of settings."""
    lines = [
        f"{name} = {changes[name]}" if (name := line.partition(" = ")[0]) in changes else line
        for line in BASE.splitlines()
    ]
    return parse_policy("\n".join([*lines, rules]).encode())


def with_breaker(rules: str = SCAMS) -> Policy:
    return parse_policy((BASE.replace("[breaker]\nenabled = false\n", BREAKER) + rules).encode())


@dataclass
class StillClock:
    """Moves when it is told to; the machine's time can be set without the steady time taking notice."""

    at: float = 1_790_000_000.0 - 1_790_000_000.0 % 86_400
    offset: float = 0.0

    def wall(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.at + self.offset, dt.UTC)

    def steady(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class FakeGuard:
    """Calls a text with "free coins" a scam, one with "cheap coins" worth a review; "crash" breaks it."""

    bundle_id: str = "fake-1"
    thresholds: dict[str, float] = field(default_factory=lambda: {"review": 0.0, "scam": 3.0})
    broken: bool = False
    checked: list[str] = field(default_factory=list)

    def check_many(self, messages: Iterable[str | Message]) -> Iterator[Verdict]:
        for message in messages:
            text = message.text if isinstance(message, Message) else message
            if not isinstance(text, str):
                raise InputError("the message has no text")
            if self.broken or "crash" in text:
                raise RuntimeError(f"cannot read {text!r}")
            self.checked.append(text)
            yield self._verdict(text)

    def _verdict(self, text: str) -> Verdict:
        level, kind, score = "clear", None, -6.0
        if "free coins" in text:
            level, kind, score = "scam", "free_generator", 4.0
        elif "cheap coins" in text:
            level, kind, score = "review", "discount_reseller", 1.0
        elif "coins" in text:
            score = -1.0
        reason = Reason("text.wording", score, "It says so.", 0, min(4, len(text)))
        return Verdict(level, 1 / (1 + 2.718281828459045**-score), score, kind, (reason,), self.bundle_id)  # type: ignore[arg-type]
