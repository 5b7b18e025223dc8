"""Every published figure of the ledger checker: ``python -m coinguard.ledger.evaluate --data DIR``."""
