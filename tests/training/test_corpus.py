from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.errors import InputError
from coinguard.training.corpus import (
    LINKS,
    MESSAGES,
    fold_of,
    held_out_rows,
    load_links,
    load_messages,
    ordinary_chat,
    training_rows,
)


def test_both_tables_have_the_documented_columns_in_order(data_folder: Path) -> None:
    assert list(load_messages(data_folder).columns) == list(MESSAGES.columns)
    assert list(load_links(data_folder).columns) == list(LINKS.columns)


def test_rows_nobody_could_label_are_left_out(data_folder: Path) -> None:
    frame = load_messages(data_folder)
    assert "unclear" not in set(frame["label"])
    assert list(frame.index) == list(range(len(frame)))


def test_a_missing_folder_is_told_with_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"messages/messages\.parquet") as caught:
        load_messages(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "may_train (true or false)" in str(caught.value)


def test_a_missing_column_is_named(data_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    load_messages(data_folder).drop(columns=["group", "lure"]).to_parquet(tmp_path / "messages/messages.parquet")
    with pytest.raises(InputError, match="missing columns: lure, group"):
        load_messages(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("may_train", "yes", "column may_train holds"),
        ("split", "test", "column split holds test"),
        ("label", "fraud", "column label holds fraud"),
        ("text", None, "column text is empty on row 0"),
    ],
)
def test_a_wrong_column_is_told(data_folder: Path, tmp_path: Path, column: str, value: object, says: str) -> None:
    frame = load_messages(data_folder).astype({column: object})
    if column == "may_train":
        frame[column] = value
    else:
        frame.loc[0, column] = value
    (tmp_path / "messages").mkdir()
    frame.to_parquet(tmp_path / "messages/messages.parquet")
    with pytest.raises(InputError, match=says):
        load_messages(tmp_path)


def test_a_scam_needs_a_lure(data_folder: Path, tmp_path: Path) -> None:
    frame = load_messages(data_folder)
    frame["lure"] = pd.Series([None] * len(frame), dtype=object)
    (tmp_path / "messages").mkdir()
    frame.to_parquet(tmp_path / "messages/messages.parquet")
    with pytest.raises(InputError, match="a scam has no lure"):
        load_messages(tmp_path)


def test_a_file_that_is_not_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links/links.parquet").write_text("url,label\n")
    with pytest.raises(InputError, match="could not be read as Parquet"):
        load_links(tmp_path)


def test_only_learnable_rows_of_the_train_split_teach(data_folder: Path) -> None:
    frame = load_messages(data_folder)
    rows = training_rows(frame)
    assert set(rows["split"]) == {"train"}
    assert rows["may_train"].all()
    assert set(rows.index).isdisjoint(held_out_rows(frame).index)
    assert (~held_out_rows(frame)["may_train"]).any()


def test_a_campaign_in_both_splits_does_not_judge(data_folder: Path) -> None:
    frame = load_messages(data_folder)
    crossing = frame[frame["split"] == "dev"].index[:3]
    frame.loc[crossing, "group"] = frame[frame["split"] == "train"]["group"].iloc[0]
    held = held_out_rows(frame)
    assert len(held) == (frame["split"] == "dev").sum() - 3
    assert set(held["group"]).isdisjoint(frame[frame["split"] == "train"]["group"])


def test_notices_by_sms_and_coin_talk_are_not_ordinary_chat(data_folder: Path) -> None:
    frame = load_messages(data_folder)
    chat = frame[ordinary_chat(frame)]
    assert set(chat["label"]) == {"ham"}
    assert not chat["on_topic"].any()
    assert not chat["corpus"].str.startswith("sms_").any()
    assert len(chat) == 1300


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=30), st.integers(1, 12), st.randoms())
def test_a_campaign_keeps_its_fold_in_any_company(groups: list[str], folds: int, random: object) -> None:
    fold = fold_of(groups, folds, "salt")
    assert ((fold >= 0) & (fold < folds)).all()
    for group, own in zip(groups, fold, strict=True):
        assert fold_of([group], folds, "salt")[0] == own


def test_folds_are_the_same_on_every_machine() -> None:
    assert fold_of(["a", "b", "a", "ü"], 10, "thresholds").tolist() == [1, 7, 1, 0]


def test_folds_are_even_and_salts_unrelated() -> None:
    groups = [f"group {index}" for index in range(5000)]
    first, second = fold_of(groups, 10, "first"), fold_of(groups, 10, "second")
    assert np.bincount(first, minlength=10).min() > 400
    assert 0.07 < (first == second).mean() < 0.13


@pytest.mark.parametrize(("folds", "salt"), [(0, "salt"), (2, "s" * 65)])
def test_impossible_folds_are_refused(folds: int, salt: str) -> None:
    with pytest.raises(InputError):
        fold_of(["a"], folds, salt)


def test_a_row_without_a_campaign_is_refused() -> None:
    with pytest.raises(InputError, match="no campaign"):
        fold_of(["a", None], 2, "salt")  # type: ignore[list-item]


def test_the_real_data_folder_is_as_documented(corpora: Path) -> None:
    frame = load_messages(corpora)
    crossing = set(frame[frame["split"] == "train"]["group"]) & set(frame[frame["split"] == "dev"]["group"])
    assert not (frame["group"].isin(crossing) & (frame["label"] == "scam")).any()
    assert ordinary_chat(held_out_rows(frame)).sum() > 100_000
    assert len(load_links(corpora)) > 500_000
