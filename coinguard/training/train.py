"""Train a model from nothing: ``coinguard train --data DIR``.

Three parts of the training rows, split by campaign, that never mix:

1. *fitting rows*: text and link models are fitted on folds of them;
2. the same rows out of fold: the scorecard and the calibration see each row only as models saw it that had not seen its
   campaign or its link's domain, through the serving path's own kernels;
3. *threshold rows*: ordinary chat and honest links that no fit has seen, where the levels' thresholds are set.

Rows kept for development are never read, nor are rows whose terms restrict use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from coinguard.links.find import find_links
from coinguard.links.margins import LinkModel
from coinguard.resources import asset
from coinguard.scoring.batch import NO_LINK, Measured, measure
from coinguard.scoring.scorecard import Scorecard
from coinguard.scoring.scored import link_hits, message_hits
from coinguard.scoring.segments import raw_arrays
from coinguard.text.views import fold, utf8
from coinguard.training.augment import augmented
from coinguard.training.calibrate import fit_scorecard, scores, set_thresholds
from coinguard.training.corpus import fold_of, is_scam, load_links, load_messages, ordinary_chat, training_rows
from coinguard.training.link_model import fit_fold_models, fit_link_model, folded_margins
from coinguard.training.link_rows import canonical_link, registrable_domain
from coinguard.training.text_model import TextModel, fit_text_model, windows_of
from coinguard.training.write import Links, Messages, write_model
from coinguard.training.written import CORPUS as WRITTEN
from coinguard.training.written import read_packs, written_messages

FOLDS: Final = 4
THRESHOLD_TENTHS: Final = 3
"""Tenths of the ordinary rows that are kept for thresholds."""
LINK_FLOORS: Final = (0.0, 1.0, 2.0, 3.0)
"""Margins from which a link counts, to choose from."""

_COIN_LURE, _OTHER_LURE, _HARD_NEGATIVE, _PROMOTION, _WRITTEN = 40.0, 0.5, 10.0, 0.2, 200.0
_CAMPAIGN_POWER: Final = 0.7
"""A campaign of n messages weighs n^(1-0.7): a hundred copies teach more than one, not a hundred times as much."""

_SPLIT: Final = "thresholds"

Log = Callable[[str], None]


def official_hosts() -> tuple[str, ...]:
    """Return the shipped list of first-party hosts, which the link model learns as honest whatever a list says of them."""
    return tuple(tomllib.loads(asset("data", "brands", "official_hosts.toml").read_text("utf8"))["hosts"])


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
    weight[written] = _WRITTEN / size[written]
    return weight


def hard_negatives(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which messages are about coins and no lures, ``bool[len(frame)]``."""
    return np.asarray((frame["label"] == "ham") & frame["on_topic"].astype(bool))


