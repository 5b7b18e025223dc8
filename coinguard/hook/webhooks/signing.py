"""Signatures: HMAC-SHA256 over id, time and body, as Standard Webhooks has it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from coinguard.errors import ConfigurationError, InputError

TOLERANCE: Final = 300.0
"""Seconds that a message's time may be off before it is taken for an old one sent again."""

_PREFIX: Final = "whsec_"
_SHORTEST_SECRET: Final = 24


def secret_of(written: str) -> bytes:
    """Return the bytes of a secret that is written ``whsec_`` and base64.

    Raises
    ------
    ConfigurationError
        It is not, or is too short.
    """
    try:
        secret = base64.b64decode(written.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not written.strip().startswith(_PREFIX) or len(secret) < _SHORTEST_SECRET:
        hint = f"Make one: printf '{_PREFIX}%s' \"$(openssl rand -base64 32)\""
        raise ConfigurationError("the secret is not written 'whsec_' and 24 bytes or more in base64", hint=hint)
    return secret


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a webhook.

    Parameters
    ----------
    secret
        As :func:`secret_of` returns it.
    message_id
        The same each time a message is sent, so that a receiver can tell one it has had.
    timestamp
        Seconds since 1970.
    """
    signature = base64.b64encode(_digest(secret, message_id, timestamp, body)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}


def verify(secret: bytes, headers: Mapping[str, str], body: bytes, now: float, tolerance: float = TOLERANCE) -> str:
    """Return the id of a webhook that has arrived, which a receiver should remember for the length of the tolerance.

    Raises
    ------
    InputError
        It is not signed with this secret, is not of this time, or was changed.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        raise InputError("the webhook has no id or no time", hint="Do not act on it")
    if abs(now - int(stamp)) > tolerance:
        raise InputError("the webhook's time is too far off", hint="Do not act on it, and check this machine's clock")
    expected = _digest(secret, message_id, int(stamp), body)
    for one in given.get("webhook-signature", "").split():
        version, _, signature = one.partition(",")
        if version == "v1" and hmac.compare_digest(_decoded(signature), expected):
            return message_id
    raise InputError("the webhook is not signed with this secret", hint="Do not act on it")


def _digest(secret: bytes, message_id: str, timestamp: int, body: bytes) -> bytes:
    return hmac.digest(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return b""
