from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from coinguard.training.metrics import (
    ROUNDS,
    calibration,
    campaign_rate,
    caught_at,
    caught_at_rate,
    flag_rate,
    length_band,
    precision_at,
    share_at_rate,
    threshold_at,
    wilson,
)

SCORES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=60)


def slow_threshold(negatives: list[float], target: float) -> float:
    """Return the answer the obvious way: try every value just above a score, and the lowest score."""
    for candidate in sorted([min(negatives), *(float(np.nextafter(score, np.inf)) for score in negatives)]):
        if sum(score >= candidate for score in negatives) <= target * len(negatives) + 1e-9:
            return candidate
    raise AssertionError


@settings(max_examples=200, deadline=None)
@given(SCORES, st.floats(0, 1))
def test_the_threshold_is_the_smallest_that_keeps_the_rate(negatives: list[float], target: float) -> None:
    assert threshold_at(np.asarray(negatives), target) == slow_threshold(negatives, target)


def test_tied_scores_are_never_flagged_in_part() -> None:
    scores = np.asarray([0.0] * 97 + [1.0] * 3)
    assert (scores >= threshold_at(scores, 0.02)).sum() == 0
    assert (scores >= threshold_at(scores, 0.03)).sum() == 3


def test_a_row_that_could_not_be_scored_is_never_flagged() -> None:
    scores = np.asarray([-np.inf, -np.inf, 1.0])
    assert (scores >= threshold_at(scores, 0.4)).sum() == 1


def test_wilson_interval_of_a_known_case() -> None:
    rate = wilson(10, 100)
    assert (rate.low, rate.high) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_interval_holds_its_share(hits: int, more: int) -> None:
    rate = wilson(hits, hits + more)
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_nothing_counted_is_no_rate() -> None:
    for rate in (wilson(0, 0), flag_rate(np.empty(0, bool), []), campaign_rate(np.empty(0, bool), [])):
        assert (rate.value, rate.low, rate.high, rate.total) == (None, None, None, 0)


def test_a_rate_over_rows_and_over_campaigns_differ_by_campaign_size() -> None:
    flagged = np.asarray([True] * 9 + [False])
    groups = ["one"] * 9 + ["two"]
    assert flag_rate(flagged, groups).value == pytest.approx(0.9)
    assert campaign_rate(flagged, groups).value == pytest.approx(0.5)
    assert campaign_rate(flagged, groups).total == 2


def test_rows_of_one_campaign_widen_the_interval() -> None:
    flagged = np.tile([True, False], 200)
    alone = flag_rate(flagged, np.arange(400))
    together = flag_rate(np.repeat([True, False] * 5, 40), np.repeat(np.arange(10), 40))
    assert together.value == alone.value == pytest.approx(0.5)
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_the_quick_bootstrap_agrees_with_drawing_campaigns_one_by_one() -> None:
    generator = np.random.default_rng(1)
    groups = np.sort(generator.integers(0, 40, size=300))
    flagged = generator.random(300) < np.repeat(generator.random(41), np.bincount(groups, minlength=41))
    draws = []
    for _ in range(4000):
        chosen = generator.choice(np.unique(groups), size=len(np.unique(groups)))
        rows = np.concatenate([np.flatnonzero(groups == group) for group in chosen])
        draws.append(flagged[rows].mean())
    slow = np.quantile(draws, (0.025, 0.975))
    quick = flag_rate(flagged, groups)
    assert (quick.low, quick.high) == (pytest.approx(slow[0], abs=0.02), pytest.approx(slow[1], abs=0.02))


def test_all_caught_is_as_sure_as_the_campaigns_are_many() -> None:
    few = flag_rate(np.ones(100, bool), np.repeat([0, 1], 50))
    many = flag_rate(np.ones(100, bool), np.arange(100))
    assert few.value == many.value == 1
    assert few.low < 0.4 < 0.95 < many.low


def test_intervals_are_the_same_for_the_same_seed() -> None:
    flagged = np.random.default_rng(0).random(200) < 0.3
    groups = np.arange(200) // 4
    assert flag_rate(flagged, groups, seed=5) == flag_rate(flagged, groups, seed=5)


def test_recall_at_a_rate_counts_the_threshold_s_own_uncertainty() -> None:
    generator = np.random.default_rng(3)
    negatives, positives = generator.normal(size=300), generator.normal(2, 1, size=4000)
    groups = np.arange(4000)
    at_rate = caught_at_rate(negatives, positives, groups, 0.01)
    fixed = caught_at(at_rate.threshold, positives, groups)
    assert at_rate.rows.value == fixed.rows.value
    assert at_rate.rows.high - at_rate.rows.low > 3 * (fixed.rows.high - fixed.rows.low)


