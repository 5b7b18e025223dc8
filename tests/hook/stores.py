"""Stores on both databases, and entries to keep in them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from coinguard.hook.decision import AuditEntry, Decision, Label, ListEntry, Note, Versions, timestamp
from coinguard.hook.store.base import Entry
from coinguard.message import Message
from coinguard.verdict import Reason, Verdict

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
_numbers = itertools.count()
AUDIT = AuditEntry(event="decided", actor="coinguard", at="2026-03-01T12:00:00.000Z")


class Clock:
    """A wall clock and one that nobody can set; tests turn both."""

    def __init__(self) -> None:
        self.wall = NOON
        self.passed = 0.0

    def pass_time(self, **amount: float) -> None:
        self.wall += dt.timedelta(**amount)
        self.passed += dt.timedelta(**amount).total_seconds()

    def jump(self, **amount: float) -> None:
        self.wall += dt.timedelta(**amount)


def verdict_of(text: str) -> Verdict:
    return Verdict(
        "scam", 0.98, 4.0, "free_generator", (Reason("text.wording", 4.0, f"It says “{text}”.", 0, 4),), "m-1"
    )


def entry_of(
    text: str = "FREE coins at evil.top",
    *,
    message_id: str | None = "m1",
    channel_id: str | None = "c1",
    author_id: str | None = "a1",
    action: str = "review",
    **changes: Any,
) -> Entry:
    """One entry as the pipeline makes it; held unless its action lets it through."""
    values: dict[str, Any] = {
        "id": f"{next(_numbers):032x}", "action": action, "wanted": action, "rule": "scams", "held": action == "review",
        "kept": True, "message_id": message_id, "channel_id": channel_id, "author_id": author_id, "digest": "0" * 64,
        "revision": 0, "earlier": None, "verdict": verdict_of(text), "error": None, "context": None,
        "notes": (Note("shadow", "a note"),), "shadow": (), "versions": Versions("p", "r", "m-1"),
        "decided_at": "2026-03-01T12:00:00.000Z",
    }  # fmt: skip
    return Entry(Decision(**values | changes), Message(text=text, author_id=author_id, message_id=message_id))


def label_of(decision_id: str, label: str = "scam") -> Label:
    return Label(decision_id=decision_id, label=label, by="ann", at=timestamp(NOON))  # type: ignore[arg-type]


def listed(value: str, **changes: object) -> ListEntry:
    given = {"list": "block", "kind": "domain", "value": value, "added_by": "ann", "added_at": timestamp(NOON)}
    return ListEntry(**given | changes)  # type: ignore[arg-type]
