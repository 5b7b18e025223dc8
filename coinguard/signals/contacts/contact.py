"""One contact, as Python callers get it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody, or to send him money, that a text gives."""

    kind: str
    """One of :data:`~coinguard.signals.contacts.KINDS`."""
    service: str
    """Where: ``telegram``, ``whatsapp``, ``phone``, ``email``, ``instagram``, ``discord``, ``cashapp``, ``bitcoin`` and so on;
    ``code`` for a code, ``handle`` for a name whose platform isn't told."""
    value: str
    """Its canonical form: names and e-mail addresses in lower case, ``+`` and digits for a number with a calling code, digits
    alone for one without, addresses of wallets and codes of invitations as they are, with a ``+`` before Telegram's."""
    text: str
    """As it was written."""
    start: int
    """Where it starts, in code points of the text."""
    end: int
    """Where it ends, exclusive."""
