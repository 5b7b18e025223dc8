"""One person's or child's own history: what was bought and given, month by month, and what deserves a second look."""

from __future__ import annotations

from coinguard.ledger.me.history import History, read_history
from coinguard.ledger.me.review import Review, review
from coinguard.ledger.me.words import as_json, as_lines

__all__ = ["History", "Review", "as_json", "as_lines", "read_history", "review"]
