"""Where a ledger's tables come from: files, databases and tables in memory, each as something DuckDB reads.

Nothing is converted here: a source knows its columns and how to select from it. Reading happens once, when the canonical table is
made from it (:mod:`coinguard.ledger.load`).
"""

from __future__ import annotations

from coinguard.ledger.sources.open import open_source
from coinguard.ledger.sources.source import Source

__all__ = ["Source", "open_source"]
