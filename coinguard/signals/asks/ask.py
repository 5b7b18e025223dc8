"""One ask, as users see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that a text asks for or claims; spans count code points of the original text."""

    code: str
    """The signal: one of :data:`coinguard.signals.asks.SIGNALS`."""
    text: str
    """The words that say it, as they stand in the original."""
    start: int
    """First code point."""
    end: int
    """One past the last."""
