"""What the hook keeps: decisions, the review queue, labels, lists and the audit trail."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coinguard.hook.store.base import Entry, MessageKey, Store, StoreError, Tally

if TYPE_CHECKING:
    from coinguard.hook.store.sql import SqlStore, open_store

__all__ = ["Entry", "MessageKey", "SqlStore", "Store", "StoreError", "Tally", "open_store"]


def __getattr__(name: str) -> Any:
    # These bring SQLAlchemy along, which whoever keeps a store of their own need not have.
    if name in ("SqlStore", "open_store"):
        return getattr(import_module("coinguard.hook.store.sql"), name)
    raise AttributeError(f"module 'coinguard.hook.store' has no attribute {name!r}")
