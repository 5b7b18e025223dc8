"""Obfuscation: what the fold had to undo, as hits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coinguard.signals.catalogue import FIRST_UNDONE
from coinguard.signals.hits import Hits


def obfuscation_hits(found: NDArray[np.int32]) -> Hits:
    """Return hits for what was undone.

    Parameters
    ----------
    found
        ``int32[n, 5]``: row, which of :data:`coinguard.text.undone.UNDONE`, count, start and end of the first.

    Returns
    -------
    Hits
        Valued ``log2(1 + count)``: the tenth disguised letter says less than the first.
    """
    row, which, count, start, end = found.T.astype(np.int64)
    return Hits(row, which + FIRST_UNDONE, start, end, np.log2(1.0 + count))
