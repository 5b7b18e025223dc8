"""The bounded window: what was said lately, by whom, how fast, and which messages belong together.

The second pass over a dump looks back on a whole; here every message is looked at as it comes, with what came before it. What
counts as a repeat, a burst, a flood or a campaign is what :mod:`coinguard.dumps.context` says it is. Nothing in here is
written down: after a start the window fills anew.
"""

from __future__ import annotations

from coinguard.hook.window.observe import Observation, Seen, see
from coinguard.hook.window.window import ContextWindow

__all__ = ["ContextWindow", "Observation", "Seen", "see"]
