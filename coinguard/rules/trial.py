"""A pack of rules on trial: what it would hit in a dump, and what would change, before it is used."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from coinguard.signals.catalogue import ABOUT, CATALOGUE
from coinguard.verdict import LEVELS

EXAMPLES: Final = 3
"""Messages shown of each rule."""
TOO_MANY: Final = 0.01
"""The share of messages from which a rule hits more than there are scams on a bad day."""

_BEFORE_NAME: Final = {signal.code: signal.sentence.partition(ABOUT) for signal in CATALOGUE if signal.group == "rules"}


class Scorer(Protocol):
    """What a trial needs of a guard."""

    @property
    def bundle_id(self) -> str:
        """The id of everything a verdict depends on."""

    @property
    def thresholds(self) -> dict[str, float]:
        """The least log-odds of each level."""

    def score_columns(
        self, table: pa.Table, *, links: bool = False, reasons: str = "all", base_rate: float | None = None
    ) -> pa.Table:
        """Return the ``cg_`` columns of a table of messages."""


@dataclass(slots=True)
class RuleRecord:
    """How one rule did in a dump."""

    label: str
    """Its name, pack and line."""
    hits: int = 0
    """Messages that come close to one of its phrases."""
    flagged_before: int = 0
    """How many of them are above clear without the pack as well."""
    raised: int = 0
    """How many of them are at a higher level with the pack than without."""
    examples: list[str] = field(default_factory=list)
    """Some of the messages that are clear without the pack, shortest first."""

    def add(self, before: str, after: str, text: str) -> None:
        """Count one message."""
        self.hits += 1
        self.flagged_before += before != LEVELS[0]
        self.raised += LEVELS.index(after) > LEVELS.index(before)
        if before == LEVELS[0]:
            # The shortest, whichever order batches come in.
            self.examples = heapq.nsmallest(EXAMPLES, {*self.examples, text}, key=lambda text: (len(text), text))


class Trial:
    """Scores like a guard with the pack, and keeps count against one without.

    Passed to a scan in a guard's place. It may be called from several threads.

    Parameters
    ----------
    without, with_pack
        The two guards.
    labels
        What sentences call the pack's rules, in order.
    """

    def __init__(self, without: Scorer, with_pack: Scorer, labels: Sequence[str]) -> None:
        self._without, self._with = without, with_pack
        self._lock = threading.Lock()
        self.records = {label: RuleRecord(label) for label in labels}
        self.rows = 0
        """Messages that were scored."""
        self.raised = 0
        """Messages at a higher level with the pack than without."""

    @property
    def bundle_id(self) -> str:
        """The id of the guard with the pack."""
        return self._with.bundle_id

    @property
    def thresholds(self) -> dict[str, float]:
        """The thresholds of both."""
        return self._with.thresholds

    def score_columns(
        self, table: pa.Table, *, links: bool = False, reasons: str = "all", base_rate: float | None = None
    ) -> pa.Table:
        """Score a table with the pack, and count what it changes."""
        after = self._with.score_columns(table, links=links, reasons=reasons, base_rate=base_rate)
        before = self._without.score_columns(table, links=links, reasons="flagged", base_rate=base_rate)
        levels = (before["cg_level"].to_pylist(), after["cg_level"].to_pylist())
        raised = sum(
            old is not None and LEVELS.index(new) > LEVELS.index(old) for old, new in zip(*levels, strict=True)
        )
        hits = self._hits(after["cg_reasons"])
        texts = dict(zip(hits, table["text"].take(pa.array(list(hits), pa.int64())).to_pylist(), strict=True))
        with self._lock:
            self.rows += len(levels[0]) - levels[0].count(None)
            self.raised += raised
            for row, labels in hits.items():
                for label in labels:
                    self.records[label].add(levels[0][row], levels[1][row], _as_text(texts[row]))
        return after

    def _hits(self, reasons: pa.ChunkedArray) -> dict[int, list[str]]:
        """Return for each row with hits the labels of the rules that hit."""
        column = reasons.combine_chunks()
        rows = pc.list_parent_indices(column)
        flat = pc.list_flatten(column)
        of_rules = pc.is_in(pc.struct_field(flat, "code"), pa.array(list(_BEFORE_NAME)))
        found: dict[int, list[str]] = {}
        for row, reason in zip(rows.filter(of_rules).to_pylist(), flat.filter(of_rules).to_pylist(), strict=True):
            label = _label_of(reason["code"], reason["text"])
            if label in self.records and label not in found.setdefault(row, []):
                found[row].append(label)
        return found


def _label_of(code: str, sentence: str) -> str:
    """Return what a sentence calls the rule; names of rules have no quotation mark that evidence begins with."""
    before, _, after = _BEFORE_NAME[code]
    return sentence.removeprefix(before).split(after.partition("“")[0] + "“", 1)[0]


def _as_text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
