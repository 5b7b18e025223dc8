"""What fitting the link model promises: the same bytes, no leak between folds, hosts before paths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coinguard.errors import InputError
from coinguard.links.margins import LinkModel
from coinguard.training.link_model import (
    fit_fold_models,
    fit_link_model,
    fold_of,
    folded_margins,
    out_of_fold_margins,
)
from coinguard.training.link_rows import canonical_link, host_rows, path_rows, prepared, registrable_domain

HONEST_WORDS = ("garden", "library", "weather", "bakery", "museum", "football", "recipes", "travel", "school", "music")
LURE_WORDS = ("free", "claim", "bonus", "airdrop", "gift")
CURRENCIES = ("coins", "robux", "nitro", "gems", "skins")


def row(link: str, label: str, category: str, topic: bool, source: str, may_train: bool = True) -> dict[str, object]:
    return {
        "url_or_domain": link,
        "label": label,
        "category": category,
        "topic": topic,
        "source": source,
        "may_train": may_train,
    }


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rows = [
        row(f"https://www.{first}{second}.com/", "benign", "top-list", False, f"top-{n % 2}")
        for n, first in enumerate(HONEST_WORDS)
        for second in HONEST_WORDS
    ]
    rows += [
        row(f"https://{first}.org/{second}/{first}-{second}.html", "benign", "crawl", False, "crawl")
        for first in HONEST_WORDS
        for second in HONEST_WORDS
    ]
    rows += [
        row(f"{lure}-{currency}{n}.{suffix}", "malicious", "giveaway-scam", True, "list")
        for lure in LURE_WORDS
        for currency in CURRENCIES
        for n in range(3)
        for suffix in ("xyz", "top", "vercel.app")
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def model(frame: pd.DataFrame) -> LinkModel:
    return fit_link_model(frame)


def same(left: LinkModel, right: LinkModel) -> bool:
    return (
        left.host_weights.tobytes() == right.host_weights.tobytes()
        and left.path_weights.tobytes() == right.path_weights.tobytes()
        and dict(left.parameters) == dict(right.parameters)
    )


def test_listed_links_take_the_form_that_serving_reads() -> None:
    assert canonical_link("http://user:pass@www.Example.com:8080/a?b=c#d") == "example.com/a?b=c"
    assert canonical_link("  ") == ""


def test_private_suffixes_separate_registrable_domains() -> None:
    assert registrable_domain("a.b.github.io") == ("b.github.io", "github.io")
    assert registrable_domain("10.0.0.1") == ("10.0.0.1", "")


def test_unseen_lures_score_above_unseen_honest_hosts(model: LinkModel) -> None:
    lures = model.margins(["claim-free-robux.top", "airdrop-coins.xyz", "bonus-nitro.vercel.app"])[:, 2]
    honest = model.margins(["gardenmuseum.com", "schoolbakery.org", "weathertravel.com/recipes"])[:, 2]
    assert lures.min() > 0.0 > honest.max()


def test_a_lure_in_the_path_of_an_honest_host_is_evidence(model: LinkModel) -> None:
    lure, honest = model.margins(["garden.org/free-robux", "garden.org/library/weather"])
    assert lure[1] > 0.0
    assert honest[1] == 0.0


def test_an_official_host_is_clear_whatever_lists_say(frame: pd.DataFrame) -> None:
    named = pd.concat([frame, pd.DataFrame([row("free-coins0.top", "malicious", "giveaway-scam", True, "list")])])
    fitted = fit_link_model(named, official_hosts=["free-coins0.top"])
    assert fitted.margins(["free-coins0.top"])[0, 0] < 0.0


def test_rows_in_any_order_give_the_same_bytes(frame: pd.DataFrame, model: LinkModel) -> None:
    assert same(fit_link_model(frame.sample(frac=1.0, random_state=3)), model)


def test_rows_that_may_not_train_change_nothing(frame: pd.DataFrame, model: LinkModel) -> None:
    barred = pd.DataFrame([row("gardenlibrary.com", "malicious", "phishing", True, "barred", may_train=False)] * 9)
    assert same(fit_link_model(pd.concat([frame, barred])), model)


def test_another_seed_is_another_model(frame: pd.DataFrame, model: LinkModel) -> None:
    assert not same(fit_link_model(frame, seed=1), model)


def test_each_host_is_learned_once_and_never_as_both(frame: pd.DataFrame) -> None:
    both = pd.concat([frame, pd.DataFrame([row("http://garden.org/x", "malicious", "phishing", False, "list")])])
    table = host_rows(prepared(both), [], 0)
    assert len(set(table.links)) == len(table.links)
    assert table.labels[table.links.index("garden.org")] == 0
    assert not any("/" in link for link in table.links)


def test_honest_names_stand_under_free_hosting_too(frame: pd.DataFrame) -> None:
    table = host_rows(prepared(frame), [], 0)
    hosted = [label for link, label in zip(table.links, table.labels, strict=True) if link.endswith(".vercel.app")]
    assert 0 in hosted
    assert 1 in hosted


def test_paths_are_learned_without_their_hosts(frame: pd.DataFrame) -> None:
    table = path_rows(prepared(frame))
    assert all(link.startswith(("/", "?")) for link in table.links)
    assert "/free-coins0" in table.links
    assert table.checked.sum() == 100


def test_a_fold_model_has_not_seen_its_domains(frame: pd.DataFrame) -> None:
    models = fit_fold_models(frame, 2)
    fold = np.array([fold_of(canonical_link(link), 2) for link in frame["url_or_domain"]])
    assert len(models) == 2
    assert same(models[0], fit_link_model(frame[fold != 0]))
    assert same(models[1], fit_link_model(frame[fold != 1]))


def test_out_of_fold_margins_are_those_of_the_fold_models(frame: pd.DataFrame) -> None:
    sample = frame.iloc[::2].reset_index(drop=True)
    margins = out_of_fold_margins(sample, 2)
    models = fit_fold_models(sample, 2)
    links = [canonical_link(link) for link in sample["url_or_domain"]]
    assert np.array_equal(margins, folded_margins(models, links))
    malicious = (sample["label"] == "malicious").to_numpy()
    assert np.median(margins[malicious, 2]) > np.median(margins[~malicious, 2])


def test_a_missing_column_is_named(frame: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="no column source"):
        fit_link_model(frame.drop(columns="source"))


def test_one_label_alone_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="both labels"):
        fit_link_model(frame[frame["label"] == "benign"])


def test_one_fold_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="1 folds leave nothing to fit on"):
        fit_fold_models(frame, 1)


def test_real_links_of_held_out_domains_are_told_apart(corpora: Path) -> None:
    rows = pd.read_parquet(corpora / "links" / "links.parquet")
    rows = rows[(rows["split"] == "train") & rows["may_train"].astype(bool)].sample(30_000, random_state=0)
    margins = out_of_fold_margins(rows, 2)[:, 2]
    malicious = (rows["label"] == "malicious").to_numpy()
    topic = malicious & rows["topic"].astype(bool).to_numpy()
    threshold = np.quantile(margins[~malicious], 0.99)
    assert (margins[topic] > threshold).mean() > 0.5
