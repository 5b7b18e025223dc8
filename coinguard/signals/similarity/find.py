"""The phrases that one text comes close to, for callers that hold a string."""

from __future__ import annotations

from typing import Any

import numpy as np

from coinguard.signals.similarity.compare import Match, compared
from coinguard.signals.similarity.scan import LETTERS, PAIRS, new_pairs, new_similar_scratch, similar_pairs
from coinguard.signals.similarity.table import TABLE_TYPE, PhraseTable
from coinguard.text import kernel as k
from coinguard.text.views import fold


@k.kernel(k.OUT_INT32_TABLE, TABLE_TYPE, returns=k.together(PAIRS, LETTERS))
def _pairs(skeleton: Any, table: Any) -> Any:
    n = skeleton.shape[1]
    scratch = new_similar_scratch(len(table[5]), n)
    pairs, kept = new_pairs()
    pairs, n_pairs, kept, n_kept = similar_pairs(skeleton, n, 0, table, scratch, pairs, 0, kept, 0)
    return pairs[:n_pairs].copy(), kept[:, :n_kept].copy()


def find_similar(text: str, table: PhraseTable) -> list[Match]:
    """Return the rules of a table that a text comes close to."""
    skeleton = fold(text).skeleton.elements.copy()
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        pairs, letters = _pairs(skeleton, table.arrays)
    return compared(pairs, letters, table)
