"""Invitations: at a stand or a party, friends sign up one after the other on one phone, and go home to their own."""

from __future__ import annotations

import numpy as np

from coinguard.ledger.simulate.life.promotions import COINS, REFERRAL, WELCOME
from coinguard.ledger.simulate.rows import MINUTE
from coinguard.ledger.simulate.stage import Stage

_SHARE = 0.0004


def live(stage: Stage) -> None:
    """Play some afternoons of signing up."""
    world, rng, people = stage.world, stage.rng, stage.world.people
    for _ in range(max(1, round(world.accounts * _SHARE))):
        hosts = stage.settled(1)
        if not hosts:
            return
        (host,) = hosts
        day = int(rng.integers(2, world.days - 5))
        guests = stage.fresh(int(rng.integers(3, 9)), int(people.country[host]), day, lively=1.0)
        at, phone = stage.evening(host, day), stage.home(host, mobile=True)
        for guest in guests:
            people.created[guest] = at - 2 * MINUTE
            stage.login(guest, at - MINUTE, phone)
            stage.promo(guest, at, COINS, WELCOME, phone, host)
            stage.promo(host, at + 5_000, COINS, REFERRAL, phone)
            at += stage.wait(3, 15)
        world.note("invitation", np.array([host, *guests]))
