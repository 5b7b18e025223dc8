"""Messages by authors whom the owner allows: nothing is held against them, and the entry that says so is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from coinguard.links.lists import OwnerLists
from coinguard.message import Message
from coinguard.scoring.scorecard import UNIT
from coinguard.scoring.scored import CLEAR, Scored
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import Hits

TRUSTED: Final = NUMBER["owner.author"]


def allowed_of_messages(batch: Sequence[str | Message], lists: OwnerLists) -> NDArray[np.int64]:
    """Return for each message the entry of the lists that allows its author, ``int64[n]``; -1 where none does."""
    if not lists.authors:
        return np.full(len(batch), -1)
    return np.array(
        [
            -1 if isinstance(m, str) else max(lists.by_id(_text(m.author_id)), lists.by_handle(_text(m.author_handle)))
            for m in batch
        ],
        np.int64,
    )


def allowed_of_table(table: pa.Table, lists: OwnerLists) -> NDArray[np.int64]:
    """Return the same for the rows of a table whose columns have the names of a Message's fields."""
    found = np.full(table.num_rows, -1)
    if lists.authors:
        for field, entry_of in (("author_id", lists.by_id), ("author_handle", lists.by_handle)):
            if field in table.column_names:
                found = np.maximum(found, _entries(table.column(field), entry_of))
    return found


def _entries(column: pa.ChunkedArray, entry_of: Callable[[str | None], int]) -> NDArray[np.int64]:
    """Return the entry for each value of a column; each different value is looked up once."""
    coded = column.combine_chunks()
    if not pa.types.is_dictionary(coded.type):
        coded = pc.dictionary_encode(coded)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    known = np.array([*(entry_of(_text(value)) for value in coded.dictionary.to_pylist()), -1], np.int64)
    codes = pc.fill_null(coded.indices.cast(pa.int64()), len(known) - 1)
    entries: NDArray[np.int64] = known[codes.to_numpy(zero_copy_only=False)]
    return entries


def _text(value: object) -> str | None:
    """Return an id or handle as text, whatever type its column has; a whole number that became a fraction is whole again."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return None if value is None else str(value)


def cleared(scored: Scored, allowed: NDArray[np.int64]) -> Scored:
    """Return scored messages with those clear whose author the owner allows.

    Such a message has one more reason, whose points take it to just below review; one that is clear anyway stays as it is.

    Parameters
    ----------
    scored
        The messages' texts.
    allowed
        ``[n]``: which entry of the owner's lists allows each text's author, -1 for none.
    """
    rows = np.flatnonzero((allowed >= 0) & (scored.level != CLEAR))
    if not len(rows):
        return scored
    highest = np.ceil(scored.bundle.thresholds("messages")["review"] / UNIT) - 1
    points = highest.astype(np.int64) - np.rint(scored.score[rows] / UNIT).astype(np.int64)
    nowhere, about = np.full(len(rows), -1), allowed[rows] + scored.bundle.tables.bases[1]
    more = Hits(rows, np.full(len(rows), TRUSTED), nowhere, nowhere, about, np.ones(len(rows)))
    columns: list[Any] = [np.concatenate(pair) for pair in zip(scored.hits, more, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    hits: list[Any] = [column[order] for column in columns]
    score, level = scored.score.copy(), scored.level.copy()
    score[rows] = highest * UNIT
    level[rows] = CLEAR
    return replace(
        scored, hits=Hits(*hits), points=np.concatenate([scored.points, points])[order], score=score, level=level
    )
