"""Fitting the link model: two logistic regressions over the serving path's own features, quantised.

Averaged stochastic gradient descent visits one row at a time in one thread, so its result does not depend on the number
of threads, as that of L-BFGS or liblinear does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from coinguard.errors import InputError
from coinguard.links.margins import LinkModel, link_features, packed
from coinguard.links.ngrams import HOST_BUCKETS, PATH_BUCKETS
from coinguard.training.link_rows import (
    COLUMNS,
    WeightedLinks,
    canonical_link,
    host_rows,
    path_rows,
    prepared,
    registrable_domain,
    split_labels,
    text_number,
)

HOST_REGULARISATION: Final = 1e-6
PATH_REGULARISATION: Final = 1e-5
EPOCHS: Final = 10
POPULAR_TARGET: Final = -2.0
"""Log-odds that a popular honest host should lie below."""
POPULAR_BOOST: Final = 8.0
"""What the weight of one that does not is multiplied by for the second fit."""
HOST_FLOOR: Final = -5.0
PATH_CAP: Final = 5.0
PATH_FALSE_POSITIVES: Final = 0.01
"""Share of held-out honest paths that may count as any evidence at all."""
ENDING_HOSTS: Final = 8
"""Hosts that must end in a suffix for its odds to be learned."""
ENDING_PRIOR: Final = 20.0
ENDING_DECIMALS: Final = 4
_HELD_OUT: Final = 5


def _matrix(buckets: NDArray[np.int32], starts: NDArray[np.int64], width: int) -> sparse.csr_matrix:
    """Return the features as rows of equal length: each bucket counts one over the root of the row's count."""
    counts = np.diff(starts)
    values = np.repeat(1.0 / np.sqrt(np.maximum(counts, 1)), counts)
    return sparse.csr_matrix((values, buckets, starts.astype(np.int32)), shape=(len(counts), width))


