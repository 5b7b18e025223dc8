"""The command line: one file per command, no logic of its own.

Data goes to stdout; progress, warnings and errors go to stderr. :func:`main` is the only exit, and its code is one of
:class:`coinguard.cli.outcome.Outcome`.
"""

from __future__ import annotations

from coinguard.cli.application import main

__all__ = ["main"]
