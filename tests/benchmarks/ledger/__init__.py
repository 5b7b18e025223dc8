"""How fast ledgers are checked, beside pandas in the same run: ``python -m tests.benchmarks.ledger``."""
