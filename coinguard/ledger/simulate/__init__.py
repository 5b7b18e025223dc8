"""Simulated ledgers, for tests, notebooks and teaching: honest life, planted cases, and the truth about both."""

from coinguard.ledger.simulate.run import simulate

__all__ = ["simulate"]
