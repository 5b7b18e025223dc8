"""Whole dumps: exports of messages or links, scored row by row and written back with what was found."""

from __future__ import annotations

from coinguard.dumps.options import ScanOptions, read_columns_map
from coinguard.dumps.rendering import summary_lines
from coinguard.dumps.scan import Progress, scan
from coinguard.dumps.summary import ScanSummary

__all__ = ["Progress", "ScanOptions", "ScanSummary", "read_columns_map", "scan", "summary_lines"]
