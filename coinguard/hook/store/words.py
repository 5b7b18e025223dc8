"""A decision without the author's words: what is left of it once a message's text is no longer kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coinguard.hook.decision import Decision

GONE: Final = "Its words are no longer kept."
"""Stands for a sentence that may quote the message."""


def without_words(decision: Decision) -> Decision:
    """Return the decision with every sentence that may quote the message replaced; codes, points and versions stay."""
    verdict, context = decision.verdict, decision.context
    return replace(
        decision,
        verdict=verdict and replace(verdict, reasons=tuple(replace(one, text=GONE) for one in verdict.reasons)),
        context=context and replace(context, reasons=tuple(replace(one, text=GONE) for one in context.reasons)),
        notes=tuple(replace(one, text=GONE) for one in decision.notes),
    )
