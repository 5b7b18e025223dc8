"""The second pass from its first record to its last file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

import pyarrow as pa

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.campaigns.find import find_campaigns
from coinguard.dumps.campaigns.folder import write_campaigns
from coinguard.dumps.campaigns.registry import Registry
from coinguard.dumps.context.behaviour import find_behaviour
from coinguard.dumps.context.columns import CONTEXT_SCHEMA, ContextColumns
from coinguard.dumps.context.database import Database
from coinguard.dumps.context.held import HeldRows
from coinguard.dumps.context.reporting import message_report
from coinguard.dumps.context.spool import Observed, Observer, Spool
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.outputs import OutputFile, Target
from coinguard.dumps.scored import SCORED_SCHEMA
from coinguard.dumps.summary import ScanSummary
from coinguard.dumps.writers import writer_for

_SCHEMA = pa.schema([*SCORED_SCHEMA, *CONTEXT_SCHEMA])
_NO_TIMES = "bursts, floods and first messages: no message has a time; near-duplicates were tied by long wordings alone"


@dataclass(frozen=True, slots=True)
class _Held:
    """One input's rows, waiting for their last columns."""

    rows: HeldRows
    target: Target
    schema: pa.Schema
    first: int
    """How many rows of the whole dump are before them."""


class SecondPass:
    """Remembers a dump while it is scored, then looks at it as a whole. Used as a context, which owns a folder for it.

    Parameters
    ----------
    options
        What is wanted of it.
    review
        The least log-odds of the level ``review``.
    """

    def __init__(self, options: ScanOptions, review: float) -> None:
        self._options = options
        self._folder = tempfile.TemporaryDirectory(prefix="coinguard-", ignore_cleanup_errors=True)
        self._path = Path(self._folder.name)
        self._observer = Observer(review)
        self._spool = Spool(self._path)
        self._held: list[_Held] = []

    def __enter__(self) -> SecondPass:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def observe(self, message: Any, scored: Any) -> Observed:
        """Return the records of a batch; threads may call this at the same time."""
        return self._observer.observe(message, scored)

    def add(self, observed: Observed, name: str, before: int) -> None:
        """Keep a batch's records, in the order of the dump."""
        self._spool.add(observed, name, before)

    def hold(self, target: Target, schema: pa.Schema) -> HeldRows:
        """Return a writer for the next input's rows, which reach their target in :meth:`finish`."""
        held = HeldRows(self._path / f"held-{len(self._held)}.arrow")
        self._held.append(_Held(held, target, schema, self._spool.rows))
        return held

    def finish(self, summary: ScanSummary, stdout: IO[bytes] | None) -> ScanSummary:
        """Look at the whole dump and write what was asked for; return the summary with what was found."""
        self._spool.close()
        database = Database(self._path)
        try:
            found = find_campaigns(database)
            find_behaviour(database)
            folder = Path(self._options.campaigns) if self._options.campaigns is not None else None
            registry = Registry.read(folder)
            campaigns = registry.named(found.campaigns)
            ids = {"number": range(len(campaigns)), "id": [one.id for one in campaigns]}
            database.keep("named_campaigns", pa.table(ids, pa.schema([("number", pa.int64()), ("id", pa.string())])))
            self._write_held(ContextColumns(database, campaigns), stdout)
            not_run = [] if found.timed or not self._spool.rows else [_NO_TIMES]
            ranked = sorted(campaigns, key=lambda one: (-one.messages, one.id))
            files: list[str] = []
            if folder is not None:
                written, missing = write_campaigns(ranked, folder)
                registry.write(folder)
                files += written
                not_run += missing
            summary = replace(summary, campaigns=len(ranked), not_run=tuple(not_run))
            if self._options.report is not None:
                files.append(self._write_report(database, ranked, summary))
            return replace(summary, files=tuple(files))
        finally:
            database.close()

    def _write_held(self, columns: ContextColumns, stdout: IO[bytes] | None) -> None:
        for held in self._held:
            target, first = held.target, held.first
            with OutputFile(target.path, target.packing, cast("Any", stdout)) as opened:
                writer = writer_for(target.format, opened.file, held.schema, _SCHEMA)
                for batch, scored in held.rows.batches():
                    context = columns.of(first, scored)
                    added = pa.table([*scored.columns, *context.columns], schema=_SCHEMA)
                    writer.write(batch, added)
                    first += scored.num_rows
                writer.finish()

    def _write_report(self, database: Database, campaigns: Sequence[Campaign], summary: ScanSummary) -> str:
        from coinguard.report.page import page

        path = Path(str(self._options.report))
        with OutputFile(path) as opened:
            opened.file.write(page(message_report(database, campaigns, summary)).encode())
        return str(path)
