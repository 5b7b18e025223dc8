"""Whom to tell, of what."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import ALLOW, Decision
from coinguard.hook.webhooks.signing import secret_of

HELD: Final = "decision.held"
ACTED: Final = "decision.acted"


@dataclass(frozen=True, slots=True)
class Target:
    """The one address that requests are ever made to."""

    host: str
    port: int
    path: str
    """With its query."""
    secure: bool
    secret: bytes = field(repr=False)

    @property
    def shown(self) -> str:
        """The address as logs name it: without its path, which may hold a token."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


def read_target(url: str | None, secret_file: Path | None) -> Target | None:
    """Return the target of a URL and the file with its secret, null without a URL.

    Raises
    ------
    ConfigurationError
        It is no URL, it is one without TLS to another machine, or there is no secret for it.
    """
    if url is None:
        if secret_file is not None:
            raise ConfigurationError("there is no address to sign for", where="--webhook-secret", hint="Add --webhook")
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not url.isascii():
        raise ConfigurationError("it is no address to send to", where="--webhook", hint="Write https://host/path")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigurationError("anybody on the way could read along", where="--webhook", hint="Use https://")
    if secret_file is None:
        raise ConfigurationError("there is no secret to sign with", where="--webhook", hint="Add --webhook-secret FILE")
    try:
        secret = secret_of(secret_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigurationError(
            f"the secret cannot be read ({getattr(failure, 'strerror', None) or 'no text'})", where=str(secret_file)
        ) from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port, path, parts.scheme == "https", secret)


def announced(decision: Decision) -> str | None:
    """Return the event under which a decision is announced; null where a message was simply let through."""
    if decision.held:
        return HELD
    return ACTED if decision.action != ALLOW else None
