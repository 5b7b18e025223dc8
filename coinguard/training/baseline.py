"""The plain baseline that a model has to beat: n-grams and logistic regression, nothing else.

Messages: hashed character 3- to 5-grams and word 1- and 2-grams. Links: hashed character 3- to 5-grams of the address.
Both learn from the same training rows as the model, and go through the same evaluation
(`coinguard.training.scorer.Scorer`).

Its levels are set on rows it never saw: the ordinary chat of the training split whose fold is `HELD_FOLDS` or more, and
the honest links whose fold is `HELD_LINK_FOLDS` or more, are left out of the fit, and the thresholds are its 0.1% and
0.01% false-positive points there. Its probabilities are stated at the base rate but are not calibrated: that, too, is
what plain means.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from coinguard.errors import InputError
from coinguard.training.corpus import fold_of, is_scam, ordinary_chat, training_rows
from coinguard.training.link_rows import registrable_domain
from coinguard.training.metrics import threshold_at

Scores = npt.NDArray[np.float64]

FOLDS: Final = 10
HELD_FOLDS: Final = 7
"""Folds of ordinary chat from this one on set thresholds and do not teach."""
HELD_LINK_FOLDS: Final = 9
"""The same for honest links: one fold in ten, since the link model suffers where more is left out."""
REVIEW_RATE: Final = 0.001
"""False-positive rate of the baseline's review level."""
SCAM_RATE: Final = 0.0001
"""False-positive rate of the baseline's scam level."""

# Chosen on held-out rows among 10, 30, 100 and 300, with and without class weights; weights made no difference.
_MESSAGE_C: Final = 100.0
_LINK_C: Final = 30.0
# Keeps the fit under two minutes on a data folder that is larger than the one it was tried on.
_MOST_LINKS: Final = 400_000
_CHUNK: Final = 50_000
_WORD: Final = r"(?u)\w+"  # one letter is a word too: "u", "4"
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*://")


@dataclass(frozen=True)
class TextModel:
    """Hashed n-grams and one weight for each."""

    vectorizers: tuple[HashingVectorizer, ...]
    """Their features stand side by side."""
    weights: Scores
    """One for each feature."""
    bias: float
    """Log-odds of a text without features."""

    def margins(self, texts: Sequence[str]) -> Scores:
        """Return the log-odds of each text at the share of scams it was fitted on; shape ``(len(texts),)``."""
        parts = [
            _features(self.vectorizers, texts[start : start + _CHUNK]) @ self.weights
            for start in range(0, len(texts), _CHUNK)
        ]
        return np.concatenate([np.empty(0), *parts]) + self.bias


@dataclass(frozen=True)
class Baseline:
    """The fitted baseline, with the face that the evaluation asks of a scorer."""

    messages: TextModel
    """Scores messages."""
    links: TextModel | None
    """Scores links; null where none were given to the fit."""
    base_rate: float
    """Share of scams that probabilities are stated at."""
    message_shift: float
    """Added to a message's margin to state it at the base rate instead of the training rows' share of scams."""
    link_shift: float
    """The same for links."""
    thresholds: Mapping[str, float]
    """Log-odds at which a message is ``review`` and ``scam``."""
    link_thresholds: Mapping[str, float]
    """The same for links."""
    bundle_id: str
    """Hash of the weights."""

    def margins(self, texts: Sequence[str]) -> Scores:
        """Return the log-odds of each message at the share of scams in the training rows; shape ``(len(texts),)``."""
        return self.messages.margins(texts)

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """Return the probability of a scam for each message at the base rate; shape ``(len(texts),)``."""
        return self.probability_of(self.message_scores(texts))

    def message_scores(self, texts: Any) -> Scores:
        """Return the log-odds of each message at the base rate; shape ``(len(texts),)``."""
        return self.messages.margins(_listed(texts)) + self.message_shift

    def link_scores(self, urls: Any) -> Scores:
        """Return the log-odds of each URL or domain at the base rate; shape ``(len(urls),)``.

        Raises
        ------
        InputError
            If the baseline was fitted without links.
        """
        if self.links is None:
            raise InputError("this baseline knows no links", hint="Pass the links to fit_baseline")
        return self.links.margins(_addresses(_listed(urls))) + self.link_shift

    def probability_of(self, scores: Scores) -> Scores:
        """Return the probability that each log-odds states."""
        return np.exp(-np.logaddexp(0.0, -np.asarray(scores, dtype=np.float64)))


