"""Coin ledgers: purchases, gifts, payouts and refunds in; ranked cases with their rows out."""
