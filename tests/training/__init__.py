"""Fitting and judging."""
