"""Written sets: coin scams and their honest look-alikes as people type them in chats, one set a language.

Public corpora hardly hold such scams outside English. These were written for coinguard, by hand and apart from the phrase
packs that teach: whoever wrote them had not seen the packs. They judge and never teach.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from coinguard.errors import ConfigurationError
from coinguard.links.find import find_links
from coinguard.resources import asset
from coinguard.training.metrics import wilson
from coinguard.training.scorer import Figure, Line, Scorers, checked

COLUMNS: Final = ("label", "kind", "text")
"""Of a set's CSV file, named by its language: ``scam`` or ``clear``, what it is about, and the message."""


def read_sets(folder: Path | None = None) -> pd.DataFrame:
    """Read the shipped sets, or those of another folder: the columns of :data:`COLUMNS` and ``lang``.

    Raises
    ------
    ConfigurationError
        A file has other columns or labels.
    """
    parts = []
    for path in sorted((folder or asset("data", "evaluation", "chat")).glob("*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        if tuple(rows.columns) != COLUMNS:
            raise ConfigurationError("other columns than expected", where=str(path), hint=f"Use {', '.join(COLUMNS)}")
        wrong = rows.index[~rows["label"].isin(["scam", "clear"])]
        if len(wrong):
            raise ConfigurationError(
                f"unknown label {rows['label'][wrong[0]]!r}",
                where=f"{path}, line {wrong[0] + 2}",
                hint="Use scam or clear",
            )
        parts.append(rows.assign(lang=path.stem))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS, "lang"])


def without_links(text: str) -> str:
    """Return a text with its links cut out, so that only its wording can give it away."""
    kept, at = [], 0
    for link in find_links(text):
        if link.start >= at:
            kept.append(text[at : link.start])
            at = link.end
    return " ".join("".join([*kept, text[at:]]).split())


def written(rows: pd.DataFrame, scorers: Scorers) -> list[Line]:
    """Return what is caught and what is flagged wrongly, in all and by language.

    Figures: ``caught_review`` and ``caught_scam`` of the scams at each scorer's own levels, ``caught_masked`` at review with
    links cut out, ``flagged_review`` and ``flagged_scam`` of the honest messages.
    """
    texts = rows["text"].tolist()
    masked = [without_links(text) for text in texts]
    scores = {
        name: (
            checked(scorer.message_scores(texts), len(texts), name)[0],
            checked(scorer.message_scores(masked), len(masked), name)[0],
        )
        for name, scorer in scorers.items()
    }
    scam = np.asarray(rows["label"] == "scam", dtype=np.bool_)
    cuts = [("all", np.ones(len(rows), np.bool_))]
    cuts += [(lang, np.asarray(rows["lang"] == lang, np.bool_)) for lang in sorted(rows["lang"].unique())]
    lines = []
    for name, inside in cuts:
        bad, good = inside & scam, inside & ~scam
        figures: dict[str, dict[str, Figure]] = {}
        for scorer_name, scorer in scorers.items():
            whole, wording = scores[scorer_name]
            review, high = scorer.thresholds["review"], scorer.thresholds["scam"]
            figures[scorer_name] = {
                "caught_review": wilson(int((whole[bad] >= review).sum()), int(bad.sum())),
                "caught_masked": wilson(int((wording[bad] >= review).sum()), int(bad.sum())),
                "caught_scam": wilson(int((whole[bad] >= high).sum()), int(bad.sum())),
                "flagged_review": wilson(int((whole[good] >= review).sum()), int(good.sum())),
                "flagged_scam": wilson(int((whole[good] >= high).sum()), int(good.sum())),
            }
        lines.append(Line({"name": name, "scams": int(bad.sum()), "honest": int(good.sum())}, figures))
    return lines
