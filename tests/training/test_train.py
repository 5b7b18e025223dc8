"""Training from end to end: the same bytes, and nothing learned from rows that must not teach."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coinguard
from coinguard.training import train as training
from coinguard.training.corpus import load_messages
from coinguard.training.train import train
from tests.training.small_world import write_small_world

FILES = ("weights.safetensors", "manifest.json", "MODEL_CARD.md")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def model(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(world, tmp_path_factory.mktemp("first") / "small", phrases=world / "phrases", threads=1)


def test_the_same_data_gives_the_same_bytes_on_another_number_of_threads(
    world: Path, model: Path, tmp_path: Path
) -> None:
    again = train(world, tmp_path / "small", phrases=world / "phrases", threads=2)
    assert [(again / name).read_bytes() for name in FILES] == [(model / name).read_bytes() for name in FILES]


def test_a_trained_model_loads_and_tells_its_scams_from_its_chat(model: Path) -> None:
    guard = coinguard.load(model)
    lure = guard.check("claim 900 robux go to free-bonus77.top now").score
    assert lure > guard.check("nice stream where are you from").score + 1


def test_phrases_of_a_pack_are_told_from_ordinary_chat(model: Path) -> None:
    guard = coinguard.load(model)
    assert any(r.code == "text.phrases" for r in guard.check("selling gems half price dm me").reasons)
    assert all(r.code != "text.phrases" for r in guard.check("nice stream where are you from").reasons)


def test_the_signs_of_the_scorecard_are_kept(model: Path) -> None:
    weights = json.loads((model / "manifest.json").read_text("utf8"))["messages"]["weights"]
    assert weights["text.wording"] > 0
    assert weights.get("text.length", 0) <= 0
    assert all(value >= 0 for code, value in weights.items() if code.startswith(("obfuscation.", "link.")))


def test_rows_that_may_not_teach_and_rows_for_judging_change_nothing(world: Path, model: Path, tmp_path: Path) -> None:
    other = write_small_world(tmp_path / "world")
    path = other / "messages" / "messages.parquet"
    frame = pd.read_parquet(path)
    silent = ~frame["may_train"] | (frame["split"] == "dev")
    frame.loc[silent, "text"] = "something else entirely"
    frame.to_parquet(path)
    again = train(other, tmp_path / "small", phrases=other / "phrases")
    assert [(again / name).read_bytes() for name in FILES] == [(model / name).read_bytes() for name in FILES]


def test_a_campaign_of_many_copies_weighs_little_more_than_one_of_few(world: Path) -> None:
    frame = load_messages(world)
    lures = frame[frame["label"] == "scam"].head(10).copy()
    lures["group"] = ["one"] * 9 + ["two"]
    weights = training.lesson_weights(lures)
    assert weights[:9].sum() < 3 * weights[9]
    assert np.isclose(weights[0], weights[8])


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(coinguard.InputError) as caught:
        train(tmp_path, tmp_path / "out")
    assert "messages.parquet" in str(caught.value)
