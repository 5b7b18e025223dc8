"""What the kernel let through, compared in full."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from coinguard.signals.similarity.scan import LETTER_CODE, LETTER_END, LETTER_START
from coinguard.signals.similarity.table import Phrase, PhraseTable

_CUT: Final = "\0"
"""Stands for what was cut off on either side of the letters that are compared: a phrase would come closer to a part of a stretch,
at the edge of what is left, than to the whole of it."""


class Match(NamedTuple):
    """A rule that a text comes close to."""

    row: int
    rule: int
    start: int
    """First code point of the stretch in the original text."""
    end: int
    """One past its last."""


def nearest(phrase: Phrase, letters: str) -> tuple[int, int] | None:
    """Return where letters come as close to a phrase as its threshold asks, first and one past the last; null if nowhere."""
    if len(letters) <= len(phrase.letters):
        near = fuzz.ratio(phrase.letters, letters, score_cutoff=phrase.threshold) > 0
        return (0, len(letters)) if near else None
    found = fuzz.partial_ratio_alignment(phrase.letters, letters, score_cutoff=phrase.threshold)
    return None if found is None else (found.dest_start, found.dest_end)


def compared(pairs: NDArray[np.int64], kept: NDArray[np.int32], table: PhraseTable) -> list[Match]:
    """Return the rules that texts come close to, each once a text, at the first phrase and stretch that does.

    Parameters
    ----------
    pairs, kept
        What :func:`coinguard.signals.similarity.scan.similar_pairs` wrote.
    """
    found: list[Match] = []
    done: set[tuple[int, int]] = set()
    for row, number, first, length, before, behind in pairs.tolist():
        phrase = table.phrases[number]
        if (row, phrase.rule) in done:
            continue
        letters = kept[LETTER_CODE, first : first + length].astype("<u4").tobytes().decode("utf-32-le")
        cut = _CUT * len(phrase.letters)
        place = nearest(phrase, (cut if before else "") + letters + (cut if behind else ""))
        if place is None:
            continue
        edge = len(cut) if before else 0
        start, end = max(0, place[0] - edge), min(length, place[1] - edge)
        done.add((row, phrase.rule))
        found.append(
            Match(row, phrase.rule, int(kept[LETTER_START, first + start]), int(kept[LETTER_END, first + end - 1]))
        )
    return found
