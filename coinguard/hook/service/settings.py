"""What a service is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Limits of a service. The defaults suit one process on one core."""

    keys: bool = True
    """Whether callers need an API key. Without, only names of this machine are answered: a web page that somebody visits may
    resolve its own name to this machine, and would be let in."""
    body_bytes: int = 2 << 20
    """The longest body of a request about one thing."""
    batch_bytes: int = 16 << 20
    """The longest body of a batch."""
    batch_items: int = 10_000
    """The most messages or links of a batch."""
    seconds: float = 10.0
    """How long a request may take, its arrival included."""
    waiting: int = 512
    """How many single messages may wait for a verdict, and for a decision; who comes then is told to come later."""
    batches: int = 2
    """How many batches are worked on at once."""
    rate: float = 100_000.0
    """Messages a second of one key, on average; at once it may send three times as many. A batch counts as many as it
    holds."""
    forget_every: float = 3600.0
    """Seconds between two looks for what has grown too old to be kept."""
