"""Decisions put together, and what is written about them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from coinguard.hook.checking import Checked
from coinguard.hook.decision import AuditEntry, Decision, Note
from coinguard.hook.intake import Submission
from coinguard.hook.judge import Judgement
from coinguard.hook.policy import Policy
from coinguard.hook.policy.model import APPLY
from coinguard.hook.snapshot import Snapshot
from coinguard.hook.store.base import Tally

_LOST: Final = Note("failure.store", "The store failed: this decision is not kept, and waits in no queue.")


def decision_of(
    new_id: str,
    snapshot: Snapshot,
    submission: Submission,
    digest: str,
    earlier: Decision | None,
    checked: Checked,
    judgement: Judgement,
    stamp: str,
) -> Decision:
    """Return the decision that a judgement makes."""
    message = submission.message
    return Decision(
        id=new_id,
        action=judgement.action,
        wanted=judgement.wanted,
        rule=judgement.rule,
        held=snapshot.policy.actions[judgement.action],
        kept=True,
        message_id=message.message_id or None,
        channel_id=message.channel_id,
        author_id=message.author_id,
        digest=digest,
        revision=0 if earlier is None else earlier.revision + 1,
        earlier=None if earlier is None else earlier.id,
        verdict=checked.verdict,
        error=checked.error,
        context=judgement.context,
        notes=judgement.notes,
        shadow=judgement.shadow,
        versions=snapshot.versions,
        decided_at=stamp,
    )


def new_ids(count: int) -> list[str]:
    """Return ids that nobody can guess and that grow with time, which databases like."""
    now, chance = f"{time.time_ns() // 1_000_000:012x}", secrets.token_hex(10 * count)
    return [now + chance[20 * place : 20 * place + 20] for place in range(count)]


def unkept(decision: Decision, policy: Policy) -> Decision:
    """Return a decision as the policy wants it where the store failed."""
    notes = (*decision.notes, _LOST)
    if policy.failures.store == APPLY or policy.shadow:
        return replace(decision, kept=False, notes=notes)
    action = policy.failures.store
    return replace(decision, kept=False, action=action, rule="failure.store", held=policy.actions[action], notes=notes)


def trail_of(decision: Decision) -> AuditEntry:
    """Return what the audit trail says of a decision."""
    detail = {"action": decision.action, "rule": decision.rule}
    return AuditEntry(event="decided", actor="coinguard", at=decision.decided_at, subject=decision.id, detail=detail)


def summed(tallies: Iterable[Tally]) -> list[Tally]:
    """Return the increments of each rule and hour as one."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for rule, hour, seen, acted in tallies:
        before = found.get((rule, hour), (0, 0))
        found[rule, hour] = (before[0] + seen, before[1] + acted)
    return [Tally(rule, hour, *counts) for (rule, hour), counts in found.items()]
