"""Logistic regression whose coefficients keep to given signs, for scorecards that a person has to believe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data


class SignedLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Binary logistic regression with an L2 penalty and bounds on the coefficients, by L-BFGS-B (Byrd et al. 1995).

    Parameters
    ----------
    signs
        One of -1, 0 and 1 a column: the sign its coefficient may have, 0 for either; by default all 0.
    penalty
        Half of it times the squared length of the coefficients is added to the mean loss. The intercept is free.
    max_iter
        Most iterations.
    fit_intercept
        Whether there is an intercept; otherwise it is 0.
    """

    def __init__(
        self,
        signs: Sequence[int] | None = None,
        penalty: float = 1e-6,
        max_iter: int = 500,
        fit_intercept: bool = True,
    ) -> None:
        self.signs = signs
        self.penalty = penalty
        self.max_iter = max_iter
        self.fit_intercept = fit_intercept

    def fit(self, X: Any, y: Any, sample_weight: Any = None, offset: Any = None) -> SignedLogisticRegression:
        """Fit to ``X`` of shape ``[n, columns]`` and two classes ``y``.

        ``offset``, ``[n]``, are log-odds that are given beforehand; what is fitted comes on top, and predictions leave them out.

        Raises
        ------
        ValueError
            ``y`` has not two classes, or ``signs`` another length than ``X`` has columns.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        if kind != "binary":
            raise ValueError(f"Only binary classification is supported. The type of the target is {kind}.")
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        self.classes_ = np.unique(y)
        if len(self.classes_) != 2:
            raise ValueError(f"Classifier needs two classes in y; it has only {len(self.classes_)} class")
        signs = np.zeros(X.shape[1], np.int64) if self.signs is None else np.asarray(self.signs)
        if len(signs) != X.shape[1]:
            raise ValueError(f"signs has {len(signs)} entries for {X.shape[1]} columns")
        target = (y == self.classes_[1]).astype(float)
        weight = weight / weight.sum()
        given = np.zeros(len(X)) if offset is None else np.asarray(offset, dtype=np.float64)
        free = (None, None) if self.fit_intercept else (0, 0)
        bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs] + [free]

        # Columns of one length take a tenth of the iterations; the penalty stays that of the plain coefficients.
        length = np.sqrt(weight @ X**2)
        length[length == 0] = 1.0

        def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            coefficients, intercept = parameters[:-1] / length, parameters[-1]
            margin = X @ coefficients + intercept + given
            value = (
                weight @ (np.logaddexp(0, margin) - target * margin) + self.penalty / 2 * coefficients @ coefficients
            )
            residual = weight * (expit(margin) - target)
            gradient = np.append((X.T @ residual + self.penalty * coefficients) / length, residual.sum())
            return float(value), gradient

        found = minimize(
            loss, np.zeros(X.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B",
            options={"maxiter": self.max_iter, "ftol": 1e-12, "gtol": 1e-9},
        )  # fmt: skip
        self.coef_ = (found.x[:-1] / length)[None, :]
        self.intercept_ = found.x[-1:]
        self.n_iter_ = int(found.nit)
        self.loss_ = float(found.fun)
        return self

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Return log-odds, ``float64[n]``."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        margin: NDArray[np.float64] = X @ self.coef_[0] + self.intercept_[0]
        return margin

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class, ``float64[n, 2]``."""
        positive = expit(self.decision_function(X))
        return np.stack([1 - positive, positive], axis=1)

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the likelier class of each row."""
        above = (self.decision_function(X) > 0).astype(int)
        labels: NDArray[Any] = self.classes_[above]
        return labels

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags
