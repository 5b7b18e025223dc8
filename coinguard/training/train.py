"""Train a model from nothing: ``coinguard train --data DIR``.

Three parts of the training rows, split by campaign, that never mix:

1. *fitting rows*: text and link models are fitted on folds of them;
2. the same rows out of fold: the scorecard and the calibration see each row only as models saw it that had not seen its
   campaign or its link's domain, through the serving path's own kernels;
3. *threshold rows*: ordinary chat and honest links that no fit has seen, where the levels' thresholds are set.

Rows kept for development are never read, nor are rows whose terms restrict use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from coinguard.limits import MAX_LINKS_PER_TEXT
from coinguard.links.find import find_links
from coinguard.links.margins import LinkModel
from coinguard.rules.load import shipped_rules
from coinguard.scoring.batch import Measured, TextWeights, measure
from coinguard.scoring.bundle import link_card, message_card
from coinguard.scoring.link_evidence import ALONE, LinkEvidence, strongest_links
from coinguard.scoring.scored import message_hits
from coinguard.signals.catalogue import PHRASES
from coinguard.signals.hits import OWNER, ROW
from coinguard.signals.interactions import mixed
from coinguard.signals.links import link_tables
from coinguard.text.ngrams import BUCKETS
from coinguard.text.views import fold
from coinguard.training.augment import augmented
from coinguard.training.calibrate import PHRASE_RATE, fit_message_card, reached_by, record, scores, set_thresholds
from coinguard.training.corpus import fold_of, is_scam, load_links, load_messages, ordinary_chat, training_rows
from coinguard.training.link_card import FOLDS, THRESHOLD_SPLIT, THRESHOLD_TENTHS, Log, fit_links, utf8_arrays
from coinguard.training.link_model import fold_of as link_fold
from coinguard.training.text_model import TextModel, fit_text_model, windows_of
from coinguard.training.write import Links, Messages, write_model
from coinguard.training.written import CORPUS as WRITTEN
from coinguard.training.written import ordinary_lines, read_packs, with_endings, written_messages

ENDED: Final = 400
"""Messages of ordinary chat of each language that are shown with a contact and with a link as well."""
LINK_FLOORS: Final = (-2.0, -1.0, 0.0, 1.0)
"""Log-odds of a link on its own from which it counts, to choose from."""

_COIN_LURE, _OTHER_LURE, _HARD_NEGATIVE, _PROMOTION = 40.0, 0.5, 10.0, 0.2
_FAMILY, _ORDINARY_LINE = 30.0, 2.0
"""Of all messages of one written family, and of one line of ordinary chat."""
_COLLECTED_SCAM: Final = 0.05
"""Of its weight that a collected scam keeps for the model of phrases: the other one is there for those. One model of both kinds
of scams finds fewer collected lures at the same rate of false alarms."""
_CAMPAIGN_POWER: Final = 0.7
"""A campaign of n messages weighs n^(1-0.7): a hundred copies teach more than one, not a hundred times as much."""


def lesson_weights(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return how much each message counts in fitting, ``float64[len(frame)]``."""
    size = frame.groupby("group")["group"].transform("size").to_numpy(float)
    scam = is_scam(frame)
    coin = scam & (frame["lure"] == "coin_lure").to_numpy()
    weight = np.ones(len(frame))
    weight[scam] = _OTHER_LURE
    weight[coin] = _COIN_LURE * size[coin] ** -_CAMPAIGN_POWER
    weight[hard_negatives(frame)] = _HARD_NEGATIVE
    weight[(frame["label"] == "spam").to_numpy()] = _PROMOTION
    written = (frame["corpus"] == WRITTEN).to_numpy()
    weight[written] = np.where(frame["on_topic"].astype(bool), _FAMILY / size, _ORDINARY_LINE)[written]
    return weight


