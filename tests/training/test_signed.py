"""The scorecard's estimator keeps its signs and scikit-learn's contract."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

from coinguard.training.signed import SignedLogisticRegression


def test_it_passes_the_estimator_checks() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        failed = [
            check for check in check_estimator(SignedLogisticRegression(), on_fail=None) if check["status"] == "failed"
        ]
    assert failed == []


def test_without_signs_it_is_ordinary_logistic_regression() -> None:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(500, 3))
    y = X @ [1.0, -2.0, 0.5] + generator.logistic(size=500) > 0
    ours = SignedLogisticRegression(penalty=1e-3).fit(X, y)
    theirs = LogisticRegression(C=1 / (1e-3 * len(y)), tol=1e-10, max_iter=1000).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-3)


def test_a_coefficient_never_takes_the_other_sign() -> None:
    generator = np.random.default_rng(1)
    X = generator.normal(size=(500, 2))
    y = X @ [1.0, -2.0] + generator.logistic(size=500) > 0
    fitted = SignedLogisticRegression(signs=[-1, 1]).fit(X, y)
    assert fitted.coef_.tolist() == [[0.0, 0.0]]


def test_a_wrong_number_of_signs_is_refused() -> None:
    with pytest.raises(ValueError, match="signs has 1 entries for 2 columns"):
        SignedLogisticRegression(signs=[1]).fit([[0.0, 1.0], [1.0, 0.0]], [0, 1])


def test_what_is_given_beforehand_is_left_alone_and_what_is_fitted_comes_on_top() -> None:
    generator = np.random.default_rng(2)
    X = generator.normal(size=(4000, 2))
    y = X @ [1.0, 2.0] - 1.0 + generator.logistic(size=4000) > 0
    fitted = SignedLogisticRegression([1], fit_intercept=False).fit(X[:, 1:], y, offset=X[:, 0] - 1.0)
    assert fitted.coef_[0, 0] == pytest.approx(2.0, abs=0.2)
    assert fitted.intercept_.tolist() == [0.0]