def fit_baseline(
    frame: pd.DataFrame, seed: int = 0, *, links: pd.DataFrame | None = None, base_rate: float = 0.01
) -> Baseline:
    """Fit the baseline on the rows that may be learned from.

    Parameters
    ----------
    frame
        Messages, as `load_messages` returns them; only `training_rows` are used. Scams of both lures against the rest.
    seed
        Chooses the links where there are more than the fit needs.
    links
        Links, as `load_links` returns them; without them the baseline scores messages only.
    base_rate
        Share of scams that probabilities are stated at.

    Returns
    -------
    Baseline
        The same bytes for the same rows and seed.

    Raises
    ------
    InputError
        If the training rows lack scams or anything else, or too few rows are held out to set a threshold.
    """
    rows = training_rows(frame)
    scam = is_scam(rows)
    held = ordinary_chat(rows) & _held(rows["group"], HELD_FOLDS)
    words = HashingVectorizer(analyzer="word", ngram_range=(1, 2), n_features=1 << 19, token_pattern=_WORD, **_SHARED)
    messages, shift = _fit((_characters(), words), rows["text"].tolist(), scam, held, _MESSAGE_C, base_rate)
    thresholds = _levels(messages.margins(rows["text"][held].tolist()) + shift, "ordinary chat")
    link_model, link_shift, link_thresholds = None, 0.0, dict[str, float]()
    if links is not None:
        link_model, link_shift, link_thresholds = _fit_links(training_rows(links), seed, base_rate)
    return Baseline(
        messages=messages,
        links=link_model,
        base_rate=base_rate,
        message_shift=shift,
        link_shift=link_shift,
        thresholds=thresholds,
        link_thresholds=link_thresholds,
        bundle_id=_identity(messages, link_model),
    )


_SHARED: Final[dict[str, Any]] = {"lowercase": True, "dtype": np.float32, "norm": "l2", "alternate_sign": False}


def _characters() -> HashingVectorizer:
    return HashingVectorizer(analyzer="char", ngram_range=(3, 5), n_features=1 << 20, **_SHARED)


def _fit_links(rows: pd.DataFrame, seed: int, base_rate: float) -> tuple[TextModel, float, dict[str, float]]:
    addresses = np.asarray(_addresses(rows["url_or_domain"].tolist()), dtype=object)
    bad = np.asarray(rows["label"] == "malicious", dtype=np.bool_)
    held = ~bad & _held(_domains(addresses.tolist()), HELD_LINK_FOLDS)
    judging = addresses[held].tolist()
    kept = np.flatnonzero(~held)
    kept = np.sort(np.random.default_rng(seed).permutation(kept)[:_MOST_LINKS])
    nothing_held = np.zeros(len(kept), dtype=np.bool_)
    model, shift = _fit((_characters(),), addresses[kept].tolist(), bad[kept], nothing_held, _LINK_C, base_rate)
    return model, shift, _levels(model.margins(judging) + shift, "honest links")


def _fit(
    vectorizers: tuple[HashingVectorizer, ...],
    texts: list[str],
    positive: npt.NDArray[np.bool_],
    held: npt.NDArray[np.bool_],
    penalty: float,
    base_rate: float,
) -> tuple[TextModel, float]:
    chosen = np.flatnonzero(~held)
    target = positive[chosen]
    if not target.any() or target.all():
        raise InputError("the training rows hold only one class", hint="The baseline needs scams and other rows")
    matrix = sparse.vstack(
        [
            _features(vectorizers, [texts[row] for row in chosen[start : start + _CHUNK]])
            for start in range(0, len(chosen), _CHUNK)
        ],
        format="csr",
    )
    # liblinear's primal solver draws no random numbers and uses one thread.
    model = LogisticRegression(C=penalty, solver="liblinear", tol=1e-2).fit(matrix, target)
    share = float(target.mean())
    shift = _log_odds(base_rate) - _log_odds(share)
    return TextModel(vectorizers, np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])), shift


def _features(vectorizers: tuple[HashingVectorizer, ...], texts: Sequence[str]) -> sparse.csr_matrix:
    return sparse.hstack([vectorizer.transform(texts) for vectorizer in vectorizers], format="csr")


def _levels(scores: Scores, what: str) -> dict[str, float]:
    if not len(scores):
        raise InputError(f"no {what} is held out, so no threshold can be set", hint="Add rows of more campaigns")
    return {"review": threshold_at(scores, REVIEW_RATE), "scam": threshold_at(scores, SCAM_RATE)}


def _held(groups: Any, first: int) -> npt.NDArray[np.bool_]:
    held: npt.NDArray[np.bool_] = fold_of(groups, FOLDS, "thresholds") >= first
    return held


def _addresses(urls: Sequence[str]) -> list[str]:
    # Both ends are marked, so that a suffix and a first label are features of their own; the scheme says nothing.
    return [f"^{_SCHEME.sub('', url.strip().lower())}$" for url in urls]


def _domains(addresses: Sequence[str]) -> list[str]:
    """Return the registrable domain of each address, which keeps the hosts of one owner in one fold.

    Anything coarser, such as a host's last two labels, would hold whole countries out of the fit.
    """
    hosts = [re.split(r"[/?#:$]", address.removeprefix("^"), maxsplit=1)[0] for address in addresses]
    known = {host: registrable_domain(host)[0] for host in set(hosts)}
    return [known[host] for host in hosts]


def _listed(texts: Any) -> list[str]:
    return texts.to_pylist() if hasattr(texts, "to_pylist") else list(texts)


def _log_odds(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def _identity(messages: TextModel, links: TextModel | None) -> str:
    digest = hashlib.sha256(messages.weights.tobytes())
    if links is not None:
        digest.update(links.weights.tobytes())
    return f"baseline-{digest.hexdigest()[:12]}"
