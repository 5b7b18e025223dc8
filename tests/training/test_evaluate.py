from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coinguard.errors import InputError
from coinguard.training.baseline import Baseline
from coinguard.training.corpus import load_links, load_messages
from coinguard.training.disguises import DISGUISES
from coinguard.training.evaluate import Evaluation, evaluate
from coinguard.training.metrics import Rate
from coinguard.training.scorer import Line

from .conftest import WordCounter, links, messages, write


def line(evaluation: Evaluation, table: str, **about: str) -> Line:
    chosen = [row for row in evaluation.tables[table] if all(row.about[key] == about[key] for key in about)]
    assert len(chosen) == 1
    return chosen[0]


def rate(value: object) -> Rate:
    assert isinstance(value, Rate)
    return value


def test_every_table_has_both_scorers_on_every_line(evaluation: Evaluation) -> None:
    assert set(evaluation.tables) == {
        "false_alarms",
        "hard_negatives",
        "recall",
        "precision",
        "calibration",
        "links",
        "trade_words",
        "honest_links",
        "ablation",
        "evasion",
        "written",
    }
    for lines in evaluation.tables.values():
        for row in lines:
            assert set(row.figures) == {"guard", "baseline"}
            assert row.figures["guard"].keys() == row.figures["baseline"].keys()


def test_only_the_held_out_split_judges(evaluation: Evaluation) -> None:
    assert line(evaluation, "false_alarms", cut="all").about["rows"] == 400
    assert line(evaluation, "recall", lure="coin_lure", name="all").about["rows"] == 24
    assert evaluation.data["messages/messages.parquet"].held_out == 467
    assert evaluation.data["links/links.parquet"].held_out == 120


def test_pages_neighbours_notices_and_adverts_are_counted_apart(evaluation: Evaluation) -> None:
    assert line(evaluation, "recall", lure="landing_page_line", name="all").about["rows"] == 1
    assert line(evaluation, "recall", lure="other_lure", name="sms_made").about["rows"] == 6
    assert line(evaluation, "hard_negatives", cut="topic", name="all").about["rows"] == 24
    assert line(evaluation, "hard_negatives", cut="notices", name="all").about["rows"] == 6
    assert line(evaluation, "hard_negatives", cut="promotion", name="all").about["rows"] == 6


def test_corpora_that_taught_nothing_are_marked(evaluation: Evaluation) -> None:
    assert line(evaluation, "hard_negatives", cut="promotion", name="made_adverts").about["evaluation_only"] is True
    assert line(evaluation, "recall", lure="coin_lure", name="all").about["evaluation_only"] is False


def test_levels_are_counted_at_the_scorer_s_own_thresholds(evaluation: Evaluation) -> None:
    held = messages().query("split == 'dev' and lure == 'coin_lure' and raw_label == 'made'")
    scores = WordCounter().message_scores(held["text"].tolist())
    caught = line(evaluation, "recall", lure="coin_lure", name="all").figures["guard"]
    assert rate(caught["review"]).hits == (scores >= -1).sum()
    assert rate(caught["scam"]).hits == (scores >= 1).sum()
    assert rate(caught["campaigns_scam"]).total == 6


def test_parts_of_ordinary_chat_add_up(evaluation: Evaluation) -> None:
    whole = line(evaluation, "false_alarms", cut="all")
    for cut in ("corpus", "language", "length"):
        parts = [row for row in evaluation.tables["false_alarms"] if row.about["cut"] == cut]
        assert sum(int(row.about["rows"] or 0) for row in parts) == whole.about["rows"]
        flagged = sum(rate(row.figures["baseline"]["review"]).hits for row in parts)
        assert flagged == rate(whole.figures["baseline"]["review"]).hits


def test_a_row_without_a_language_is_still_counted(evaluation: Evaluation) -> None:
    assert line(evaluation, "false_alarms", cut="language", name="unknown").about["rows"] == 80


def test_recall_falls_as_fewer_false_alarms_are_allowed(evaluation: Evaluation) -> None:
    for row in evaluation.tables["recall"]:
        for figures in row.figures.values():
            loose, middle, strict = (rate(figures[f"at_{target}"]).value for target in ("0.01", "0.001", "0.0001"))
            assert loose is not None
            assert loose >= middle >= strict