def hard_negatives(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which messages are about coins and no lures, ``bool[len(frame)]``."""
    return np.asarray((frame["label"] == "ham") & frame["on_topic"].astype(bool))


def is_written(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which messages were made from phrase packs or written as ordinary chat, ``bool[len(frame)]``."""
    return np.asarray(frame["corpus"] == WRITTEN)


def fit_text(frame: pd.DataFrame, seed: int) -> tuple[TextModel, TextModel]:
    """Fit the two text models: of wording, on all but written scams, and of phrases, on those above all."""
    lessons, weight = augmented(frame, lesson_weights(frame), seed)
    windows, scam, written = windows_of(lessons["text"].tolist()), is_scam(lessons), is_written(lessons)
    wording = fit_text_model(windows, scam, np.where(scam & written, 0.0, weight), seed)
    return wording, fit_text_model(windows, scam, np.where(scam & ~written, weight * _COLLECTED_SCAM, weight), seed)


def _out_of_fold(
    frame: pd.DataFrame, links: LinkModel, seed: int, log: Log
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each row's wording and phrases come to for text models that have not seen its campaign, in log-odds."""
    fold_number = fold_of(frame["group"], FOLDS, "folds")
    wording, phrases = np.empty(len(frame)), np.empty(len(frame))
    for number in range(FOLDS):
        models = fit_text(frame[fold_number != number].reset_index(drop=True), seed)
        inside = np.flatnonzero(fold_number == number)
        buffer, offsets = utf8_arrays(frame["text"].iloc[inside].tolist())
        found = measure(buffer, offsets, _weights(models), links, link_tables())
        wording[inside], phrases[inside] = found.margins * models[0].scale, found.phrases * models[1].scale
        log(f"text models: fold {number + 1} of {FOLDS} fitted")
    return wording, phrases


def _read(buffer: NDArray[np.uint8], offsets: NDArray[np.int64], **parts: Any) -> Measured:
    """Measure texts as serving does, interactions included."""
    measured = measure(buffer, offsets, **parts)
    return replace(measured, raw=mixed(measured.raw))


def _weights(models: tuple[TextModel, TextModel]) -> TextWeights:
    return TextWeights(*(model.weights for model in models))


def _out_of_fold_links(
    frame: pd.DataFrame, linked: NDArray[np.int64], models: Sequence[LinkModel]
) -> NDArray[np.int64]:
    """Return the raw hits of the links of the rows ``linked``, each link's by a model that has not seen its domain."""
    texts = frame["text"].iloc[linked].tolist()
    fold_number = np.full((len(texts), MAX_LINKS_PER_TEXT), -1)
    for place, text in enumerate(texts):
        for owner, link in enumerate(find_links(fold(text).readable.text)):
            fold_number[place, owner] = link_fold(link.url, len(models))
    nothing = TextWeights(*np.zeros((2, BUCKETS), np.int16))
    parts = []
    for number, model in enumerate(models):
        raw = measure(*utf8_arrays(texts), nothing, model, link_tables()).raw
        raw = raw[raw[:, OWNER] >= 0]
        parts.append(raw[fold_number[raw[:, ROW], raw[:, OWNER]] == number])
    raw = np.concatenate(parts)
    raw[:, ROW] = linked[raw[:, ROW]]
    return raw[np.lexsort((raw[:, OWNER], raw[:, ROW]))]


def _message_entry(
    frame: pd.DataFrame,
    wording: NDArray[np.float64],
    phrases: NDArray[np.float64],
    measured: Measured,
    links: LinkEvidence,
    review: float,
    log: Log,
) -> dict[str, Any]:
    """Return the message scorecard's manifest entry, choosing the log-odds from which a link is evidence."""
    weight, scam, collected = lesson_weights(frame), is_scam(frame), ~is_written(frame)
    fits = []
    for floor in LINK_FLOORS:
        hits = message_hits(measured, wording, phrases, links, floor, review)
        entry, loss = fit_message_card(hits, scam, weight, collected)
        fits.append((loss, {**entry, "link_floor": floor}))
        log(f"scorecard: with links counting from {floor:g}, log-loss {loss:.6f}")
    return min(fits, key=lambda fit: fit[0])[1]


def _fit_messages(rows: pd.DataFrame, links: Links, fold_links: Sequence[LinkModel], seed: int, log: Log) -> Messages:
    kept = (
        ordinary_chat(rows) & ~is_written(rows) & (fold_of(rows["group"], 10, THRESHOLD_SPLIT) >= 10 - THRESHOLD_TENTHS)
    )
    lessons, ordinary = rows[~kept].reset_index(drop=True), rows[kept].reset_index(drop=True)
    log(f"messages: {len(lessons):,} to fit on, {len(ordinary):,} of ordinary chat kept for thresholds")
    wording, phrases = _out_of_fold(lessons, links.model, seed, log)
    text = fit_text(lessons, seed)
    read = partial(_read, weights=_weights(text), links=links.model, tables=link_tables(), rules=shipped_rules())
    measured = read(*utf8_arrays(lessons["text"].tolist()))
    linked = np.unique(measured.raw[measured.raw[:, OWNER] >= 0, ROW])
    card, review = link_card(links.entry), float(links.entry["thresholds"]["review"]["score"])
    strongest = strongest_links(_out_of_fold_links(lessons, linked, fold_links), card)
    quiet = read(*utf8_arrays(ordinary["text"].tolist()))
    said = quiet.phrases * text[1].scale
    phrase_floor = round(reached_by(said, PHRASE_RATE), 6)
    entry = _message_entry(lessons, wording, phrases - phrase_floor, measured, strongest, review, log)
    unseen = message_hits(measured, wording, phrases - phrase_floor, strongest, entry["link_floor"], review)
    links_of = strongest_links(quiet.raw, card)
    hits = message_hits(
        quiet, quiet.margins * text[0].scale, said - phrase_floor, links_of, entry["link_floor"], review
    )
    lifted = np.unique(hits.row[(hits.signal == ALONE) | (hits.signal == PHRASES)])
    log(f"scorecard: {len(lifted):,} of the ordinary messages kept are lifted to review by a link or by phrases")
    of = message_card(entry)
    collected = ~is_written(lessons)
    # Written look-alikes are meant to be hard and are as many as their author wished, so no rate is set or told on them.
    talk = hard_negatives(lessons) & collected
    thresholds = set_thresholds(scores(of, hits, len(ordinary)), scores(of, unseen, len(lessons))[talk], lifted)
    entry["phrase_floor"] = phrase_floor
    return Messages(*text, {**entry, "thresholds": thresholds, "signals": record(unseen, is_scam(lessons), collected)})


def train(
    data: Path,
    out: Path,
    *,
    phrases: Path | None = None,
    threads: int = 0,
    log: Log = lambda _: None,
    seed: int = 0,
) -> Path:
    """Train a model and write it to the folder ``out``.

    The same data gives the same bytes, whatever the number of threads.

    Parameters
    ----------
    data
        A folder laid out as :func:`coinguard.training.corpus.load_messages` and ``load_links`` read it.
    out
        The model's folder, such as ``models/base``; made if need be.
    phrases
        A folder of phrase packs and ordinary chat, laid out as ``data/phrases``; by default the shipped one.
    threads
        Threads for linear algebra; 0 for one a core.
    log
        Gets a line at each step.
    seed
        Of every random order.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    ConfigurationError
        A phrase pack is wrong.
    InputError
        The data is missing or not as documented.
    """
    messages, links = training_rows(load_messages(data)), training_rows(load_links(data))
    taught = written_messages(read_packs(phrases), seed, ordinary_lines(phrases))
    quiet = pd.concat([messages[ordinary_chat(messages)], taught[ordinary_chat(taught)]], ignore_index=True)
    few = quiet.sample(frac=1.0, random_state=seed).groupby("lang", dropna=False).head(ENDED)
    messages = pd.concat([messages, taught, with_endings(few, phrases, seed)], ignore_index=True)
    with threadpool_limits(limits=threads or None):
        fitted_links, fold_links = fit_links(links.reset_index(drop=True), seed, log)
        fitted = _fit_messages(messages.reset_index(drop=True), fitted_links, fold_links, seed, log)
    write_model(out, fitted, fitted_links, messages, links)
    log(f"written to {out}")
    return out
