"""Every signal with what a model makes of it: its weight, and how often it was right on rows that the model had not seen."""

from __future__ import annotations

from dataclasses import dataclass

from coinguard.scoring.bundle import Bundle
from coinguard.signals.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class KnownSignal:
    """One signal and its record."""

    code: str
    group: str
    sentence: str
    weight: float | None
    """Log-odds that one unit of its value adds: of a link where it is said of links, else of a message. Null for none."""
    lifts: str
    """The level that a text with it reaches at least; empty for most."""
    hits: int | None
    """How many links, or messages, of the training rows had it; null where that was not counted."""
    precision: float | None
    """The share of those that are malicious, or scams; null without hits."""


def known_signals(bundle: Bundle) -> list[KnownSignal]:
    """Return every signal of the catalogue, in its order."""
    known = []
    for signal in CATALOGUE:
        part = "bare_links" if signal.of_link else "messages"
        card = bundle.bare_links if signal.of_link else bundle.messages
        record = bundle.manifest[part].get("signals", {}).get(signal.code)
        hits = None if record is None else int(record["hits"])
        known.append(
            KnownSignal(
                signal.code,
                signal.group,
                signal.sentence,
                card.weights.get(signal.code),
                signal.lifts,
                hits,
                int(record["scams"]) / hits if record is not None and hits else None,
            )
        )
    return known
