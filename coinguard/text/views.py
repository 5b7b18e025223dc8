"""One text, both views: the fold for callers that hold a Python string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE

TABLES = (k.UINT16S, k.INT32_TABLE, k.INT32S, k.UINT64S, k.INT32S, k.UINT64S, k.INT32S)
"""The Numba types of the arrays of a :class:`~coinguard.text.table.UnicodeTable`."""


@k.kernel(k.BYTES, *TABLES, k.OUT_INT32_TABLE, k.OUT_INT32_TABLE, k.OUT_INT32_TABLE, k.OUT_INT32_TABLE, k.OUT_INT64S)
def _fold_text(
    buffer: Any,
    pages: Any,
    rows: Any,
    sequences: Any,
    compose_keys: Any,
    compose_values: Any,
    entity_keys: Any,
    entity_values: Any,
    raw: Any,
    view: Any,
    skeleton: Any,
    undone: Any,
    lengths: Any,
) -> None:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    lengths[0], lengths[1] = fold_row(buffer, 0, len(buffer), tables, raw, view, skeleton, undone)


@dataclass(frozen=True)
class View:
    """One view of a text: ``int32[3, n]`` of code points and the span of the original that each stands for."""

    elements: NDArray[np.int32]

    @cached_property
    def text(self) -> str:
        """The view as a string of ``n`` code points."""
        return "".join(map(chr, self.elements[0].tolist()))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the original that ``[start, end)`` of the view stands for."""
        return int(self.elements[1, start]), int(self.elements[2, end - 1])


@dataclass(frozen=True)
class Folded:
    """A text's two views and what was undone to make them."""

    readable: View
    skeleton: View
    undone: dict[str, tuple[int, int, int]]
    """By name, for what occurred: count, and the start and end of the first in the original."""


def utf8(text: str) -> bytes:
    """Return a Python string as valid UTF-8; a lone surrogate, which has none, becomes U+FFFD, so offsets stay."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # rare, and fifty times as slow
        return text.translate(_SURROGATES).encode("utf-8")


class _Surrogates(dict[int, int]):
    def __missing__(self, code: int) -> int:
        return 0xFFFD if 0xD800 <= code < 0xE000 else code


_SURROGATES = _Surrogates()


def fold(text: str) -> Folded:
    """Return both views of a text.

    Examples
    --------
    >>> folded = fold("FR33 rоbux")
    >>> folded.skeleton.text
    'fre robux'
    """
    data = utf8(text)
    room = capacity(len(data))
    raw, view, skeleton = (np.empty((3, room), np.int32) for _ in range(3))
    undone = np.empty((len(UNDONE), 3), np.int32)
    lengths = np.empty(2, np.int64)
    with np.errstate(over="ignore"):  # hashes wrap around, which NumPy would warn of where kernels run as plain Python
        _fold_text(np.frombuffer(data, np.uint8), *unicode_table(), raw, view, skeleton, undone, lengths)
    n_view, n_skeleton = lengths.tolist()
    counts = {name: (row[0], row[1], row[2]) for name, row in zip(UNDONE, undone.tolist(), strict=True) if row[0]}
    return Folded(View(view[:, :n_view].copy()), View(skeleton[:, :n_skeleton].copy()), counts)


def skeletons(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the skeletons of many short texts, each folded by itself.

    Returns
    -------
    tuple
        Their code points, one text after another, and offsets into them, ``int64[len(texts) + 1]``.
    """
    data = [utf8(text) for text in texts]
    room = capacity(max(map(len, data), default=0))
    raw, view, skeleton = (np.empty((3, room), np.int32) for _ in range(3))
    undone, lengths = np.empty((len(UNDONE), 3), np.int32), np.empty(2, np.int64)
    table, offsets = unicode_table(), np.zeros(len(texts) + 1, np.int64)
    found = []
    with np.errstate(over="ignore"):
        for number, piece in enumerate(data):
            _fold_text(np.frombuffer(piece, np.uint8), *table, raw, view, skeleton, undone, lengths)
            found.append(skeleton[0, : lengths[1]].copy())
            offsets[number + 1] = offsets[number] + lengths[1]
    return np.concatenate([np.empty(0, np.int32), *found]), offsets
