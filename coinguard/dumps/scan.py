"""A whole dump scored: read, scored and written batch by batch, in memory that does not grow with it."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyarrow as pa

from coinguard.dumps.cells import plain_text, unchecked_text
from coinguard.dumps.columns import message_columns
from coinguard.dumps.formats import format_of, open_reader
from coinguard.dumps.formats.jsonl import existing_columns
from coinguard.dumps.inputs import Input, expanded
from coinguard.dumps.options import Format, ScanOptions
from coinguard.dumps.outputs import (
    FolderTargets,
    OutputFile,
    SideFile,
    Target,
    refuse_overwriting,
    target_of,
)
from coinguard.dumps.pipeline import overlapped
from coinguard.dumps.rows import Batch, Bounds, BrokenInputError, Reader
from coinguard.dumps.scored import OWN_COLUMNS, ColumnScorer, in_scored_schema
from coinguard.dumps.sources import Source, open_source
from coinguard.dumps.summary import BrokenInput, ScanSummary, Tally
from coinguard.dumps.writers import Writer, writer_for
from coinguard.errors import InputError

if TYPE_CHECKING:
    from coinguard.dumps.context.second_pass import SecondPass
    from coinguard.dumps.context.spool import Observed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is."""

    rows: int
    """Rows written so far, of all inputs."""
    bytes_read: int
    """Bytes read of this input, packed as they are."""
    bytes_total: int | None
    """Bytes this input has; null for a pipe."""
    input: str


