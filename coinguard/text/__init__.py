"""Folding, n-grams and windows: what is read of a text."""
