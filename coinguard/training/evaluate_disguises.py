"""Evasion: how many caught lures each disguise hides, and how much disguised chat it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from coinguard.training.disguises import DISGUISES
from coinguard.training.evaluate_messages import MessageScores
from coinguard.training.metrics import flag_rate, threshold_at
from coinguard.training.scorer import Figure, Line, Scorers, checked

EQUAL_RATE: Final = 0.001
"""Share of held-out ordinary chat flagged, at which scorers with different levels are compared."""
CHAT_ROWS: Final = 2000
"""Rows of ordinary chat put through each disguise."""


def evasion(held: MessageScores, scorers: Scorers, log: Callable[[str], None]) -> list[Line]:
    """Return what each disguise hides, of the coin lures caught undisguised.

    Figures: ``hidden_equal``, where a row counts as caught at the threshold that flags 0.1% of held-out ordinary chat;
    ``hidden_review``, at the scorer's own review level; ``chat_equal`` and ``chat_review``, the share of ordinary chat
    flagged in the same disguise. Only lures that the disguise changes are counted. The last lines, whose ``family`` is
    ``summary``, give the mean over disguises and the worst.
    """
    lures = held.rows[held.lures]
    chat_at = np.flatnonzero(held.chat)
    generator = np.random.default_rng(held.seed)
    chat = held.rows.iloc[np.sort(generator.permutation(chat_at)[:CHAT_ROWS])]
    texts = [*lures["text"], *chat["text"]]
    cuts = {
        name: {"equal": threshold_at(held.scores[name][held.chat], EQUAL_RATE), "review": scorer.thresholds["review"]}
        for name, scorer in scorers.items()
    }
    lines = []
    for disguise in DISGUISES.values():
        log(f"disguise {disguise.name}")
        disguised = disguise.rewrite(texts, held.seed)
        changed = np.asarray([new != old for new, old in zip(disguised, texts, strict=True)])[: len(lures)]
        figures: dict[str, dict[str, Figure]] = {}
        for name, scorer in scorers.items():
            after, _ = checked(scorer.message_scores(disguised), len(disguised), name)
            before = held.scores[name][lures.index]
            figures[name] = {}
            for cut, threshold in cuts[name].items():
                caught = changed & (before >= threshold)
                hidden = after[: len(lures)][caught] < threshold
                figures[name][f"hidden_{cut}"] = flag_rate(hidden, lures["group"][caught], held.seed)
                figures[name][f"chat_{cut}"] = flag_rate(after[len(lures) :] >= threshold, chat["group"], held.seed)
        about: dict[str, Figure] = {"disguise": disguise.name, "family": disguise.family, "held_out": disguise.held_out}
        lines.append(Line({**about, "lures": int(changed.sum()), "chat": len(chat)}, figures))
    return lines + _summary(lines, scorers)


def _summary(lines: list[Line], scorers: Scorers) -> list[Line]:
    """Return the mean over disguises and the worst, of all and of the held-out ones."""
    summary = []
    for which, chosen in (("all", lines), ("held out", [line for line in lines if line.about["held_out"]])):
        for way, combine in (("mean", np.mean), ("worst", np.max)):
            figures: dict[str, dict[str, Figure]] = {}
            for name in scorers:
                figures[name] = {}
                for figure in ("hidden_equal", "hidden_review", "chat_equal", "chat_review"):
                    values = [getattr(line.figures[name][figure], "value", None) for line in chosen]
                    known = [value for value in values if value is not None]
                    figures[name][figure] = float(combine(known)) if known else None
            about: dict[str, Figure] = {"disguise": f"{way}, {which}", "family": "summary", "held_out": which != "all"}
            summary.append(Line({**about, "lures": None, "chat": None}, figures))
    return summary
