"""Daily streaks: people who log in at the same minute every day for a few coins, as regular as a machine."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.life.promotions import DAILY
from coinguard.ledger.simulate.rows import DAY, MINUTE
from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.004


def live(stage: Stage) -> None:
    """Play the streaks of some accounts."""
    world, rng = stage.world, stage.rng
    chosen = stage.settled(round(world.accounts * _SHARE))
    for who in chosen:
        begin = stage.evening(who, 0)
        seen = stage.home(who)
        for day in range(int(rng.integers(0, 10)), world.days - 1):
            at = begin + day * DAY + int(rng.normal(0, 5) * MINUTE)
            stage.login(who, at, seen)
            stage.promo(who, at + 3_000, 1, DAILY, seen)
    world.note("daily_streak", np.array(chosen))
