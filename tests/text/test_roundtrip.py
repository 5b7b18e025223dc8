"""The readable view of ordinary messages is the message composed, in every language that is measured."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from coinguard.errors import InputError
from coinguard.training import roundtrip
from tests.text.samples import DISGUISED_FREE, ORDINARY


@pytest.mark.parametrize("way", ["mathematical letters", "zero-width characters", "decimal entities", "piled marks"])
def test_a_disguised_text_is_not_clean(way: str) -> None:
    assert not roundtrip.clean(DISGUISED_FREE[way])


@pytest.mark.parametrize("language", ["Vietnamese", "Turkish", "Hindi", "Korean", "Chinese"])
def test_ordinary_writing_is_clean(language: str) -> None:
    assert roundtrip.clean(ORDINARY[language].replace("\u200d", "").replace("ＡＢＣ", "ABC"))


def test_a_language_without_a_label_is_found_by_its_script() -> None:
    frame = pd.DataFrame({"text": ["안녕하세요", "hello", "f\u200bree"], "lang": ["xx", "en", "en"]})
    table = roundtrip.measure(frame).set_index("language")
    assert table.loc["Korean", "rows"] == 1
    assert table.loc["Korean", "clean_kept"] == 1.0
    assert table.loc["Thai", "rows"] == 0
    assert "| Thai | 0 | no rows | 0 | no rows |" in roundtrip.markdown(roundtrip.measure(frame))


def test_a_folder_without_messages_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"messages\.parquet"):
        roundtrip.main([str(tmp_path)])


def test_a_sample_of_the_corpora_meets_the_bar(corpora: Path) -> None:
    frame = pd.read_parquet(corpora / "messages" / "messages.parquet", columns=["text", "label", "lang"])
    frame = frame[(frame["label"] == "ham") & frame["text"].notna()].sample(5000, random_state=1)
    table = roundtrip.measure(frame.reset_index(drop=True))
    assert (table["clean_kept"].dropna() >= roundtrip.BAR).all()
