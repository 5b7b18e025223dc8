from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from coinguard.errors import InputError
from coinguard.training.baseline import FOLDS, HELD_FOLDS, Baseline, fit_baseline
from coinguard.training.corpus import COIN_LURE, fold_of, load_links, load_messages, ordinary_chat, training_rows


def test_lures_of_unseen_campaigns_score_above_chat(data_folder: Path, baseline: Baseline) -> None:
    frame = load_messages(data_folder)
    held = frame[frame["split"] == "dev"]
    scores = baseline.margins(held["text"].tolist())
    assert scores.dtype == np.float64
    assert np.median(scores[held["lure"] == COIN_LURE]) > np.quantile(scores[ordinary_chat(held)], 0.99)


def test_probabilities_are_the_scores_at_the_base_rate(baseline: Baseline) -> None:
    texts = ["get free coins at coins.example", "my cat is late again"]
    scores = baseline.message_scores(texts)
    assert baseline.probabilities(texts) == pytest.approx(1 / (1 + np.exp(-scores)))
    assert scores == pytest.approx(baseline.margins(texts) + baseline.message_shift)
    assert np.isfinite(baseline.probability_of(np.asarray([-2000.0, 2000.0]))).all()


def test_arrow_arrays_and_lists_score_alike(baseline: Baseline) -> None:
    texts = ["free coins", "", "the bus was great"]
    assert (baseline.message_scores(pa.array(texts)) == baseline.message_scores(texts)).all()
    assert baseline.message_scores([]).shape == (0,)


def test_the_same_rows_give_the_same_baseline(data_folder: Path, baseline: Baseline) -> None:
    again = fit_baseline(load_messages(data_folder), links=load_links(data_folder))
    assert again.bundle_id == baseline.bundle_id
    assert (again.messages.weights == baseline.messages.weights).all()
    assert again.thresholds == baseline.thresholds


def test_rows_that_may_not_teach_change_nothing(data_folder: Path, baseline: Baseline) -> None:
    frame = training_rows(load_messages(data_folder)).reset_index(drop=True)
    assert (fit_baseline(frame).messages.weights == baseline.messages.weights).all()


def test_chat_that_sets_thresholds_does_not_teach(data_folder: Path, baseline: Baseline) -> None:
    rows = training_rows(load_messages(data_folder))
    held = ordinary_chat(rows) & (fold_of(rows["group"], FOLDS, "thresholds") >= HELD_FOLDS)
    garbled = rows.assign(text=rows["text"].where(~held, "zzz " + rows["text"]))
    assert (fit_baseline(garbled).messages.weights == baseline.messages.weights).all()
    assert held.sum() > 100


def test_links_score_the_same_whatever_their_scheme(baseline: Baseline) -> None:
    plain, secure, open_ = baseline.link_scores(
        ["free-coins.example/a", "https://free-coins.example/a", "HTTP://Free-coins.example/a"]
    )
    assert plain == secure == open_
    assert plain > baseline.link_scores(["museum5.test"])[0]


def test_a_baseline_without_links_says_so(data_folder: Path) -> None:
    with pytest.raises(InputError, match="knows no links"):
        fit_baseline(load_messages(data_folder)).link_scores(["a.test"])


@pytest.mark.parametrize("label", ["ham", "scam"])
def test_one_class_alone_cannot_teach(data_folder: Path, label: str) -> None:
    frame = load_messages(data_folder)
    with pytest.raises(InputError, match="only one class"):
        fit_baseline(frame[frame["label"] == label])


def test_a_threshold_needs_chat_that_is_held_out(data_folder: Path) -> None:
    frame = load_messages(data_folder)
    rows = training_rows(frame)
    held = ordinary_chat(rows) & (fold_of(rows["group"], FOLDS, "thresholds") >= HELD_FOLDS)
    with pytest.raises(InputError, match="no ordinary chat is held out"):
        fit_baseline(pd.DataFrame(rows[~held]))