def scan(
    inputs: Sequence[str],
    output: str | None,
    guard: ColumnScorer,
    options: ScanOptions,
    progress: Callable[[Progress], None] | None = None,
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> ScanSummary:
    """Score every row of some dumps.

    Parameters
    ----------
    inputs
        Files, folders (every file in them, sorted, hidden ones left out), or ``-`` for standard input.
    output
        Where scored rows go: a file whose suffix names the format, ``-`` for standard output, null to count only; for
        several inputs or a folder of them a folder, which is made.
    guard
        Scores a table's rows.
    options
        Everything else that can be chosen.
    progress
        Called after each batch, in the calling thread.
    stdin, stdout
        Binary files to use for ``-``; the process's own by default.

    Raises
    ------
    InputError
        An input cannot be opened, has no text column or has been scored before, or the output cannot be written.
        Nothing half written stays under an output's name.
    ConfigurationError
        The column map is wrong.
    """
    run = _Run(guard, options, progress, stdin, stdout, tuple(expanded(inputs)))
    run.plan(output, several=len(run.inputs) > 1 or any(Path(name).is_dir() for name in inputs if name != "-"))
    with _second_pass(guard, options) as run.second:
        for place, found in enumerate(run.inputs):
            run.scan_input(place, found)
        return run.summary()


def _second_pass(guard: ColumnScorer, options: ScanOptions) -> contextlib.AbstractContextManager[SecondPass | None]:
    """Return the second pass where one is wanted; what it needs is loaded only then."""
    if not options.second_pass:
        return contextlib.nullcontext()
    from coinguard.dumps.context.second_pass import SecondPass

    return SecondPass(options, guard.thresholds["review"])


@dataclass(slots=True)
class _Run:
    """One call of :func:`scan`."""

    guard: ColumnScorer
    options: ScanOptions
    progress: Callable[[Progress], None] | None
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    inputs: tuple[Input, ...]
    tally: Tally = field(default_factory=Tally)
    outputs: list[str] = field(default_factory=list)
    side_files: list[str] = field(default_factory=list)
    second: SecondPass | None = None
    _target: Target | FolderTargets | None = None

    def summary(self) -> ScanSummary:
        """Return what was found; with a second pass, when that has written everything."""
        summary = self.tally.summary(
            inputs=(found.name for found in self.inputs),
            outputs=self.outputs,
            side_files=self.side_files,
            model=self.guard.bundle_id,
            fail_on=self.options.fail_on,
            allow_bad=self.options.allow_bad,
        )
        if self.second is None:
            return summary
        summary = self.second.finish(summary, self.stdout)
        return replace(summary, seconds=self.tally.seconds)

    def plan(self, output: str | None, *, several: bool) -> None:
        """Settle where results go, and that the column map is right, before anything is read."""
        self.options.message_columns()
        if output is None:
            return
        wanted = self.options.output_format
        if not several and not (output != "-" and Path(output).is_dir()):
            self._target = target_of(output, wanted)
            refuse_overwriting([self._target], (found.name for found in self.inputs))
            return
        folder = Path(output)
        if output == "-" or (folder.exists() and not folder.is_dir()):
            raise InputError("several inputs need a folder to be written to", where=output, hint="Name a folder")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"the folder cannot be made ({error.strerror})", where=output) from error
        self._target = FolderTargets(folder, wanted)

    def scan_input(self, place: int, found: Input) -> None:
        """Score one input into its output."""
        try:
            source = open_source(found.name, self.stdin)
        except InputError as error:
            self._pass_over(found, error)
            return
        with contextlib.closing(source):
            try:
                kind = format_of(source, self.options)
                reader = open_reader(source, kind, self.options, Bounds.of(self.options))
                fields = message_columns(reader.names, self.options, found.name, open_ended=reader.open_ended)
                self._check_earlier_scan(reader, found.name)
            except InputError as error:
                self._pass_over(found, error)
                return
            self._write(place, source, reader, fields, self._target_for(found.name, kind), kind)

    def _pass_over(self, found: Input, error: InputError) -> None:
        """Note an input that cannot be read if a folder held it; one that was named stops the scan."""
        if not found.in_folder:
            raise error
        self.tally.broken.append(BrokenInput(found.name, str(error).removeprefix(f"{found.name}: ")))

    def _check_earlier_scan(self, reader: Reader, name: str) -> None:
        earlier = [column for column in reader.names if column in OWN_COLUMNS]
        if earlier and not self.options.replace:
            raise existing_columns(name, earlier)

    def _target_for(self, name: str, kind: Format) -> Target | None:
        if not isinstance(self._target, FolderTargets):
            return self._target
        target = self._target.target(name, kind)
        refuse_overwriting([target], (found.name for found in self.inputs))
        return target

    def _write(
        self, place: int, source: Source, reader: Reader, fields: dict[str, str], target: Target | None, kind: Format
    ) -> None:
        """Score an opened input into its target, and count."""
        if target is None:
            self._pump(place, source, reader.batches(_fields_in_order(fields)), fields, None, None)
            return
        side = SideFile(target.side_path, source.name)
        with contextlib.ExitStack() as stack:
            stack.enter_context(side)
            if kind == "jsonl" and target.format == "jsonl":
                columns: list[str] = _fields_in_order(fields)
                schema = pa.schema([])
            else:
                schema = _own_columns(reader.schema())
                columns = schema.names
                _refuse_doubles(columns, target)
            if self.second is not None:
                writer: Writer = self.second.hold(target, schema)
            else:
                opened = stack.enter_context(OutputFile(target.path, target.packing, cast("Any", self.stdout)))
                writer = writer_for(target.format, opened.file, schema)
            self._pump(place, source, reader.batches(columns), fields, writer, side)
            writer.finish()
        self.outputs.append(target.name)
        if side.written:
            self.side_files.append(str(target.side_path))

    def _pump(
        self,
        place: int,
        source: Source,
        batches: Iterator[Batch],
        fields: dict[str, str],
        writer: Writer | None,
        side: SideFile | None,
    ) -> None:
        """Move an input's batches through the guard into the writer."""
        workers = self.options.workers or _cores()
        rows = 0
        try:
            for batch, (texts, scored, observed) in overlapped(
                batches, lambda batch: self._scored(batch, fields), workers
            ):
                self.tally.add_rejects(source.name, batch.rejects)
                if side is not None:
                    side.write(batch.rejects)
                if scored.num_rows:
                    self.tally.add_rows(place, source.name, rows, texts, scored)
                    if self.second is not None and observed is not None:
                        self.second.add(observed, source.name, rows)
                    rows += scored.num_rows
                    if writer is not None:
                        writer.write(batch, scored)
                if self.progress is not None:
                    self.progress(Progress(self.tally.rows, source.bytes_read, source.bytes_total, source.name))
        except BrokenInputError as error:
            self.tally.broken.append(BrokenInput(source.name, str(error)))

    def _scored(self, batch: Batch, fields: dict[str, str]) -> tuple[Any, Any, Observed | None]:
        """Return what was scored of a batch, the ``cg_`` columns, and what a second pass remembers."""
        message = _message_table(batch, fields)
        if not message.num_rows:
            return message["text"], message.select([]), None
        if self.options.base_rate is None:
            scored = in_scored_schema(self.guard.score_columns(message, links=self.options.links))
        else:
            scored = in_scored_schema(
                self.guard.score_columns(message, links=self.options.links, base_rate=self.options.base_rate)
            )
        if scored.num_rows != message.num_rows:
            raise AssertionError(f"the guard returned {scored.num_rows} rows for {message.num_rows}")
        return message["text"], scored, self.second.observe(message, scored) if self.second is not None else None


def _message_table(batch: Batch, fields: dict[str, str]) -> Any:
    """Return a batch's columns under the names of the message fields they are; fields that no row has are left out."""
    columns = {}
    rows = len(batch.lines) if batch.lines is not None else batch.table.num_rows
    for name, column in fields.items():
        place = batch.table.schema.get_field_index(column)
        values = batch.table.column(place).combine_chunks() if place >= 0 else pa.nulls(rows, pa.string())
        if name == "text":
            columns[name] = unchecked_text(values)
        elif values.null_count < rows:
            columns[name] = plain_text(values)
    return pa.table(columns)


def _fields_in_order(fields: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(fields.values()))


def _own_columns(schema: pa.Schema) -> pa.Schema:
    """Return an input's schema without the columns of an earlier scan."""
    return pa.schema([column for column in schema if column.name not in OWN_COLUMNS], metadata=schema.metadata)


def _refuse_doubles(names: Sequence[str], target: Target) -> None:
    doubles = [name for name, count in Counter(names).items() if count > 1]
    if doubles and target.format in ("jsonl", "parquet"):
        raise InputError(
            f"several columns are called {doubles[0]!r}, which {target.format} cannot hold",
            where=target.name,
            hint="Rename all but one, or write CSV",
        )


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