def test_the_threshold_s_uncertainty_agrees_with_resampling_the_negatives() -> None:
    generator = np.random.default_rng(4)
    negatives, positives = generator.normal(size=500), generator.normal(2, 1, size=20000)
    slow = []
    for _ in range(2 * ROUNDS):
        cut = threshold_at(generator.choice(negatives, size=500), 0.02)
        slow.append((positives >= cut).mean())
    low, high = np.quantile(slow, (0.025, 0.975))
    rate = share_at_rate(negatives, positives, 0.02)
    assert (rate.low, rate.high) == (pytest.approx(low, abs=0.03), pytest.approx(high, abs=0.03))


def test_both_ways_of_stating_recall_agree_where_rows_are_campaigns() -> None:
    generator = np.random.default_rng(5)
    negatives, positives = generator.normal(size=2000), generator.normal(2, 1, size=500)
    plain = share_at_rate(negatives, positives, 0.01)
    grouped = caught_at_rate(negatives, positives, np.arange(500), 0.01)
    assert plain.value == grouped.rows.value == grouped.campaigns.value
    assert plain.low == pytest.approx(grouped.rows.low, abs=0.03)


def test_no_positives_is_no_recall() -> None:
    caught = caught_at_rate(np.arange(10.0), np.empty(0), [], 0.1)
    assert caught.rows.value is None
    assert caught.campaigns.value is None
    assert share_at_rate(np.arange(10.0), np.empty(0), 0.1).value is None


def test_probabilities_drawn_as_stated_need_no_calibration() -> None:
    generator = np.random.default_rng(6)
    log_odds = generator.normal(-2, 2, size=200_000)
    positive = generator.random(200_000) < 1 / (1 + np.exp(-log_odds))
    fitted = calibration(log_odds, positive, float(positive.mean()))
    assert (fitted.slope, fitted.intercept) == (pytest.approx(1, abs=0.03), pytest.approx(0, abs=0.03))


def test_a_sample_rich_in_scams_is_corrected_to_the_base_rate() -> None:
    generator = np.random.default_rng(6)
    log_odds = generator.normal(-2, 2, size=200_000)
    positive = generator.random(200_000) < 1 / (1 + np.exp(-log_odds))
    base_rate = float(positive.mean())
    kept = positive | (generator.random(200_000) < 0.1)
    fitted = calibration(log_odds[kept], positive[kept], base_rate)
    assert (fitted.slope, fitted.intercept) == (pytest.approx(1, abs=0.05), pytest.approx(0, abs=0.08))


def test_calibration_agrees_with_a_logistic_regression() -> None:
    generator = np.random.default_rng(8)
    log_odds = generator.normal(size=3000)
    positive = generator.random(3000) < 1 / (1 + np.exp(-(0.5 * log_odds - 1)))
    fitted = calibration(log_odds, positive, float(positive.mean()))
    other = LogisticRegression(C=np.inf, tol=1e-10).fit(log_odds[:, None], positive)
    assert fitted.slope == pytest.approx(other.coef_[0, 0], abs=1e-4)
    assert fitted.intercept == pytest.approx(other.intercept_[0], abs=1e-4)


@pytest.mark.parametrize("positive", [[True, True, True], [False, False, True], []])
def test_classes_that_do_not_overlap_cannot_be_calibrated(positive: list[bool]) -> None:
    fitted = calibration(np.arange(float(len(positive))), np.asarray(positive, bool), 0.01)
    assert fitted.slope is None
    assert fitted.intercept is None


def test_precision_follows_from_recall_and_the_base_rate() -> None:
    rate = precision_at(0.01, wilson(90, 100), wilson(10, 10_000))
    assert rate.value == pytest.approx(0.01 * 0.9 / (0.01 * 0.9 + 0.99 * 0.001))
    assert rate.low < rate.value < rate.high


def test_precision_is_unknown_where_nothing_is_caught() -> None:
    assert precision_at(0.01, wilson(0, 100), wilson(1, 100)).value is None
    assert precision_at(0.01, wilson(0, 0), wilson(1, 100)).value is None


def test_lengths_fall_into_the_bands_they_name() -> None:
    bands = length_band(["a" * length for length in (0, 20, 21, 60, 61, 150, 151, 400, 401)])
    expected = ["0-20", "0-20", "21-60", "21-60", "61-150", "61-150", "151-400", "151-400", "over 400"]
    assert bands.tolist() == expected
