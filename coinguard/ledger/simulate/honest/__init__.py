"""Honest behaviour that resembles some fraud: one module each.

A module changes the habits of some accounts, or plays scenes with them, and notes whom it chose, so that an alarm over
them can be counted as false.
"""
