"""A data folder in miniature, written for these tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from coinguard.training.baseline import Baseline, fit_baseline
from coinguard.training.corpus import load_links, load_messages
from coinguard.training.evaluate import Evaluation, evaluate

_SUBJECTS = ("the match", "my cat", "this song", "our teacher", "the weather", "that film", "my brother", "the bus")
_VERBS = ("was great", "made me laugh", "is late again", "looks tired", "sounds wonderful", "came home", "fell asleep")
_ENDINGS = ("today", "yesterday evening", "haha", "as always", "I think", "for real", "in the rain", "")
_LURES = (
    "get {n} free coins at {site} no survey",
    "FREE {n} coins generator works now {site}",
    "claim your {n} coins here {site} before midnight",
)
_ASKS = ("how much do {n} coins cost?", "somebody gift me {n} coins please", "are those {n} free coins sites fake?")


def message(text: str, **changes: Any) -> dict[str, Any]:
    """Return one row of messages."""
    row = {
        "text": text,
        "label": "ham",
        "lure": None,
        "raw_label": "made",
        "on_topic": False,
        "group": text,
        "lang": "en",
        "corpus": "made_chat",
        "source": "tests",
        "licence": "Apache-2.0",
        "may_train": True,
        "adjudicated": False,
        "split": "train",
    }
    return row | changes


def messages() -> pd.DataFrame:
    """Return chat, hard negatives, notices, promotion, neighbours and lures in both splits."""
    generator = np.random.default_rng(7)
    rows = []
    for split, count in (("train", 900), ("dev", 400)):
        for index in range(count):
            parts = (_SUBJECTS, _VERBS, _ENDINGS)
            text = " ".join(str(generator.choice(part)) for part in parts)
            row = {"split": split, "group": f"{split}-{index}", "adjudicated": index % 50 == 0}
            rows.append(message(text.strip(), **row, may_train=index % 10 > 0, lang="en" if index % 5 else None))
        for index in range(24):
            amount = int(generator.integers(1, 90)) * 100
            common = {"split": split, "label": "scam", "lure": "coin_lure", "on_topic": True, "corpus": "made_topic"}
            site = f"coins-{split}-{index % 6}.example/claim"
            text = _LURES[index % 3].format(n=amount, site=site)
            rows.append(message(text, **common, group=f"{split}-site-{index % 6}"))
            rows.append(
                message(_ASKS[index % 3].format(n=amount), split=split, on_topic=True, group=f"{split}-ask-{index}")
            )
        for index in range(6):
            neighbour = {"label": "scam", "lure": "other_lure", "corpus": "sms_made", "group": f"{split}-sms-{index}"}
            rows.append(message(f"your parcel {index} is held, pay at post.example", split=split, **neighbour))
            notice = {"corpus": "sms_made", "group": f"{split}-bank-{index}"}
            rows.append(message(f"your bank code is {index}1{index}. never share it", split=split, **notice))
            advert = {"label": "spam", "corpus": "made_adverts", "may_train": False, "group": f"{split}-ad-{index}"}
            rows.append(message(f"subscribe to my channel number {index}", split=split, **advert))
        page = {"label": "scam", "lure": "coin_lure", "raw_label": "landing_page_line", "corpus": "made_topic"}
        rows.append(message("enter your username to generate coins", split=split, **page, group=f"{split}-page"))
        rows.append(message("hm", split=split, label="unclear", group=f"{split}-hm"))
    return pd.DataFrame(rows).astype({"lure": object})


def links() -> pd.DataFrame:
    """Return honest and malicious domains and URLs in both splits."""
    rows = []
    for split, count in (("train", 300), ("dev", 120)):
        for index in range(count):
            bad, url = index % 3 == 0, index % 2 == 0
            name = f"free-coins-{split}{index}.example" if bad else f"{_SUBJECTS[index % 8][-4:].strip()}{index}.test"
            name = f"token-museum{index}.test" if not bad and index % 10 == 1 else name
            category = "game-currency-generator" if bad else "official-made" if index % 7 == 0 else "top-list"
            rows.append(
                {
                    "url_or_domain": f"https://{name}/page/{index}" if url else name,
                    "label": "malicious" if bad else "benign",
                    "category": category,
                    "kind": "url" if url else "domain",
                    "topic": bad and index % 4 < 3,
                    "core_topic": bad and index % 4 == 0,
                    "source": "tests",
                    "first_seen": "2025-01-01" if bad else None,
                    "may_train": index % 9 > 0,
                    "split": split,
                }
            )
    return pd.DataFrame(rows)


def write(folder: Path, message_rows: pd.DataFrame, link_rows: pd.DataFrame) -> Path:
    """Write a data folder."""
    for name, frame in (("messages", message_rows), ("links", link_rows)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        frame.to_parquet(folder / name / f"{name}.parquet", index=False)
    return folder


class WordCounter:
    """A scorer that counts telling words: something to judge that needs no fit."""

    thresholds: Mapping[str, float] = {"review": -1.0, "scam": 1.0}
    link_thresholds: Mapping[str, float] = {"review": -0.5, "scam": 1.0}
    base_rate = 0.01
    bundle_id = "word-counter"

    def message_scores(self, texts: Sequence[str]) -> np.ndarray:
        words = ("free", "coins", "claim", "survey", "generat")
        without_links = (re.sub(r"\S+\.example\S*", "", text.lower()) for text in texts)
        return np.asarray([-6.0 + 2.5 * sum(word in text for word in words) for text in without_links])

    def link_scores(self, urls: Sequence[str]) -> np.ndarray:
        return np.asarray([4.0 * url.count("coins") + url.count("token") - 2.0 for url in urls])

    def probability_of(self, scores: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-scores))


@pytest.fixture(scope="session")
def baseline(data_folder: Path) -> Baseline:
    return fit_baseline(load_messages(data_folder), links=load_links(data_folder))


@pytest.fixture(scope="session")
def evaluation(data_folder: Path, baseline: Baseline) -> Evaluation:
    return evaluate(data_folder, WordCounter(), baseline=baseline)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("data"), messages(), links())
