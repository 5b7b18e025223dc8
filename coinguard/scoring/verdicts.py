"""A scored batch as verdicts, one a text."""

from __future__ import annotations

import numpy as np

from coinguard.scoring.kinds import TELLS, TOPIC_KINDS, words_of_kind
from coinguard.scoring.reasons import LONGEST_QUOTE, SENTENCES, reasons_of
from coinguard.scoring.scored import Scored
from coinguard.signals.catalogue import ABOUT, CATALOGUE, EVIDENCE
from coinguard.verdict import KINDS, LEVELS, Reason, Verdict


def as_verdicts(scored: Scored) -> list[Verdict]:
    """Return the verdict of every text of a batch, in order."""
    found = reasons_of(scored, np.ones(scored.rows, bool))
    places = scored.offsets.tolist()
    data = scored.buffer.tobytes()
    columns = (found.row, found.signal, found.points, found.start, found.end, found.about, found.sentence, found.quoted)
    names = scored.bundle.tables.names
    reasons: list[list[Reason]] = [[] for _ in range(scored.rows)]
    texts: dict[int, str] = {}
    for row, signal, points, start, end, about, sentence, quoted in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        words = SENTENCES[sentence]
        if about >= 0:
            words = words.replace(ABOUT, names[about])
        if quoted:
            if row not in texts:
                texts[row] = data[places[row] : places[row + 1]].decode("utf-8")
            words = words.replace(EVIDENCE, texts[row][start : min(end, start + LONGEST_QUOTE)])
        placed = start >= 0
        reasons[row].append(
            Reason(CATALOGUE[signal].code, points, words, start if placed else None, end if placed else None)
        )
    kinds = dict(zip(scored.flagged.tolist(), scored.kinds.tolist(), strict=True))
    telling: dict[int, list[tuple[int, int, int]]] = {}
    for row, signal, start, end in scored.telling.tolist():
        telling.setdefault(row, []).append((int(TELLS[signal]), start, end))
    topics = scored.evidence.topics
    for place, topic in zip(*np.nonzero(topics[:, ::2] >= 0), strict=True):
        start, end = topics[place, 2 * topic : 2 * topic + 2].tolist()
        telling.setdefault(int(scored.flagged[place]), []).append((int(TOPIC_KINDS[topic]), start, end))
    odds = zip(scored.level.tolist(), scored.probability().tolist(), scored.score.tolist(), strict=True)
    return [
        Verdict(
            LEVELS[level],
            chance,
            score,
            KINDS[kinds[row][0]] if row in kinds else None,
            tuple(reasons[row]),
            scored.bundle.id,
            *_of_kind(kinds.get(row), telling.get(row, []), data[places[row] : places[row + 1]]),
        )
        for row, (level, chance, score) in enumerate(odds)
    ]


def _of_kind(
    kinds: list[int] | None, telling: list[tuple[int, int, int]], data: bytes
) -> tuple[str | None, tuple[str, ...]]:
    """Return a text's second kind, and the words that decided its first: what it asks for or offers before single words."""
    if kinds is None:
        return None, ()
    text, (first, second) = data.decode("utf-8"), kinds
    said = [text[start:end] for kind, start, end in telling if kind == first and start >= 0]
    words = dict.fromkeys([*said, *words_of_kind(text, first)])
    return KINDS[second] if second >= 0 else None, tuple(words)
