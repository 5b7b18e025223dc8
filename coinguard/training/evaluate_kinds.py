"""Kinds judged: how often a scam is given the kind that people gave it, on a set written apart from all that names kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.resources import asset
from coinguard.scoring.bundle import Bundle
from coinguard.scoring.scored import score_messages
from coinguard.scoring.segments import segments_of_messages
from coinguard.verdict import KINDS, LEVELS

COLUMNS: Final = ("kind", "second", "lang", "text")
"""Of the set: the kind, another that the message also is or empty, the language and the message."""


@dataclass(frozen=True)
class KindFigures:
    """How well kinds are told."""

    macro_f1: float
    """The mean of the kinds' F1."""
    either: float
    """The share of messages whose kind is the first or the second that people gave."""
    precision: dict[str, float]
    recall: dict[str, float]
    confusion: pd.DataFrame
    """Rows: the kind that people gave; columns: the kind that was told."""
    by_language: dict[str, float]
    """The share told right."""


def read_set(path: Path | None = None) -> pd.DataFrame:
    """Read the shipped set, or another file laid out alike.

    Raises
    ------
    ConfigurationError
        The file has other columns or kinds.
    """
    path = path or asset("data", "evaluation", "kinds.csv")
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    if tuple(rows.columns) != COLUMNS:
        raise ConfigurationError("other columns than expected", where=str(path), hint=f"Use {', '.join(COLUMNS)}")
    unknown = set(rows["kind"]) - set(KINDS)
    if unknown:
        raise ConfigurationError(f"unknown kind {min(unknown)!r}", where=str(path), hint=f"Use {', '.join(KINDS)}")
    return rows


def told_kinds(texts: list[str], bundle: Bundle) -> NDArray[np.int64]:
    """Return the kinds of messages taken for scams, whatever their level, ``int64[n, 2]``: first and second, -1 for none."""
    scored = score_messages(segments_of_messages(texts), bundle)
    return replace(scored, level=np.full(scored.rows, LEVELS.index("scam"))).kinds


def kind_figures(rows: pd.DataFrame, told: NDArray[np.int64]) -> KindFigures:
    """Compare the kinds that were told with those of a set; of no kind that the set lacks is a figure given."""
    guess = np.array([KINDS[kind] for kind in told[:, 0].tolist()])
    true = rows["kind"].to_numpy()
    kinds = [kind for kind in KINDS if (true == kind).any()]
    precision, recall, scores = {}, {}, []
    for kind in kinds:
        right = int(((guess == kind) & (true == kind)).sum())
        precision[kind] = right / max(1, int((guess == kind).sum()))
        recall[kind] = right / int((true == kind).sum())
        scores.append(2 * precision[kind] * recall[kind] / max(1e-9, precision[kind] + recall[kind]))
    hit = guess == true
    return KindFigures(
        macro_f1=float(np.mean(scores)),
        either=float((hit | (guess == rows["second"].to_numpy())).mean()),
        precision=precision,
        recall=recall,
        confusion=pd.crosstab(pd.Series(true, name="kind"), pd.Series(guess, name="told")),
        by_language={
            lang: float(hit[(rows["lang"] == lang).to_numpy()].mean()) for lang in sorted(rows["lang"].unique())
        },
    )
