"""What the hook says and keeps: decisions, the queue of those held, and the labels people give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

import orjson

from coinguard.verdict import Reason, Verdict

ALLOW: Final = "allow"
"""Show the message."""
REVIEW: Final = "review"
"""Hold it until somebody has looked."""
BLOCK: Final = "block"
"""Do not show it."""

ACTIONS: Final = (ALLOW, REVIEW, BLOCK)
"""The actions every policy has, the mildest first; an owner's own stand between the last two or beyond."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a decision, so that it can be made again."""

    policy: str
    """Hash of the policy file, behind its name."""
    rules: str
    """The version of the owner's lists that were in force; whatever rules a guard has are part of the model's id."""
    model: str
    """The guard's bundle id."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that changed an action or that its reader should know, beside the verdict's own reasons."""

    code: str
    """Stable: ``list.allow``, ``list.block``, ``shadow``, ``breaker``, ``quota``, ``failure.store``, …; of a context's reasons,
    those of dumps: ``campaign``, ``many_accounts``, ``flood``, …"""
    text: str
    """The sentence for a reader."""


@dataclass(frozen=True, slots=True)
class ShadowAction:
    """What a rule that only watches would have done."""

    rule: str
    action: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a message's company says of it; its own verdict never changes by it."""

    level: Literal["clear", "review", "scam"]
    campaign: str | None = None
    """The id of the campaign it belongs to."""
    reasons: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be done with one message, and how that came about."""

    id: str
    """Its own id, by which it is asked for later: 32 hexadecimal digits."""
    action: str
    """What to do: ``allow``, ``review``, ``block`` or one of the policy's own names."""
    wanted: str
    """What would have been done but for shadow mode, the breaker and quotas; else the same."""
    rule: str
    """The rule of the policy that decided, or ``default``, ``list.allow``, ``list.block``, ``failure.unscorable``, …"""
    held: bool
    """Whether it is to wait in the review queue."""
    kept: bool
    """Whether the store has it. A decision is kept before anybody is told, or says so here where the store failed."""
    message_id: str | None
    """The platform's id of the message; one without is decided anew each time it comes."""
    channel_id: str | None
    author_id: str | None
    digest: str
    """SHA-256, in hex, of what was read: another one under the same message id is an edit."""
    revision: int
    """0 for a message as first seen, one more for every edit."""
    earlier: str | None
    """The id of the decision on the message before it was edited."""
    verdict: Verdict | None
    """Null where the message could not be scored; then ``error`` says why."""
    error: str | None
    context: Context | None
    """Null where the policy keeps no window."""
    notes: tuple[Note, ...]
    shadow: tuple[ShadowAction, ...]
    """Rules in shadow that would have acted, in the policy's order."""
    versions: Versions
    decided_at: str
    """ISO 8601 in UTC, by the machine's clock."""

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as plain Python values."""
        plain: dict[str, Any] = orjson.loads(self.to_json())
        return plain

    def to_json(self) -> bytes:
        """Return the decision as one line of JSON, which :meth:`from_json` reads."""
        return orjson.dumps(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Decision:
        """Return the decision that :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            It is no such line.
        """
        try:
            return _decision(orjson.loads(data))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no decision ({error!r})") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person says a message was. The last label of a decision counts; all are kept."""

    decision_id: str
    label: Literal["scam", "clear"]
    by: str
    """Who says so, as the platform names its people."""
    at: str
    """ISO 8601 in UTC."""
    kind: str | None = None
    """One of ``coinguard.KINDS``, where a scam's is known."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A decision that waits for somebody, or has been looked at."""

    decision: Decision
    text: str | None
    """What the author wrote; null when it is not kept, or no longer."""
    state: Literal["open", "done"]
    queued_at: str
    """ISO 8601 in UTC."""
    claimed_by: str | None = None
    label: Label | None = None
    """What it was labelled, once done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """Something that the owner trusts or refuses, added while the hook runs."""

    list: Literal["allow", "block"]
    kind: Literal["author", "domain", "host", "path"]
    """``author`` is matched by the platform's id; ``domain`` with all its subdomains, ``host`` alone, ``path`` with all below."""
    value: str
    """In its canonical form: see :func:`coinguard.hook.lists.entry`."""
    added_by: str
    added_at: str
    """ISO 8601 in UTC."""
    expires_at: str | None = None
    """ISO 8601 in UTC; null for one that stays until it is removed."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that happened, in the order it happened; entries are only ever added."""

    event: str
    """``decided``, ``reloaded``, ``breaker_opened``, ``labelled``, ``erased``, ``list_changed``, …"""
    actor: str
    """Who did it: a person, a key, or ``coinguard`` itself."""
    at: str
    """ISO 8601 in UTC."""
    subject: str | None = None
    """The id it is about."""
    detail: Mapping[str, Any] | None = None
    """JSON values; never a message's text."""


def timestamp(moment: dt.datetime) -> str:
    """Return a moment the way stamps are written: ISO 8601 in UTC, to the millisecond, of one length.

    Examples
    --------
    >>> timestamp(dt.datetime(2026, 11, 25, 13, 0, tzinfo=dt.UTC))
    '2026-11-25T13:00:00.000Z'
    """
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_DECISION_FIELDS: Final = frozenset(field.name for field in fields(Decision))


def _verdict(plain: dict[str, Any]) -> Verdict:
    reasons = tuple(Reason(**one) for one in plain["reasons"])
    return Verdict(**plain | {"reasons": reasons, "kind_evidence": tuple(plain["kind_evidence"])})


def _decision(plain: dict[str, Any]) -> Decision:
    if unknown := plain.keys() - _DECISION_FIELDS:
        raise KeyError(min(unknown))
    context, verdict = plain["context"], plain["verdict"]
    return Decision(
        **plain
        | {
            "verdict": verdict and _verdict(verdict),
            "context": context and Context(**context | {"reasons": tuple(Note(**one) for one in context["reasons"])}),
            "notes": tuple(Note(**one) for one in plain["notes"]),
            "shadow": tuple(ShadowAction(**one) for one in plain["shadow"]),
            "versions": Versions(**plain["versions"]),
        }
    )
