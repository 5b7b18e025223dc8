"""Messages: who is flagged wrongly, what is caught, and what a level is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coinguard.training.corpus import COIN_LURE, OTHER_LURE, ordinary_chat
from coinguard.training.metrics import (
    Rate,
    Scores,
    calibration,
    caught_at,
    caught_at_rate,
    flag_rate,
    length_band,
    precision_at,
    wilson,
)
from coinguard.training.scorer import FALSE_POSITIVE_RATES, Figure, Line, Scorers

Mask = npt.NDArray[np.bool_]

# Probabilities of exactly 0 or 1 have no log-odds; beyond this the last bits decide.
_EDGE: Final = 1e-15


@dataclass(frozen=True)
class MessageScores:
    """The held-out messages and what each scorer makes of them."""

    rows: pd.DataFrame
    """The held-out rows, index 0 to n-1."""
    scores: Mapping[str, Scores]
    """Scorer name to log-odds."""
    seed: int
    """Seed of every resampling."""

    @property
    def chat(self) -> Mask:
        """Which rows are ordinary chat."""
        return ordinary_chat(self.rows)

    @property
    def lures(self) -> Mask:
        """Which rows are coin lures that somebody sent as a message."""
        return np.asarray((self.rows["lure"] == COIN_LURE) & ~self.landing_pages, dtype=np.bool_)

    @property
    def landing_pages(self) -> Mask:
        """Which rows are lines of a fake page instead of messages."""
        return np.asarray(self.rows["raw_label"] == "landing_page_line", dtype=np.bool_)


def false_alarms(held: MessageScores, scorers: Scorers) -> list[Line]:
    """Return how much ordinary chat is flagged: in all, by corpus, language and length.

    Figures: ``review`` (at review or above), ``scam``, and of these the ``confirmed``: rows that somebody read again
    and found harmless. The rest are wrong unless the corpus is.
    """
    chat = held.rows[held.chat]
    bands = pd.Series(length_band(chat["text"]), index=chat.index)
    cuts: list[tuple[str, pd.Series | None]] = [
        ("all", None),
        ("corpus", chat["corpus"]),
        ("language", chat["lang"].fillna("unknown")),
        ("length", bands),
    ]
    lines = []
    for cut, values in cuts:
        for name, index in _parts(chat, values):
            lines.append(_flagged(held, scorers, {"cut": cut, "name": name}, index, confirmed=True))
    return lines


def hard_negatives(held: MessageScores, scorers: Scorers) -> list[Line]:
    """Return how many of the rows that look like lures and are not get flagged.

    ``topic``: coin talk that is no scam. ``notices``: what banks, carriers and friends send by SMS. ``promotion``:
    unwanted advertising, which is not the target, so its rate is neither right nor wrong.
    """
    rows = held.rows
    topic = (rows["label"] == "ham") & rows["on_topic"].astype(bool)
    notices = (rows["label"] == "ham") & ~rows["on_topic"].astype(bool) & rows["corpus"].str.startswith("sms_")
    promotion = rows["label"] == "spam"
    lines = []
    for cut, mask in (("topic", topic), ("notices", notices), ("promotion", promotion)):
        chosen = rows[mask]
        lines.append(_flagged(held, scorers, {"cut": cut, "name": "all"}, chosen.index))
        for name, index in _parts(chosen, chosen["corpus"]):
            lines.append(_flagged(held, scorers, {"cut": cut, "name": name}, index))
    return lines


def recall(held: MessageScores, scorers: Scorers) -> list[Line]:
    """Return what is caught: by lure and corpus, at three false-positive rates and at the scorer's own levels.

    Figures: ``at_0.01`` and so on and ``review``, ``scam`` for the share of rows; the same with ``campaigns_`` before
    for the mean over campaigns. The false-positive rates are shares of all held-out ordinary chat.
    """
    rows = held.rows
    pages = held.landing_pages & np.asarray(rows["label"] == "scam")
    kinds: list[tuple[str, Mask]] = [
        (COIN_LURE, held.lures),
        ("landing_page_line", pages),
        (OTHER_LURE, np.asarray((rows["lure"] == OTHER_LURE) & ~pages, dtype=np.bool_)),
    ]
    lines = []
    for lure, mask in kinds:
        chosen = rows[mask]
        lines.append(_caught(held, scorers, {"lure": lure, "name": "all"}, chosen.index))
        for name, index in _parts(chosen, chosen["corpus"]):
            lines.append(_caught(held, scorers, {"lure": lure, "name": name}, index))
    return lines


def precision(held: MessageScores, scorers: Scorers) -> list[Line]:
    """Return what each level is worth: precision at the base rate, and what was flagged as sampled.

    At the base rate, traffic is taken to be coin lures and ordinary chat. As sampled counts every held-out row of the
    level by its label, whatever the corpus.
    """
    rows, chat, lures = held.rows, held.chat, held.lures
    labels = np.asarray(rows["lure"].where(rows["label"] == "scam", rows["label"]), dtype=object)
    lines = []
    for level in ("review", "scam"):
        figures: dict[str, dict[str, Figure]] = {}
        for name, scorer in scorers.items():
            scores, low = held.scores[name], scorer.thresholds[level]
            high = scorer.thresholds["scam"] if level == "review" else np.inf
            inside = (scores >= low) & ((scores < high) | (level == "scam"))
            caught = flag_rate(inside[lures], rows["group"][lures], held.seed)
            wrong = flag_rate(inside[chat], rows["group"][chat], held.seed)
            counted = {str(label): int((labels[inside] == label).sum()) for label in sorted(set(labels))}
            scams = counted.get(COIN_LURE, 0) + counted.get(OTHER_LURE, 0)
            figures[name] = {
                "threshold": low,
                "at_base_rate": precision_at(scorer.base_rate, caught, wrong),
                "as_sampled": wilson(scams, int(inside.sum())),
                **{f"flagged_{label}": count for label, count in counted.items()},
            }
        lines.append(Line({"level": level}, figures))
    return lines


def calibrations(held: MessageScores, scorers: Scorers) -> list[Line]:
    """Return the slope and intercept that would calibrate each scorer.

    Once against ordinary chat, once against every honest row, hard negatives and notices included; scams are coin
    lures.
    """
    honest = np.asarray(held.rows["label"] == "ham", dtype=np.bool_)
    lines = []
    for name_of_rows, negatives in (("ordinary chat", held.chat), ("every honest row", honest)):
        chosen = negatives | held.lures
        figures: dict[str, dict[str, Figure]] = {}
        for name, scorer in scorers.items():
            stated = np.clip(scorer.probability_of(held.scores[name][chosen]), _EDGE, 1 - _EDGE)
            fitted = calibration(np.log(stated) - np.log1p(-stated), held.lures[chosen], scorer.base_rate)
            figures[name] = {"slope": fitted.slope, "intercept": fitted.intercept}
        lines.append(Line({"against": name_of_rows, "rows": int(chosen.sum())}, figures))
    return lines


def _parts(frame: pd.DataFrame, values: pd.Series | None) -> Iterator[tuple[str, pd.Index]]:
    if values is None:
        yield "all", frame.index
        return
    # Bands of length sort by their digits, which is by length; names sort as names.
    for name in sorted(map(str, values.unique()), key=lambda name: (len(name) if name[:1].isdigit() else 9, name)):
        yield name, frame.index[values == name]


def _about(held: MessageScores, about: Mapping[str, Figure], index: pd.Index) -> dict[str, Figure]:
    chosen = held.rows.loc[index]
    # Marked where no row of the source may be learned from: there, the model meets a style of writing for the first
    # time.
    unlearned = bool(len(chosen)) and not bool(chosen["may_train"].any())
    return {**about, "rows": len(index), "campaigns": int(chosen["group"].nunique()), "evaluation_only": unlearned}


def _flagged(
    held: MessageScores, scorers: Scorers, about: Mapping[str, Figure], index: pd.Index, *, confirmed: bool = False
) -> Line:
    chosen = held.rows.loc[index]
    read_again = np.asarray(chosen["adjudicated"], dtype=np.bool_)
    figures: dict[str, dict[str, Figure]] = {}
    for name, scorer in scorers.items():
        figures[name] = {}
        for level in ("review", "scam"):
            flagged = held.scores[name][index] >= scorer.thresholds[level]
            figures[name][level] = flag_rate(flagged, chosen["group"], held.seed)
            if confirmed:
                figures[name][f"confirmed_{level}"] = flag_rate(flagged & read_again, chosen["group"], held.seed)
    return Line(_about(held, about, index), figures)


def _caught(held: MessageScores, scorers: Scorers, about: Mapping[str, Figure], index: pd.Index) -> Line:
    groups = held.rows["group"].loc[index]
    figures: dict[str, dict[str, Figure]] = {}
    for name, scorer in scorers.items():
        negatives, positives = held.scores[name][held.chat], held.scores[name][index]
        values: dict[str, Rate] = {}
        for target in FALSE_POSITIVE_RATES:
            caught = caught_at_rate(negatives, positives, groups, target, held.seed)
            values |= {f"at_{target:g}": caught.rows, f"campaigns_at_{target:g}": caught.campaigns}
        for level in ("review", "scam"):
            caught = caught_at(scorer.thresholds[level], positives, groups, held.seed)
            values |= {level: caught.rows, f"campaigns_{level}": caught.campaigns}
        figures[name] = dict(values)
    return Line(_about(held, about, index), figures)
