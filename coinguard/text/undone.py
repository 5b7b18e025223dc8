"""What a fold undoes, counted: the evidence of disguise."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import expanded

UNDONE: Final = (
    "styled_letters",
    "lookalike_letters",
    "invisible_characters",
    "direction_override",
    "stacked_marks",
    "split_letters",
    "stretched_letters",
    "digits_as_letters",
    "character_entities",
)
"""In the order of the fold's ``undone`` table: ``int32[9, 3]`` of count, start and end of the first in the original text."""

STYLED_LETTERS, LOOKALIKES, INVISIBLES, OVERRIDE, STACKED, SPLIT, STRETCHED, DIGITS, ENTITIES = map(
    np.int64, range(len(UNDONE))
)


@expanded
def count_undone(undone: Any, what: Any, start: int, end: int) -> None:
    """Count one thing undone; the first keeps its place."""
    if undone[what, 0] == 0:
        undone[what, 1] = start
        undone[what, 2] = end
    undone[what, 0] += 1