def test_precision_counts_every_flagged_row_once(evaluation: Evaluation) -> None:
    for row in evaluation.tables["precision"]:
        for figures in row.figures.values():
            counted = sum(int(value) for key, value in figures.items() if key.startswith("flagged_"))
            assert counted == rate(figures["as_sampled"]).total


def test_each_disguise_is_tried_on_the_same_lures(evaluation: Evaluation) -> None:
    lines = [row for row in evaluation.tables["evasion"] if row.about["family"] != "summary"]
    assert [row.about["disguise"] for row in lines] == list(DISGUISES)
    assert line(evaluation, "evasion", disguise="bold").about["lures"] == 24
    assert rate(line(evaluation, "evasion", disguise="bold").figures["guard"]["hidden_equal"]).value == 1
    assert rate(line(evaluation, "evasion", disguise="random_case").figures["guard"]["hidden_equal"]).value == 0
    worst = line(evaluation, "evasion", disguise="worst, all").figures["guard"]["hidden_equal"]
    assert worst == 1


def test_domains_and_urls_are_measured_apart(evaluation: Evaluation) -> None:
    domains = line(evaluation, "links", kind="domain", name="topic")
    urls = line(evaluation, "links", kind="url", name="topic")
    held = links().query("split == 'dev' and label == 'malicious' and topic")
    assert int(domains.about["rows"] or 0) + int(urls.about["rows"] or 0) == len(held)
    assert rate(domains.figures["guard"]["at_0.01"]).value == 1


def test_honest_hosts_with_the_trade_s_words_set_the_threshold(evaluation: Evaluation) -> None:
    wordy = line(evaluation, "trade_words", name="topic, host with the words")
    assert int(wordy.about["honest"] or 0) > 0
    assert rate(wordy.figures["guard"]["at_0.05"]).value == 1
    assert rate(line(evaluation, "honest_links", name="official").figures["guard"]["review"]).hits == 0


def test_the_same_seed_gives_the_same_evaluation(data_folder: Path, baseline: Baseline, evaluation: Evaluation) -> None:
    assert evaluate(data_folder, WordCounter(), baseline=baseline) == evaluation


def test_a_baseline_is_fitted_where_none_is_given(data_folder: Path, baseline: Baseline) -> None:
    said: list[str] = []
    result = evaluate(data_folder, WordCounter(), log=said.append)
    assert result.bundles["baseline"] == baseline.bundle_id
    assert "fitting the baseline" in said


def test_rows_that_cannot_be_scored_are_counted_and_not_flagged(data_folder: Path, baseline: Baseline) -> None:
    class Silent(WordCounter):
        def message_scores(self, texts: list[str]) -> np.ndarray:
            return np.full(len(texts), np.nan)

    result = evaluate(data_folder, Silent(), baseline=baseline)
    assert result.unscored == {"guard": 467, "baseline": 0}
    caught = line(result, "recall", lure="coin_lure", name="all").figures["guard"]
    assert rate(caught["review"]).hits == 0


def test_one_score_a_row_is_demanded(data_folder: Path, baseline: Baseline) -> None:
    class Short(WordCounter):
        def message_scores(self, texts: list[str]) -> np.ndarray:
            return np.zeros(len(texts) - 1)

    with pytest.raises(InputError, match="guard returned scores of shape"):
        evaluate(data_folder, Short(), baseline=baseline)


@pytest.mark.parametrize("without", ["lures", "chat", "links"])
def test_a_folder_with_nothing_to_judge_on_is_refused(
    data_folder: Path, tmp_path: Path, baseline: Baseline, without: str
) -> None:
    message_rows, link_rows = load_messages(data_folder), load_links(data_folder)
    if without == "lures":
        message_rows = message_rows[message_rows["lure"] != "coin_lure"]
    elif without == "chat":
        message_rows = message_rows[message_rows["label"] != "ham"]
    else:
        link_rows = link_rows[link_rows["label"] != "benign"]
    with pytest.raises(InputError, match="lack"):
        evaluate(write(tmp_path, message_rows, link_rows), WordCounter(), baseline=baseline)
