"""The evaluation: the model and its baseline, side by side, on rows that neither has seen.

Only the held-out split judges; the baseline is fitted on the training rows. False positives come first, every share has
an interval, and what was not learnable is marked. The same seed and data give the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from coinguard.errors import InputError
from coinguard.training.baseline import fit_baseline
from coinguard.training.corpus import (
    COIN_LURE,
    LINKS_FILE,
    MESSAGES_FILE,
    file_hash,
    held_out_rows,
    load_links,
    load_messages,
)
from coinguard.training.evaluate_disguises import evasion
from coinguard.training.evaluate_links import LinkScores, honest_links, link_recall, trade_words
from coinguard.training.evaluate_messages import (
    MessageScores,
    calibrations,
    false_alarms,
    hard_negatives,
    precision,
    recall,
)
from coinguard.training.evaluate_parts import ablation
from coinguard.training.evaluate_written import read_sets, written
from coinguard.training.scorer import Line, Scorer, Scorers, checked

GUARD: Final = "guard"
BASELINE: Final = "baseline"


@dataclass(frozen=True)
class DataFile:
    """One file that was evaluated on."""

    sha256: str
    """Hash of its bytes."""
    rows: int
    """Rows read, those nobody could label left out."""
    held_out: int
    """Rows that judged."""


@dataclass(frozen=True)
class Evaluation:
    """Every figure, as tables of lines."""

    seed: int
    """Seed of the baseline, the disguises and the resampling."""
    base_rate: float
    """Share of scams at which precision is stated."""
    bundles: Mapping[str, str]
    """Scorer name to bundle id."""
    thresholds: Mapping[str, Mapping[str, float]]
    """Scorer name to the log-odds of each level, links' with ``link_`` before."""
    unscored: Mapping[str, int]
    """Scorer name to held-out rows that it could not score; they count as not flagged."""
    data: Mapping[str, DataFile]
    """File name to what it was."""
    tables: Mapping[str, tuple[Line, ...]]
    """Table name to lines: ``false_alarms``, ``hard_negatives``, ``recall``, ``precision``, ``calibration``, ``links``,
    ``trade_words``, ``honest_links``, ``ablation``, ``evasion``, ``written``."""


def evaluate(
    data: Path,
    guard: Scorer,
    *,
    seed: int = 0,
    log: Callable[[str], None] = lambda _: None,
    baseline: Scorer | None = None,
) -> Evaluation:
    """Judge a model on the held-out rows of a data folder, beside the baseline.

    Parameters
    ----------
    data
        The data folder.
    guard
        The model.
    seed
        Seed of the baseline, the disguises and the resampling.
    log
        Called with a line of progress now and then.
    baseline
        A baseline fitted before; fitted here on the training rows where none is given, which takes minutes.

    Returns
    -------
    Evaluation
        The figures; `coinguard.training.report` renders them.

    Raises
    ------
    InputError
        If the data folder is not as documented, holds nothing to judge on, or a scorer returns other than one score a
        row.
    """
    data = Path(data)
    log("reading the data")
    messages, links = load_messages(data), load_links(data)
    held_messages = held_out_rows(messages).reset_index(drop=True)
    held_links = held_out_rows(links).reset_index(drop=True)
    _check_enough(held_messages, held_links, data)
    if baseline is None:
        log("fitting the baseline")
        baseline = fit_baseline(messages, seed, links=links, base_rate=guard.base_rate)
    files = {
        MESSAGES_FILE: DataFile(file_hash(data / MESSAGES_FILE), len(messages), len(held_messages)),
        LINKS_FILE: DataFile(file_hash(data / LINKS_FILE), len(links), len(held_links)),
    }
    del messages, links
    scorers: Scorers = {GUARD: guard, BASELINE: baseline}
    message_scores, link_scores, unscored = _score(scorers, held_messages, held_links, seed, log)
    return Evaluation(
        seed=seed,
        base_rate=guard.base_rate,
        bundles={name: scorer.bundle_id for name, scorer in scorers.items()},
        thresholds={name: _thresholds(scorer) for name, scorer in scorers.items()},
        unscored=unscored,
        data=files,
        tables=_tables(message_scores, link_scores, scorers, log),
    )


def _score(
    scorers: Scorers, messages: pd.DataFrame, links: pd.DataFrame, seed: int, log: Callable[[str], None]
) -> tuple[MessageScores, LinkScores, dict[str, int]]:
    of_messages, of_links, unscored = {}, {}, {}
    texts, urls = messages["text"].tolist(), links["url_or_domain"].tolist()
    for name, scorer in scorers.items():
        log(f"{name}: scoring {len(texts):,} messages and {len(urls):,} links")
        of_messages[name], lost = checked(scorer.message_scores(texts), len(texts), name)
        of_links[name], lost_links = checked(scorer.link_scores(urls), len(urls), name)
        unscored[name] = lost + lost_links
    return MessageScores(messages, of_messages, seed), LinkScores(links, of_links, seed), unscored


def _tables(
    messages: MessageScores, links: LinkScores, scorers: Scorers, log: Callable[[str], None]
) -> dict[str, tuple[Line, ...]]:
    log("counting false alarms and catches")
    tables = {
        "false_alarms": false_alarms(messages, scorers),
        "hard_negatives": hard_negatives(messages, scorers),
        "recall": recall(messages, scorers),
        "precision": precision(messages, scorers),
        "calibration": calibrations(messages, scorers),
        "links": link_recall(links, scorers),
        "trade_words": trade_words(links, scorers),
        "honest_links": honest_links(links, scorers),
        "ablation": ablation(messages, links, scorers),
        "evasion": evasion(messages, scorers, log),
        "written": written(read_sets(), scorers),
    }
    return {name: tuple(lines) for name, lines in tables.items()}


def _thresholds(scorer: Scorer) -> dict[str, float]:
    return {level: float(scorer.thresholds[level]) for level in ("review", "scam")} | {
        f"link_{level}": float(scorer.link_thresholds[level]) for level in ("review", "scam")
    }


def _check_enough(messages: pd.DataFrame, links: pd.DataFrame, data: Path) -> None:
    have_lures = bool((messages["lure"] == COIN_LURE).any())
    have_chat = bool((messages["label"] == "ham").any())
    if not have_lures or not have_chat:
        raise InputError(
            "the held-out messages lack coin lures or ordinary chat",
            where=str(data / MESSAGES_FILE),
            hint="Rows whose split is dev should hold both",
        )
    if not len(links) or not np.asarray(links["label"] == "benign").any():
        raise InputError(
            "the held-out links lack honest ones",
            where=str(data / LINKS_FILE),
            hint="Rows whose split is dev should hold malicious and benign links",
        )
