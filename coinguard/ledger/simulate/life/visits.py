"""A day's visits: who comes when, to which stream, with which device and from which address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coinguard.ledger.simulate.rows import MINUTE, Events, Ints, Type, blank
from coinguard.ledger.simulate.streams import Streams, choose_streams
from coinguard.ledger.simulate.world import World

_GAP: Final = 12 * MINUTE
"""The shortest visit, and the least between two visits of one account: the purchases of one are made by then."""
_WEEKDAYS: Final = np.array([0.9, 0.85, 0.9, 0.95, 1.15, 1.25, 1.0])
_LOGIN_CHANCE: Final = 0.4
_ADDRESS_DAYS: Final = 23
"""Days after which a household's address changes."""
_CARRIER_BASE: Final = 1 << 34
_CARRIER_CUSTOMERS: Final = 150
"""Accounts that share one address of their carrier."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits in the order of account and time, one place each."""

    account: Ints
    stream: Ints
    """Place in the day's streams."""
    start: Ints
    end: Ints
    device: Ints
    address: Ints
    ip_country: Ints
    rank: Ints
    """How many visits of the same account came before on this day."""

    def __len__(self) -> int:
        return len(self.account)


def visits_of(world: World, day: int, streams: Streams, rng: np.random.Generator) -> Visits:
    """Draw one day's visits."""
    people = world.people
    counts = rng.poisson(people.sessions * _WEEKDAYS[day % 7])
    account = np.repeat(np.arange(world.accounts), counts)
    stream = choose_streams(world, streams, account, rng)
    duration = streams.duration[stream]
    start = streams.started[stream] + (rng.random(len(account)) * (duration - _GAP)).astype(np.int64)
    order = np.lexsort((start, account))
    account, stream, start = account[order], stream[order], start[order]
    follows = np.append(False, account[1:] == account[:-1])
    crowded = follows & (np.append(_GAP, np.diff(start)) < _GAP)
    keep = (people.created[account] < start) & ~crowded
    account, stream, start = account[keep], stream[keep], start[keep]
    device, address, ip_country = where_from(world, day, account, rng)
    first = np.searchsorted(account, account, side="left")
    end = streams.started[stream] + streams.duration[stream]
    return Visits(account, stream, start, end, device, address, ip_country, np.arange(len(account)) - first)


def where_from(world: World, day: int, account: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Return the device, the address and the address's country of each account's visit on a day."""
    people = world.people
    device = np.where(people.next_device_day[account] <= day, people.next_device[account], people.device[account])
    away = (people.abroad[account] >= 0) & (people.abroad_from[account] <= day) & (day < people.abroad_until[account])
    country = np.where(away, people.abroad[account], people.country[account])
    household = people.address[account]
    home = household * 64 + (day + household % _ADDRESS_DAYS) // _ADDRESS_DAYS
    on_mobile = away | (rng.random(len(account)) < people.mobile[account])
    return device, np.where(on_mobile, carrier_address(world, account, country), home), country


def carrier_address(world: World, account: Ints, country: Ints) -> Ints:
    """Return the address that a carrier gives an account in a country: one for many customers."""
    pool = np.maximum(2, world.accounts * world.economy.shares[country] / _CARRIER_CUSTOMERS).astype(np.int64)
    return _CARRIER_BASE + country * (1 << 20) + (account * 2654435761 % (1 << 20)) % pool


def logins(visits: Visits, rng: np.random.Generator) -> Events:
    """Return the logins that some visits begin with."""
    some = rng.random(len(visits)) < _LOGIN_CHANCE
    return blank(
        int(some.sum()),
        ts=visits.start[some],
        type=Type.LOGIN,
        account=visits.account[some],
        device=visits.device[some],
        ip=visits.address[some],
        ip_country=visits.ip_country[some],
    )
