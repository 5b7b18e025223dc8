"""What a message's author is called is evidence about all that he wrote: from the field it was found in to those it bears on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.message import SCORED_FIELDS
from coinguard.scoring.batch import AUTHOR_FIELDS
from coinguard.scoring.segments import Segments
from coinguard.signals.catalogue import AFTER_AUTHOR, CATALOGUE, FIRST_AUTHOR, OFFICIAL_AUTHOR
from coinguard.signals.hits import ABOUT, ROW, SIGNAL, VALUE

_HANDLE: Final = SCORED_FIELDS.index("author_handle")
_WORTH: Final = np.array([signal.judged for signal in CATALOGUE])
_BRANDS: Final = 1 << 20


def _of_brand(row: NDArray[np.int64], about: NDArray[np.int64]) -> NDArray[np.int64]:
    return row * _BRANDS + about


def moved(raw: NDArray[np.int64], segments: Segments) -> NDArray[np.int64]:
    """Return raw hits with those of authors' names said of all fields: counted in what they wrote, told of the names.

    Of a name and a handle the stronger counts. Where the handle is one that a brand runs, the name is no look-alike of that
    brand.
    """
    signal = raw[:, SIGNAL]
    named = (signal >= FIRST_AUTHOR) & (signal < AFTER_AUTHOR) | (signal == OFFICIAL_AUTHOR)
    if not named.any():
        return raw
    found = raw[named].copy()
    answers = (found[:, SIGNAL] == OFFICIAL_AUTHOR) & (segments.field[found[:, ROW]] == _HANDLE)
    found[:, ROW] = segments.row[found[:, ROW]]
    official = found[answers]
    keep = (found[:, SIGNAL] != OFFICIAL_AUTHOR) & ~np.isin(
        _of_brand(found[:, ROW], found[:, ABOUT]), _of_brand(official[:, ROW], official[:, ABOUT])
    )
    found = found[keep]
    order = np.lexsort((np.arange(len(found)), -_WORTH[found[:, SIGNAL]], found[:, ROW]))
    rows, first = np.unique(found[order, ROW], return_index=True)
    found = found[order[first]]
    told = np.flatnonzero(np.isin(segments.row, rows))
    spread = found[np.searchsorted(rows, segments.row[told])].copy()
    spread[:, ROW] = told
    spread[np.isin(segments.field[told], AUTHOR_FIELDS), VALUE] = 0
    return np.concatenate([raw[~named], spread])
