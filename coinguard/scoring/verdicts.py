"""A scored batch as verdicts, one a text."""

from __future__ import annotations

import numpy as np

from coinguard.scoring.reasons import LONGEST_QUOTE, SENTENCES, reasons_of, spoken_of
from coinguard.scoring.scored import Scored
from coinguard.signals.catalogue import ABOUT, CATALOGUE, EVIDENCE
from coinguard.verdict import KINDS, LEVELS, Reason, Verdict


def as_verdicts(scored: Scored) -> list[Verdict]:
    """Return the verdict of every text of a batch, in order."""
    found = reasons_of(scored, np.ones(scored.rows, bool))
    places = scored.offsets.tolist()
    data = scored.buffer.tobytes()
    names_of, names = spoken_of(found, scored.bundle.names)
    columns = (found.row, found.signal, found.points, found.start, found.end, names_of, found.sentence, found.quoted)
    reasons: list[list[Reason]] = [[] for _ in range(scored.rows)]
    texts: dict[int, str] = {}
    for row, signal, points, start, end, about, sentence, quoted in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        words = SENTENCES[sentence]
        if about > 0:
            words = words.replace(ABOUT, names[about])
        if quoted:
            if row not in texts:
                texts[row] = data[places[row] : places[row + 1]].decode("utf-8")
            words = words.replace(EVIDENCE, texts[row][start : min(end, start + LONGEST_QUOTE)])
        placed = start >= 0
        reasons[row].append(
            Reason(CATALOGUE[signal].code, points, words, start if placed else None, end if placed else None)
        )
    kinds = dict(zip(scored.flagged.tolist(), scored.evidence.kinds.tolist(), strict=True))
    odds = zip(scored.level.tolist(), scored.probability().tolist(), scored.score.tolist(), strict=True)
    return [
        Verdict(
            LEVELS[level],
            chance,
            score,
            KINDS[kinds[row]] if row in kinds else None,
            tuple(reasons[row]),
            scored.bundle.id,
        )
        for row, (level, chance, score) in enumerate(odds)
    ]