def _matrices(links: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    features = link_features(*packed(links))
    return (
        _matrix(features.hosts, features.host_starts, HOST_BUCKETS),
        _matrix(features.paths, features.path_starts, PATH_BUCKETS),
    )


def _fitted(
    matrix: sparse.csr_matrix, labels: NDArray[np.int8], weights: NDArray[np.float64], regularisation: float, seed: int
) -> tuple[NDArray[np.float64], float]:
    """Return the coefficients and the intercept of a weighted logistic regression."""
    estimator = SGDClassifier(
        loss="log_loss", alpha=regularisation, max_iter=EPOCHS, tol=None, average=True, random_state=seed, shuffle=True
    )
    estimator.fit(matrix, labels, sample_weight=weights / weights.mean())
    return estimator.coef_[0], float(estimator.intercept_[0])


def _quantised(coefficients: NDArray[np.float64]) -> tuple[NDArray[np.int16], float]:
    """Return the coefficients as 16-bit integers, and the power of two that they are in units of."""
    largest = float(np.abs(coefficients).max(initial=1e-9))
    scale = 2.0 ** np.ceil(np.log2(largest / np.iinfo(np.int16).max))
    return np.rint(coefficients / scale).astype(np.int16), float(scale)


def _fit_hosts(table: WeightedLinks, seed: int) -> tuple[NDArray[np.float64], float]:
    matrix, _ = _matrices(table.links)
    coefficients, bias = _fitted(matrix, table.labels, table.weights, HOST_REGULARISATION, seed)
    hard = table.checked & (matrix @ coefficients + bias > POPULAR_TARGET)
    weights = np.where(hard, POPULAR_BOOST * table.weights, table.weights)
    return _fitted(matrix, table.labels, weights, HOST_REGULARISATION, seed)


def _fit_paths(table: WeightedLinks, seed: int) -> tuple[NDArray[np.float64], float]:
    """Return the coefficients of the path table, and the value above which a path is evidence.

    The value is a quantile of honest paths that a first fit did not see; the intercept is a part of it.
    """
    _, matrix = _matrices(table.links)
    held_out = np.array([text_number(link) % _HELD_OUT == 0 for link in table.links])
    first, _ = _fitted(matrix[~held_out], table.labels[~held_out], table.weights[~held_out], PATH_REGULARISATION, seed)
    honest = held_out & table.checked
    threshold = float(np.quantile(matrix[honest] @ first, 1.0 - PATH_FALSE_POSITIVES)) if honest.any() else 0.0
    coefficients, _ = _fitted(matrix, table.labels, table.weights, PATH_REGULARISATION, seed)
    return coefficients, threshold


def _trainable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the prepared rows that may train, or say what is wrong with the table."""
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}", where="table of links", hint=f"Needed are {', '.join(COLUMNS)}"
        )
    return prepared(frame[frame["may_train"].astype(bool)])


def _fit(rows: pd.DataFrame, seed: int, official_hosts: Sequence[str]) -> LinkModel:
    if set(rows["label"]) != {"benign", "malicious"}:
        raise InputError(
            "the rows to fit on must hold both labels, benign and malicious, and no other",
            where="table of links, column label",
            hint="Add rows of the label that is missing, drop the others, or use fewer folds",
        )
    host_coefficients, bias = _fit_hosts(host_rows(rows, official_hosts, seed), seed)
    path_coefficients, threshold = _fit_paths(path_rows(rows), seed)
    host_weights, host_scale = _quantised(host_coefficients)
    path_weights, path_scale = _quantised(path_coefficients)
    parameters = {
        "bias": bias,
        "host_scale": host_scale,
        "host_floor": HOST_FLOOR,
        "path_scale": path_scale,
        "path_threshold": threshold,
        "path_cap": PATH_CAP,
    }
    rounded = {name: round(value, 12) for name, value in parameters.items()}
    return LinkModel(host_weights, path_weights, rounded, ending_odds(rows))


def ending_odds(rows: pd.DataFrame) -> dict[str, float]:
    """Return the log-odds of each public suffix that enough hosts end in, from :func:`prepared` rows.

    A host counts once. The odds are shrunk as if ``ENDING_PRIOR`` hosts more had been seen of each suffix, mixed as all are.
    """
    honest, malicious = split_labels(rows)
    counts = [part.drop_duplicates("host").groupby("suffix").size() for part in (malicious, honest)]
    bad, good = (count / count.sum() for count in counts)
    prior = ENDING_PRIOR / (counts[0].sum() + counts[1].sum())
    number = counts[0].add(counts[1], fill_value=0.0)
    endings = sorted(ending for ending in number.index[number >= ENDING_HOSTS] if ending)
    share = np.stack([part.reindex(endings).fillna(0.0).to_numpy() + prior for part in (bad, good)])
    odds = np.round(np.log(share[0] / share[1]), ENDING_DECIMALS)
    return {ending: float(value) for ending, value in zip(endings, odds, strict=True) if value}


def fit_link_model(frame: pd.DataFrame, seed: int = 0, official_hosts: Sequence[str] = ()) -> LinkModel:
    """Fit the link model on the rows that may train; the same bytes for the same rows in any order.

    Parameters
    ----------
    frame
        Labelled links with the columns of :data:`coinguard.training.link_rows.COLUMNS`; ``label`` is ``benign`` or
        ``malicious``. Rows whose ``may_train`` is false are left out.
    seed
        Of the order that rows are visited in, and of the honest names set under free hosting.
    official_hosts
        Hosts known to be first-party: learned as honest whatever a list says of them.

    Raises
    ------
    InputError
        If a column or one of the two labels is missing.
    """
    return _fit(_trainable(frame), seed, official_hosts)


def fold_of(link: str, folds: int) -> int:
    """Return the fold of a canonical link: by its registrable domain, so that no domain is in two."""
    host = link.split("/", 1)[0].split("?", 1)[0]
    return text_number(registrable_domain(host)[0]) % folds


def fit_fold_models(
    frame: pd.DataFrame, folds: int, seed: int = 0, official_hosts: Sequence[str] = ()
) -> tuple[LinkModel, ...]:
    """Return a model for each fold that has seen no registrable domain of it, ``official_hosts`` apart.

    Parameters are those of :func:`fit_link_model`; ``folds`` is at least 2.

    Raises
    ------
    InputError
        If there are fewer than two folds, or a column or label is missing.
    """
    if folds < 2:
        raise InputError(f"{folds} folds leave nothing to fit on", where="folds", hint="Use at least 2")
    rows = _trainable(frame)
    fold = np.array([text_number(domain) % folds for domain in rows["domain"]])
    return tuple(_fit(rows[fold != number], seed, official_hosts) for number in range(folds))


def folded_margins(models: Sequence[LinkModel], links: Sequence[str]) -> NDArray[np.float64]:
    """Score canonical links, each with the model that has not seen its registrable domain.

    Returns
    -------
    numpy.ndarray
        ``float64[n, 3]``: the host's margin, the path's evidence and the link's margin, in log-odds.
    """
    fold = np.array([fold_of(link, len(models)) for link in links], np.int64)
    out = np.empty((len(links), 3), np.float64)
    for number, model in enumerate(models):
        chosen = np.flatnonzero(fold == number).tolist()
        out[chosen] = model.margins([links[i] for i in chosen])
    return out


def out_of_fold_margins(frame: pd.DataFrame, folds: int, seed: int = 0) -> NDArray[np.float64]:
    """Return the margins of every row by a model that has not seen its registrable domain.

    Rows that may not train are scored too. Returns ``float64[len(frame), 3]`` as :func:`folded_margins` does; raises
    what :func:`fit_fold_models` raises.
    """
    links = [canonical_link(link) for link in frame["url_or_domain"]]
    return folded_margins(fit_fold_models(frame, folds, seed), links)
