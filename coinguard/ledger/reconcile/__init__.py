"""Before anything is detected: what in the ledger cannot be, told with its rows and counted, never fatal.

Rows that cannot be used are set aside and the rest is checked; rows that are merely odd are noted and used.
"""

from __future__ import annotations

from coinguard.ledger.reconcile.findings import Check, Example, Finding, Reconciliation
from coinguard.ledger.reconcile.run import reconcile

__all__ = ["Check", "Example", "Finding", "Reconciliation", "reconcile"]
