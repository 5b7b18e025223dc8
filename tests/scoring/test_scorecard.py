"""The scorecard adds up, exactly and in any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.scoring.scorecard import UNIT, Scorecard, probability, row_sums, shift_base_rate
from coinguard.signals.catalogue import CATALOGUE
from coinguard.signals.hits import Hits

CODES = [signal.code for signal in CATALOGUE]
GROUP = {signal.code: signal.group for signal in CATALOGUE}


def hits_of(rows: list[tuple[int, int, float]]) -> Hits:
    row, signal, value = (np.array(column) for column in zip(*rows, strict=True))
    nowhere = np.full(len(rows), -1)
    return Hits(row.astype(np.int64), signal.astype(np.int64), nowhere, nowhere, nowhere, value.astype(float))


HITS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, len(CODES) - 1), st.floats(0, 50)),
    min_size=1,
    max_size=40,
)


@given(HITS, st.randoms())
def test_a_rows_sum_does_not_depend_on_the_order_of_its_hits(
    rows: list[tuple[int, int, float]], random: object
) -> None:
    card = Scorecard(dict.fromkeys(CODES, 0.37), {})
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    sums = [row_sums(hits.row, card.points(hits, 5), 5) for hits in (hits_of(rows), hits_of(shuffled))]
    assert (sums[0] == sums[1]).all()


@given(HITS, st.floats(0.1, 5))
def test_a_group_never_comes_to_more_than_its_cap(rows: list[tuple[int, int, float]], cap: float) -> None:
    card = Scorecard(dict.fromkeys(CODES, 0.9), {"obfuscation": cap})
    hits = hits_of(sorted(rows))
    points = card.points(hits, 5)
    inside = np.array([GROUP[CODES[signal]] == "obfuscation" for signal in hits.signal])
    assert (row_sums(hits.row[inside], points[inside], 5) * UNIT <= cap + UNIT).all()
    assert (points >= 0).all()


def test_a_cap_shrinks_its_group_pro_rata() -> None:
    styled, mixed = CODES.index("obfuscation.styled_letters"), CODES.index("obfuscation.lookalike_letters")
    card = Scorecard({CODES[styled]: 1.0, CODES[mixed]: 1.0}, {"obfuscation": 2.0})
    points = card.points(hits_of([(0, styled, 3.0), (0, mixed, 1.0)]), 1) * UNIT
    assert points.tolist() == [1.5, 0.5]


def test_a_probability_is_the_logistic_of_the_score_at_any_size() -> None:
    assert probability(np.array([0.0, 1000.0, -1000.0])).tolist() == [0.5, 1.0, 0.0]


def test_a_base_rate_shifts_log_odds_by_the_ratio_of_prior_odds() -> None:
    shifted = shift_base_rate(np.array([0.0]), 0.01, 0.5)
    assert shifted[0] == pytest.approx(np.log(99))
