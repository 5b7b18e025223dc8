"""Fitting the text model: logistic regression on the n-grams of windows, by the serving path's own kernel.

A long scam is a scam for its strongest stretch, so a first fit takes every window of a positive message, and a second only the
windows that the first found strongest (multiple-instance learning in the manner of MI-SVM, Andrews et al. 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import SGDClassifier

from coinguard.scoring.segments import raw_arrays
from coinguard.text.features import window_features
from coinguard.text.ngrams import BUCKETS
from coinguard.text.views import utf8
from coinguard.text.windows import PRIOR

_ROWS_AT_A_TIME: Final = 20_000
_ALPHA: Final = 1e-6
_EPOCHS: Final = 10
_LARGEST: Final = 32_767


@dataclass(frozen=True)
class TextModel:
    """Quantised weights of the n-grams."""

    weights: NDArray[np.int16]
    """``[BUCKETS]``, in units of ``scale`` log-odds."""
    scale: float


@dataclass(frozen=True)
class Windows:
    """The windows of some texts as a matrix."""

    matrix: sp.csr_array
    """``[windows, BUCKETS]``: counts as :mod:`coinguard.text.windows` scales them."""
    text: NDArray[np.int64]
    """``[windows]``: the text each is of."""


def windows_of(texts: Sequence[str]) -> Windows:
    """Return the n-grams of every window of some texts."""
    buckets, starts, owners = [], [np.zeros(1, np.int64)], []
    for first in range(0, len(texts), _ROWS_AT_A_TIME):
        chunk = pa.array([utf8(text) for text in texts[first : first + _ROWS_AT_A_TIME]], pa.large_binary())
        found = window_features(*raw_arrays(chunk))
        buckets.append(found.buckets)
        owners.append(found.rows.astype(np.int64) + first)
        starts.append(found.starts[1:] + starts[-1][-1])
    places = np.concatenate(starts)
    sizes = np.diff(places)
    worth = np.repeat(1 / np.sqrt(sizes + PRIOR), sizes).astype(np.float32)
    # scikit-learn's solvers read 32-bit indices only.
    matrix = sp.csr_array((worth, np.concatenate(buckets), places.astype(np.int32)), shape=(len(sizes), BUCKETS))
    matrix.sum_duplicates()
    return Windows(matrix, np.concatenate(owners))


def fit_text_model(windows: Windows, positive: NDArray[np.bool_], weight: NDArray[np.float64], seed: int) -> TextModel:
    """Fit the weights.

    Parameters
    ----------
    windows
        Of ``n`` texts.
    positive, weight
        ``[n]``: whether each text is a scam, and how much it counts; 0 leaves it out.
    seed
        Of the order in which windows are visited.
    """
    per_text = np.bincount(windows.text, minlength=len(positive))
    scam = positive[windows.text]
    share = np.where(scam, weight[windows.text] / per_text[windows.text], weight[windows.text])
    first = _fit(windows.matrix, scam, share, seed)
    margin = windows.matrix @ first.coef_[0]
    strongest = np.full(len(positive), -np.inf)
    np.maximum.at(strongest, windows.text, margin)
    kept = np.where(scam & (margin < strongest[windows.text]), 0.0, weight[windows.text])
    second = _fit(windows.matrix, scam, kept, seed)
    return _quantised(second.coef_[0])


def _fit(matrix: sp.csr_array, scam: NDArray[np.bool_], weight: NDArray[np.float64], seed: int) -> Any:
    used = np.flatnonzero(weight)
    # SGD visits rows in an order of its own seed, one after the other, so no number of threads changes a bit of it.
    model = SGDClassifier(loss="log_loss", alpha=_ALPHA, max_iter=_EPOCHS, tol=None, random_state=seed)
    return model.fit(sp.csr_matrix(matrix[used]), scam[used], sample_weight=weight[used])


def _quantised(coefficients: NDArray[np.float64]) -> TextModel:
    scale = max(float(np.abs(coefficients).max()), 1e-9) / _LARGEST
    return TextModel(np.rint(coefficients / scale).astype(np.int16), scale)
