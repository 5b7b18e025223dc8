"""How the figures are written down."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measures import Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpFigures:
    """What was measured on one dump."""

    name: str
    rows: int
    text_bytes: int
    scan: Finished
    one_row_seconds: float
    pipeline_rows: int
    pipeline_seconds: float
    rewrite_seconds: float

    @property
    def scan_rate(self) -> float:
        """Messages a second of ``coinguard scan``, the time of a scan of one row taken off."""
        return self.rows / (self.scan.seconds - self.one_row_seconds)

    @property
    def pipeline_rate(self) -> float:
        """Messages a second of the scikit-learn pipeline."""
        return self.pipeline_rows / self.pipeline_seconds

    @property
    def rewrite_rate(self) -> float:
        """Messages a second of pyarrow's plain rewrite."""
        return self.rows / self.rewrite_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFigures:
    """What was measured once, in seconds."""

    one_row_scan: float
    median_latency: float
    p99_latency: float
    import_seconds: float
    load_seconds: float


def markdown(dumps: list[DumpFigures], others: OtherFigures) -> str:
    """Return the tables and the machine they were taken on."""
    return "\n\n".join([_dump_table(dumps), _other_table(others), f"Machine: {machine()}."]) + "\n"


def machine() -> str:
    """Return cores, processor and Python version in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {_processor()}, Python {platform.python_version()} on {platform.system()}"


def _dump_table(dumps: list[DumpFigures]) -> str:
    lines = [
        ["", *(figures.name for figures in dumps)],
        ["---", *("---:" for _ in dumps)],
        ["messages", *(f"{figures.rows:,}" for figures in dumps)],
        ["bytes a message", *(f"{figures.text_bytes / figures.rows:.0f}" for figures in dumps)],
        ["`coinguard scan`, messages/s", *(_rounded(figures.scan_rate) for figures in dumps)],
        ["scikit-learn in two processes, messages/s", *(_rounded(figures.pipeline_rate) for figures in dumps)],
        ["pyarrow reading and rewriting, messages/s", *(_rounded(figures.rewrite_rate) for figures in dumps)],
        [
            "**coinguard / scikit-learn**",
            *(f"**{figures.scan_rate / figures.pipeline_rate:.1f} times**" for figures in dumps),
        ],
        [
            "**coinguard / pyarrow**",
            *(f"**{figures.scan_rate / figures.rewrite_rate:.2f} times**" for figures in dumps),
        ],
        ["peak memory of the scan", *(f"{figures.scan.peak_bytes / 1e6:.0f} MB" for figures in dumps)],
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _other_table(others: OtherFigures) -> str:
    lines = [
        ("a scan of one row, start-up and all (taken off above)", f"{others.one_row_scan:.2f} s"),
        ("one message checked, median", f"{others.median_latency * 1e6:.0f} µs"),
        ("one message checked, 99th percentile", f"{others.p99_latency * 1e6:.0f} µs"),
        ("`import coinguard`", f"{others.import_seconds:.3f} s"),
        ("`import coinguard; coinguard.load()`, kernels compiled before", f"{others.load_seconds:.2f} s"),
    ]
    return "\n".join(["| | |", "|---|---:|", *(f"| {what} | {figure} |" for what, figure in lines)])


def _rounded(rate: float) -> str:
    """Return a rate to three digits: more would claim what a shared machine cannot give."""
    return f"{float(f'{rate:.3g}'):,.0f}"


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
