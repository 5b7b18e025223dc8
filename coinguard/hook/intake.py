"""What comes in, checked: a message and what the platform knows of its author."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Final

from coinguard.errors import InputError
from coinguard.hook.policy import Account
from coinguard.hook.store.base import MessageKey
from coinguard.limits import MAX_ID_CODE_POINTS
from coinguard.message import MESSAGE_FIELDS, SCORED_FIELDS, Message
from coinguard.text.views import utf8

_IDS: Final = ("message_id", "author_id", "channel_id")


@dataclass(frozen=True, slots=True)
class Submission:
    """A message to be decided."""

    message: Message
    account: Account = field(default_factory=Account)

    @property
    def key(self) -> MessageKey | None:
        """What names the message; null for one without an id."""
        message_id = self.message.message_id
        return MessageKey(self.message.channel_id or "", message_id) if message_id else None

    def digest(self) -> str:
        """Return the SHA-256 of what is read of the message and of who wrote it, in hex."""
        parts: list[bytes] = []
        for place, name in enumerate(("author_id", *SCORED_FIELDS)):
            value = getattr(self.message, name)
            if value is not None:
                data = utf8(value)
                parts += (b"%d:%d:" % (place, len(data)), data)
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def age(self, now: dt.datetime) -> float | None:
        """Return the age of the author's account in seconds; null where nobody knows."""
        created = self.account.created_at
        return None if created is None else max(0.0, (now - _moment(created)).total_seconds())


def accepted(
    given: str | Message | Submission, account: Account | None = None, *, where: str | None = None
) -> Submission:
    """Return what was given as a submission whose fields are what they should be.

    A text that is missing or over its limit is no error here: the policy says what is done about it.

    Raises
    ------
    InputError
        It is no message, a field is no text, an id is too long or holds what no store can keep, or the account's age is no
        time.
    """
    if isinstance(given, Submission):
        message, account = given.message, given.account
    else:
        message = Message(text=given) if isinstance(given, str) else given
    if not isinstance(message, Message):
        raise InputError(f"a {type(message).__name__} is no message", where=where, hint="Pass a coinguard.Message")
    for name in MESSAGE_FIELDS:
        value = getattr(message, name)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{name} is a {type(value).__name__}, no text", where=where, hint="Pass a string")
    for name in _IDS:
        _check_id(name, getattr(message, name), where)
    account = account or Account()
    if isinstance(account.roles, str) or not all(isinstance(role, str) for role in account.roles):
        raise InputError("the account's roles are no list of texts", where=where, hint="Pass them like ('moderator',)")
    if account.created_at is not None:
        _moment(account.created_at, where)
    return Submission(message, account)


def _check_id(name: str, value: str | None, where: str | None) -> None:
    if value is None:
        return
    if len(value) > MAX_ID_CODE_POINTS:
        raise InputError(f"{name} is longer than {MAX_ID_CODE_POINTS} characters", where=where, hint="Pass the bare id")
    if "\0" in value or (not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value)):
        raise InputError(
            f"{name} holds what is no character", where=where, hint="Pass the id as the platform writes it"
        )


def _moment(text: str, where: str | None = None) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except (ValueError, TypeError):
        hint = "Write it like '2026-11-25T13:00:00Z'"
        raise InputError("the account's created_at is no time", where=where, hint=hint) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
