"""What each detector's sentence claims, recomputed in plain Python from the ledger's rows."""
