"""What goes out: a verdict and the reasons that add up to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Level = Literal["clear", "review", "scam"]
"""How sure: nothing to do, somebody should look, almost surely a scam."""

LEVELS: Final[tuple[Level, ...]] = ("clear", "review", "scam")
"""From the least to the most sure."""

KINDS: Final = (
    "free_generator",
    "discount_reseller",
    "phishing_login",
    "fake_giveaway",
    "malware_app",
    "survey_verification",
    "advance_fee",
    "account_trade",
    "recovery_scam",
    "other_scam",
)
"""What sort of scam; ``other_scam`` where nothing in the text decides between the others."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence and what it adds to the log-odds."""

    code: str
    """The signal's stable code, as ``coinguard explain`` and the catalogue print it."""
    points: float
    """Log-odds that it adds (negative: takes away). The points of all reasons sum to the verdict's score exactly."""
    text: str
    """The sentence for a reader."""
    start: int | None = None
    """First code point of the evidence in the original text; null where it is not in the text."""
    end: int | None = None
    """One past its last code point."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What coinguard holds of one message or link, and why."""

    level: Level
    """``clear``, ``review`` or ``scam``, at the thresholds stored with the model."""
    probability: float
    """Calibrated probability of a scam at the model's base rate."""
    score: float
    """Log-odds: what the reasons sum to."""
    kind: str | None
    """One of :data:`KINDS`; null when clear."""
    reasons: tuple[Reason, ...]
    """Every contribution, strongest first; bias included."""
    model: str
    """The bundle's id: model, tables and suffix list that made the verdict."""
    second_kind: str | None = None
    """Another kind that the message also is, or null."""
    kind_evidence: tuple[str, ...] = ()
    """The words that decided the kind: what it asks for or offers as it stands there, then words of the table of kinds."""

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain Python values, ready for JSON."""
        return asdict(self)
