"""Rules: phrases that somebody wrote down, shipped ones by kind of scam and an owner's own.

A pack is a TOML file of rules; what it may hold is told by :mod:`coinguard.rules.pack`, and what is wrong with one by
:mod:`coinguard.rules.parse`.
"""
