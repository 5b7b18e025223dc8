"""Every published figure of the ledger checker, from data that nobody here made: ``python -m coinguard.ledger.evaluate --data DIR``."""