def utf8_arrays(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return texts as the kernels read them."""
    return raw_arrays(pa.array([utf8(text) for text in texts], pa.large_binary()))


def _fit_text(frame: pd.DataFrame, seed: int) -> TextModel:
    lessons, weight = augmented(frame, lesson_weights(frame), seed)
    return fit_text_model(windows_of(lessons["text"].tolist()), is_scam(lessons), weight, seed)


def _out_of_fold(frame: pd.DataFrame, links: LinkModel, seed: int, log: Log) -> NDArray[np.float64]:
    """Return what each row's wording comes to for a text model that has not seen its campaign, in log-odds."""
    fold_number = fold_of(frame["group"], FOLDS, "folds")
    wording = np.empty(len(frame))
    for number in range(FOLDS):
        model = _fit_text(frame[fold_number != number].reset_index(drop=True), seed)
        inside = np.flatnonzero(fold_number == number)
        buffer, offsets = utf8_arrays(frame["text"].iloc[inside].tolist())
        wording[inside] = measure(buffer, offsets, model.weights, links).margins * model.scale
        log(f"text model: fold {number + 1} of {FOLDS} fitted")
    return wording


def _out_of_fold_links(
    frame: pd.DataFrame, linked: NDArray[np.int64], models: Sequence[LinkModel]
) -> NDArray[np.float64]:
    """Return the strongest link's margin of every row, each link scored by a model that has not seen its domain."""
    urls: list[str] = []
    owner: list[int] = []
    for row in linked.tolist():
        found = [link.url for link in find_links(fold(frame["text"].iloc[row]).readable.text)]
        urls += found
        owner += [row] * len(found)
    margins = np.full(len(frame), NO_LINK)
    if urls:
        np.maximum.at(margins, np.array(owner), folded_margins(models, urls)[:, 2])
    return margins


def _message_entry(
    frame: pd.DataFrame, wording: NDArray[np.float64], measured: Measured, links: NDArray[np.float64], log: Log
) -> dict[str, Any]:
    """Return the message scorecard's manifest entry, choosing the margin from which a link is evidence."""
    weight, scam = lesson_weights(frame), is_scam(frame)
    fits = []
    for floor in LINK_FLOORS:
        card, loss = fit_scorecard(message_hits(measured, wording, links, floor), scam, weight)
        fits.append((loss, floor, card))
        log(f"scorecard: with links counting from {floor:g}, log-loss {loss:.6f}")
    _, floor, card = min(fits, key=lambda fit: fit[0])
    return {"weights": dict(card.weights), "caps": dict(card.caps), "link_floor": floor}


def _fit_messages(
    rows: pd.DataFrame, links: LinkModel, fold_links: Sequence[LinkModel], seed: int, log: Log
) -> Messages:
    kept = ordinary_chat(rows) & (fold_of(rows["group"], 10, _SPLIT) >= 10 - THRESHOLD_TENTHS)
    lessons, ordinary = rows[~kept].reset_index(drop=True), rows[kept].reset_index(drop=True)
    log(f"messages: {len(lessons):,} to fit on, {len(ordinary):,} of ordinary chat kept for thresholds")
    wording = _out_of_fold(lessons, links, seed, log)
    text = _fit_text(lessons, seed)
    measured = measure(*utf8_arrays(lessons["text"].tolist()), text.weights, links)
    linked = np.flatnonzero(measured.link_margins > NO_LINK)
    strongest = _out_of_fold_links(lessons, linked, fold_links)
    entry = _message_entry(lessons, wording, measured, strongest, log)
    card = Scorecard(entry["weights"], entry["caps"])
    unseen = scores(card, message_hits(measured, wording, strongest, entry["link_floor"]), len(lessons))
    quiet = measure(*utf8_arrays(ordinary["text"].tolist()), text.weights, links)
    hits = message_hits(quiet, quiet.margins * text.scale, quiet.link_margins, entry["link_floor"])
    # Written look-alikes are meant to be hard and are as many as their author wished, so no rate is set on them.
    talk = hard_negatives(lessons) & (lessons["corpus"] != WRITTEN).to_numpy()
    thresholds = set_thresholds(scores(card, hits, len(ordinary)), unseen[talk])
    return Messages(text, {**entry, "thresholds": thresholds})


def _fit_links(rows: pd.DataFrame, seed: int, log: Log) -> tuple[Links, tuple[LinkModel, ...]]:
    canonical = [canonical_link(link) for link in rows["url_or_domain"]]
    domains = [registrable_domain(re.split("[/?]", link, maxsplit=1)[0])[0] for link in canonical]
    kept = (rows["label"] == "benign").to_numpy() & (fold_of(domains, 10, _SPLIT) >= 10 - THRESHOLD_TENTHS)
    lessons = rows[~kept]
    log(f"links: {len(lessons):,} to fit on, {int(kept.sum()):,} honest ones kept for thresholds")
    official = official_hosts()
    fold_models = fit_fold_models(lessons, FOLDS, seed, official)
    model = fit_link_model(lessons, seed, official)
    margins = folded_margins(fold_models, [canonical[i] for i in np.flatnonzero(~kept)])[:, 2]
    malicious = (lessons["label"] == "malicious").to_numpy()
    card, loss = fit_scorecard(link_hits(margins, _nowhere(len(margins))), malicious, np.ones(len(margins)))
    log(f"links: fitted, log-loss {loss:.6f}")
    quiet = model.margins([canonical[i] for i in np.flatnonzero(kept)])[:, 2]
    thresholds = set_thresholds(scores(card, link_hits(quiet, _nowhere(len(quiet))), len(quiet)))
    return Links(model, {"weights": dict(card.weights), "thresholds": thresholds}), fold_models


def _nowhere(rows: int) -> NDArray[np.int64]:
    return np.full((rows, 2), -1, np.int64)


def train(data: Path, out: Path, *, threads: int = 0, log: Log = lambda _: None, seed: int = 0) -> Path:
    """Train a model and write it to the folder ``out``.

    The same data gives the same bytes, whatever the number of threads.

    Parameters
    ----------
    data
        A folder laid out as :func:`coinguard.training.corpus.load_messages` and ``load_links`` read it.
    out
        The model's folder, such as ``models/base``; made if need be.
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
    InputError
        The data is missing or not as documented.
    """
    messages, links = training_rows(load_messages(data)), training_rows(load_links(data))
    messages = pd.concat([messages, written_messages(read_packs(), seed)], ignore_index=True)
    with threadpool_limits(limits=threads or None):
        fitted_links, fold_links = _fit_links(links.reset_index(drop=True), seed, log)
        fitted = _fit_messages(messages.reset_index(drop=True), fitted_links.model, fold_links, seed, log)
    write_model(out, fitted, fitted_links, messages, links)
    log(f"written to {out}")
    return out
