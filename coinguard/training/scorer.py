"""What the evaluation asks of whatever it judges, so that the model and its baseline go through the same code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from coinguard.errors import InputError
from coinguard.training.metrics import Rate

Scores = npt.NDArray[np.float64]

FALSE_POSITIVE_RATES: Final = (0.01, 0.001, 0.0001)
"""Shares of ordinary chat that may be flagged, at which recall is stated."""

Figure = Rate | float | int | str | bool | None
"""One value in a table."""


class Scorer(Protocol):
    """Scores messages and links in log-odds, with levels of its own."""

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Log-odds at which a message is ``review`` and ``scam``."""

    @property
    def link_thresholds(self) -> Mapping[str, float]:
        """The same for links."""

    @property
    def base_rate(self) -> float:
        """Share of scams that probabilities are stated at."""

    @property
    def bundle_id(self) -> str:
        """Name of exactly this model."""

    def message_scores(self, texts: Sequence[str]) -> Scores:
        """Return the log-odds of each message; not a number where one could not be scored."""

    def link_scores(self, urls: Sequence[str]) -> Scores:
        """Return the log-odds of each URL or domain; not a number where one could not be scored."""

    def probability_of(self, scores: Scores) -> Scores:
        """Return the probability at the base rate that each score states."""


Scorers = Mapping[str, Scorer]
"""Scorers by the name their columns carry."""


@dataclass(frozen=True)
class Line:
    """One row of a table: what it is about, and each scorer's figures."""

    about: Mapping[str, Figure]
    """What the row is about; the same keys in every row of a table."""
    figures: Mapping[str, Mapping[str, Figure]]
    """Scorer name to figure name to value."""


def checked(scores: Any, count: int, scorer: str) -> tuple[Scores, int]:
    """Return scores fit for comparing, and how many rows could not be scored.

    A row that could not be scored counts as not flagged: nobody would have been warned of it.

    Raises
    ------
    InputError
        If there is not one score for each row.
    """
    array = np.asarray(scores, dtype=np.float64)
    if array.shape != (count,):
        raise InputError(f"{scorer} returned scores of shape {array.shape} for {count} rows", where="evaluation")
    missing = np.isnan(array)
    return np.where(missing, -np.inf, array), int(missing.sum())
