"""What a scan found, counted."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from coinguard.dumps.cells import plain_text
from coinguard.dumps.options import FailOn
from coinguard.dumps.rows import Reject
from coinguard.verdict import KINDS, LEVELS

_EXAMPLES: Final = 10
_EXAMPLE_CHARACTERS: Final = 120
_ERROR_SORTS: Final = 10


@dataclass(frozen=True, slots=True)
class Example:
    """One of the highest scoring rows that are not clear."""

    input: str
    row: int
    """Its number among the rows of its input, counted from 1."""
    score: float
    level: str
    kind: str | None
    text: str
    """The first 120 characters, as they are: not safe for a terminal."""


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """One of the first lines that could not be parsed."""

    input: str
    line: int
    problem: str
    content: str
    """The first 120 characters, as they are: not safe for a terminal."""


@dataclass(frozen=True, slots=True)
class BrokenInput:
    """An input of which only a part could be read."""

    input: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSummary:
    """What a scan found."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    """The files written, ``-`` for standard output; none when only counted."""
    side_files: tuple[str, ...]
    """The files of lines that could not be parsed."""
    rows: int
    """Rows that were parsed, those that could not be scored included."""
    levels: Mapping[str, int]
    """Rows of each level, every level named."""
    kinds: Mapping[str, int]
    """Rows of each kind that occurs, the most frequent first."""
    errors: int
    """Rows that could not be scored."""
    error_sorts: Mapping[str, int]
    """The most frequent reasons for that, and how many rows each has."""
    rejected: int
    """Lines that could not be parsed."""
    rejected_lines: tuple[RejectedLine, ...]
    """The first ten of them."""
    broken_inputs: tuple[BrokenInput, ...]
    examples: tuple[Example, ...]
    """Up to ten rows of the levels ``scam`` and ``review``, the highest score first."""
    seconds: float
    model: str
    """The id of the bundle that scored."""
    fail_on: FailOn
    allow_bad: bool
    campaigns: int | None = None
    """Campaigns found; null where nobody looked for them."""
    files: tuple[str, ...] = ()
    """The report and the files of campaigns."""
    not_run: tuple[str, ...] = ()
    """What of the second pass could not be done, and why."""

    @property
    def rows_per_second(self) -> float:
        """Rows by seconds; 0 when there were none."""
        return self.rows / self.seconds if self.seconds > 0 else 0.0

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read, parsed or scored."""
        return bool(self.errors or self.rejected or self.broken_inputs)

    @property
    def exit_code(self) -> int:
        """What a command exits with.

        4 when something could not be read, parsed or scored and that is not allowed; else 1 when a row is at or above
        the level to fail on; else 0.
        """
        if self.incomplete and not self.allow_bad:
            return 4
        if self.fail_on == "never":
            return 0
        return int(any(self.levels[level] for level in LEVELS[LEVELS.index(self.fail_on) :]))

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain Python values, ready for JSON."""
        return asdict(self) | {"rows_per_second": self.rows_per_second, "exit_code": self.exit_code}


class Tally:
    """Counts while a scan runs."""

    def __init__(self) -> None:
        self.rows = 0
        self.errors = 0
        self.rejected = 0
        self.broken: list[BrokenInput] = []
        self._levels: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._error_sorts: Counter[str] = Counter()
        self._rejected_lines: list[RejectedLine] = []
        self._examples: list[tuple[tuple[float, int, int], Example]] = []
        self._started = time.perf_counter()

    def add_rows(self, place: int, name: str, before: int, texts: Any, scored: Any) -> None:
        """Count a batch.

        Parameters
        ----------
        place, name
            The input's place among the inputs, and its name.
        before
            Rows of this input in earlier batches.
        texts
            pyarrow array of what was scored.
        scored
            pyarrow table of the ``cg_`` columns.
        """
        self.rows += scored.num_rows
        self._levels.update(_counts(scored["cg_level"]))
        self._kinds.update(_counts(scored["cg_kind"]))
        errors = _counts(scored["cg_error"])
        self.errors += sum(errors.values())
        # Hostile input must not make this grow: an error may quote the text it is about.
        for error, count in errors.items():
            if error in self._error_sorts or len(self._error_sorts) < 1_000:
                self._error_sorts[error] += count
        self._keep_examples(place, name, before, texts, scored)

    @property
    def seconds(self) -> float:
        """Since the scan began."""
        return time.perf_counter() - self._started

    def add_rejects(self, name: str, rejects: Iterable[Reject]) -> None:
        """Count lines that could not be parsed."""
        for reject in rejects:
            self.rejected += 1
            if len(self._rejected_lines) < _EXAMPLES:
                content = reject.content[:_EXAMPLE_CHARACTERS]
                self._rejected_lines.append(RejectedLine(name, reject.line, reject.problem, content))

    def _keep_examples(self, place: int, name: str, before: int, texts: Any, scored: Any) -> None:
        raised = pc.is_in(scored["cg_level"], pa.array([level for level in LEVELS if level != "clear"]))
        if len(self._examples) == _EXAMPLES:
            raised = pc.and_(raised, pc.greater(scored["cg_score"], self._examples[-1][1].score))
        rows = pc.indices_nonzero(raised.combine_chunks().fill_null(False))
        if not len(rows):
            return
        scores = scored["cg_score"].take(rows).to_pylist()
        best = heapq.nsmallest(_EXAMPLES, zip((-score for score in scores), rows.to_pylist(), strict=True))
        for negative, row in best:
            text = (plain_text(texts.slice(row, 1))[0].as_py() or "")[:_EXAMPLE_CHARACTERS]
            level, kind = (scored[column][row].as_py() for column in ("cg_level", "cg_kind"))
            example = Example(name, before + row + 1, -negative, level, kind, text)
            self._examples.append(((negative, place, before + row), example))
        self._examples = sorted(self._examples, key=lambda pair: pair[0])[:_EXAMPLES]

    def summary(
        self,
        *,
        inputs: Iterable[str],
        outputs: Iterable[str],
        side_files: Iterable[str],
        model: str,
        fail_on: FailOn,
        allow_bad: bool,
    ) -> ScanSummary:
        """Return the counts so far."""
        known = {kind: self._kinds[kind] for kind in KINDS if kind in self._kinds}
        return ScanSummary(
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            side_files=tuple(side_files),
            rows=self.rows,
            levels={level: self._levels[level] for level in LEVELS},
            kinds=dict(sorted((known | dict(self._kinds)).items(), key=lambda pair: -pair[1])),
            errors=self.errors,
            error_sorts=dict(self._error_sorts.most_common(_ERROR_SORTS)),
            rejected=self.rejected,
            rejected_lines=tuple(self._rejected_lines),
            broken_inputs=tuple(self.broken),
            examples=tuple(example for _, example in self._examples),
            seconds=self.seconds,
            model=model,
            fail_on=fail_on,
            allow_bad=allow_bad,
        )


def _counts(column: Any) -> dict[str, int]:
    """Return how often each value occurs in a pyarrow column of strings, nulls left out."""
    counted = pc.value_counts(column.drop_null())
    return {str(entry["values"]): int(entry["counts"]) for entry in counted.to_pylist()}
