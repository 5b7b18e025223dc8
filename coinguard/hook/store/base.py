"""What the pipeline asks of a store; whoever keeps this contract can stand in for the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from coinguard.hook.decision import AuditEntry, Decision, ListEntry
from coinguard.message import Message


class MessageKey(NamedTuple):
    """Names one message: some platforms number messages within each channel."""

    channel_id: str
    """Empty where the platform has no channels."""
    message_id: str


class Tally(NamedTuple):
    """How often one rule was asked and acted within one hour."""

    rule: str
    """``*`` for all of them together."""
    hour: int
    """Hours since 1970 in UTC."""
    seen: int
    acted: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision to be kept."""

    decision: Decision
    message: Message
    """For the review queue; its text is kept only as long as the store is told to."""


class StoreError(Exception):
    """The store could not do what was asked of it: full, locked, gone or damaged. Nothing was kept by halves.

    Its words are logged: they quote no message and no secret.
    """


class Store(Protocol):
    """Keeps what the hook must not forget. Threads share one; several processes may share what is behind it.

    Every method raises :class:`StoreError` when it can't do its work.
    """

    def latest(self, keys: Sequence[MessageKey]) -> list[Decision | None]:
        """Return the decision of the highest revision on each message, null where there is none."""
        ...

    def record(self, entries: Sequence[Entry], tallies: Sequence[Tally], audit: Sequence[AuditEntry]) -> list[Decision]:
        """Keep decisions, add to the tallies and the audit trail, all or nothing; durable when this returns.

        Held decisions enter the queue; one that follows an earlier decision (an edit) takes the earlier one's place there.
        Where another process kept a decision on the same message and revision first, that one is returned in place of
        the new one, which is not kept.
        """
        ...

    def tallies(self, since_hour: int) -> list[Tally]:
        """Return the tallies from an hour on."""
        ...

    def lists(self) -> tuple[str, Sequence[ListEntry]]:
        """Return the owner's lists, those entries that have not expired, and a version that changes with any change."""
        ...

    def lists_version(self) -> str:
        """Return that version alone; cheap, for it is asked often."""
        ...

    def keep_state(self, name: str, data: bytes) -> None:
        """Keep a small piece of state under a name, in place of what was there."""
        ...

    def state(self, name: str) -> bytes | None:
        """Return what :meth:`keep_state` kept, null where nothing was."""
        ...
