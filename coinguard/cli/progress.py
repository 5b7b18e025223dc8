"""A bar on stderr while a scan runs: on a terminal only, and never for what takes no time."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from coinguard.cli.terminal import err
from coinguard.report.safe import printable

if TYPE_CHECKING:
    from coinguard.dumps.scan import Progress


class ProgressBar:
    """Shows how far a scan is. Used as a context; call it with each :class:`~coinguard.dumps.scan.Progress`."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> ProgressBar:
        console = err()
        if console.is_terminal:
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[rows]:,} rows"),
                TimeRemainingColumn(),
                console=console,
                transient=True,
            )
            self._bar.start()
        return self

    def __call__(self, progress: Progress) -> None:
        """Move the bar."""
        if self._bar is None:
            return
        if self._task is None:
            self._task = self._bar.add_task("", rows=0)
        self._bar.update(
            self._task,
            description=printable(progress.input)[-40:],
            completed=progress.bytes_read,
            total=progress.bytes_total,
            rows=progress.rows,
        )

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
