"""Writes scenes row by row: the planted cases, and the honest scenes that resemble them.

Scenes live beside everyday life and add to it: their gifts spend coins that they bought themselves, so the balances
that everyday life keeps stay right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from coinguard.ledger.simulate.life.promotions import WELCOME
from coinguard.ledger.simulate.life.visits import carrier_address
from coinguard.ledger.simulate.rows import DAY, EVENT, HOUR, MINUTE, NONE, Channel, Events, Ints, Status, Type, blank
from coinguard.ledger.simulate.streams import Streams
from coinguard.ledger.simulate.world import World


class Seen(NamedTuple):
    """What a row shows of where somebody sat."""

    device: int
    ip: int
    ip_country: int


@dataclass(frozen=True, slots=True)
class Means:
    """How a purchase is paid."""

    channel: Channel
    card: int = NONE
    bin_country: int = NONE
    store_country: int = NONE
    prices_of: int = NONE
    """The country whose prices count; NONE for the store's, else the account's own."""


class Script:
    """Collects the rows and streams of scenes."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world = world
        self.rng = rng
        self._rows: list[dict[str, Any]] = []
        self._streams: list[tuple[int, int, int, int, int]] = []
        self._credited: dict[int, int] = {}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every row written so far, in the order of writing."""
        return self._rows

    def take_events(self) -> Events:
        """Return the rows as events in the order they happened, and forget them."""
        events = blank(len(self._rows))
        for name in EVENT.names or ():
            values = [(place, row[name]) for place, row in enumerate(self._rows) if name in row]
            if values:
                places, given = zip(*values, strict=True)
                events[name][list(places)] = given
        self._rows = []
        return events[np.lexsort((events["number"], events["ts"]))]

    def streams(self) -> Streams:
        """Return the streams of the scenes."""
        table = np.array(self._streams, np.int64).reshape(-1, 5)
        return Streams(*(table[:, column] for column in range(5)))

    # Where and when.

    def home(self, who: int, *, mobile: bool = False) -> Seen:
        """Return what shows when somebody acts from their own device, at home or over their carrier."""
        people = self.world.people
        country = int(people.country[who])
        address = self.carrier(who, country) if mobile else int(people.address[who]) * 64
        return Seen(int(people.device[who]), address, country)

    def carrier(self, who: int, country: int) -> int:
        """Return the address that a carrier of a country gives somebody."""
        return int(carrier_address(self.world, np.array([who]), np.array([country]))[0])

    def new_device(self) -> int:
        """Return a device that nobody has."""
        return self.world.devices.one()

    def new_address(self) -> int:
        """Return an address that nobody has."""
        return self.world.addresses.one() * 64

    def new_card(self) -> int:
        """Return a card that nobody has."""
        return self.world.cards.one()

    def span(self, days: float, *, first: int = 1) -> tuple[int, int]:
        """Return the first day of a stretch of so many days and its length; shorter where the ledger is."""
        room = self.world.days - 2 - first
        length = int(max(1, min(days, room)))
        return first + int(self.rng.integers(0, room - length + 1)), length

    def evening(self, who: int, day: float) -> int:
        """Return a moment in somebody's evening of a day, in epoch milliseconds."""
        offset = int(self.world.economy.utc_hours[self.world.people.country[who]])
        hour = (float(self.rng.normal(20, 1.8)) - offset) % 24
        return self.world.start + int(day) * DAY + int(hour * HOUR) + int(self.rng.integers(0, MINUTE))

    def moment(self, day: float) -> int:
        """Return a moment at any hour of a day, in epoch milliseconds."""
        return self.world.start + int(day) * DAY + int(self.rng.integers(0, DAY))

    def wait(self, low: float, high: float) -> int:
        """Return a duration between two numbers of minutes, in milliseconds."""
        return int(self.rng.uniform(low, high) * MINUTE)

    # What happens.

    def stream(self, creator: int, at: int, minutes: float, viewers: int) -> int:
        """Let a creator stream; return the stream's number."""
        number = self.world.streams.one()
        self._streams.append((number, creator, at, int(minutes * MINUTE), viewers))
        return number

    def login(self, who: int, at: int, seen: Seen) -> None:
        """Let somebody log in."""
        self._write(Type.LOGIN, who, at, **seen._asdict())

    def decline(self, who: int, at: int, bundle: int, means: Means, seen: Seen, code: int) -> None:
        """Let an attempt to buy be declined, with a place in the list of decline codes."""
        values = self._sale(who, bundle, means, 1.0) | seen._asdict()
        self._write(Type.PURCHASE_ATTEMPT, who, at, **values | {"status": Status.DECLINED, "decline_code": code})

    def buy(
        self, who: int, at: int, bundle: int, means: Means, seen: Seen, *, price: float = 1.0, promo: int = NONE
    ) -> dict[str, Any]:
        """Let somebody buy a bundle, at `price` times the official price; return the purchase's row."""
        values = self._sale(who, bundle, means, price) | seen._asdict() | {"promo": promo}
        attempt = self._write(Type.PURCHASE_ATTEMPT, who, at - int(self.rng.integers(800, 3_000)), **values)
        return self._write(Type.PURCHASE, who, at, ref=attempt["number"], **values)

    def reverse(self, purchase: dict[str, Any], at: int, kind: Type) -> None:
        """Refund a purchase or charge it back."""
        kept = ("coins", "amount", "currency", "usd", "channel", "card", "bin_country", "store_country", "status")
        self._write(kind, purchase["account"], at, ref=purchase["number"], **{name: purchase[name] for name in kept})

    def give(self, giver: int, receiver: int, at: int, coins: int, seen: Seen, stream: int = NONE) -> int:
        """Let somebody give a gift of so many coins; return its diamonds, credited seconds later."""
        diamonds = int(self.world.economy.diamonds(coins))
        self._write(
            Type.GIFT,
            giver,
            at,
            counterparty=receiver,
            stream=stream,
            coins=coins,
            status=Status.APPROVED,
            **seen._asdict(),
        )
        credited = at + int(self.rng.integers(300, 4_000))
        self._credited[receiver] = max(credited, self._credited.get(receiver, 0))
        self._write(
            Type.DIAMOND_CREDIT,
            receiver,
            credited,
            counterparty=giver,
            stream=stream,
            diamonds=diamonds,
        )
        return diamonds

    def give_all(
        self, giver: int, receiver: int, at: int, coins: int, seen: Seen, stream: int = NONE, minutes: float = 10.0
    ) -> tuple[int, int]:
        """Let somebody give gifts worth at most so many coins; return the coins given and the diamonds they brought.

        The dearest gift comes first, then the dearest that the rest buys, spread over the minutes.
        """
        left, gifts = coins, []
        for _ in range(8):
            gift = int(self.world.economy.gift_below(np.array(left)))
            if gift == 0:
                break
            gifts.append(gift)
            left -= gift
        times = np.sort(self.rng.uniform(0, minutes * MINUTE, len(gifts))).astype(int)
        diamonds = sum(
            self.give(giver, receiver, at + int(time), gift, seen, stream)
            for gift, time in zip(gifts, times, strict=True)
        )
        return coins - left, diamonds

    def pay_out(
        self, who: int, at: int, diamonds: int, *, payout: int | None = None, seen: Seen | None = None
    ) -> float:
        """Let a creator take diamonds out, not before all gifts written so far are in; return the dollars."""
        people, economy = self.world.people, self.world.economy
        usd = round(diamonds * economy.usd_per_diamond, 2)
        country = int(people.country[who])
        self._write(
            Type.PAYOUT,
            who,
            max(at, self._credited.get(who, 0) + self.wait(5, 90)),
            diamonds=diamonds,
            usd=usd,
            amount=float(economy.in_currency(usd, country)),
            currency=country,
            status=Status.APPROVED,
            payout=int(people.payout[who]) if payout is None else payout,
            **(seen or self.home(who))._asdict(),
        )
        return usd

    def promo(self, who: int, at: int, coins: int, promo: int, seen: Seen, referrer: int = NONE) -> None:
        """Let somebody redeem a promotion."""
        if promo == WELCOME:
            self.world.welcomed[who] = True
        self._write(Type.PROMO, who, at, coins=coins, promo=promo, referrer=referrer, **seen._asdict())

    def card_of(self, who: int) -> Means:
        """Return how somebody pays on the web with their own card."""
        people = self.world.people
        return Means(Channel.WEB, int(people.card[who]), int(people.bin_country[who]))

    def store_of(self, who: int) -> Means:
        """Return how somebody pays in the app."""
        people = self.world.people
        channel = Channel.IOS if people.ios[who] else Channel.ANDROID
        return Means(channel, store_country=int(people.country[who]))

    def web_card(self, card: int, country: int) -> Means:
        """Return a payment on the web with a card of a country."""
        return Means(Channel.WEB, card, country)

    def _sale(self, who: int, bundle: int, means: Means, price: float) -> dict[str, Any]:
        economy, home = self.world.economy, int(self.world.people.country[who])
        priced_in = next(place for place in (means.prices_of, means.store_country, home) if place != NONE)
        usd = round(float(economy.price_usd(bundle, means.channel, priced_in)) * price, 2)
        return {
            "coins": int(economy.bundle_coins[bundle]),
            "usd": usd,
            "amount": float(economy.in_currency(usd, priced_in)),
            "currency": priced_in,
            "channel": means.channel,
            "card": means.card,
            "bin_country": means.bin_country,
            "store_country": means.store_country,
            "status": Status.APPROVED,
        }

    def _write(self, kind: Type, who: int, at: int, **values: Any) -> dict[str, Any]:
        row = {"number": self.world.events.one(), "type": kind, "account": int(who), "ts": int(at), **values}
        self._rows.append(row)
        return row


def ints(values: Ints) -> list[int]:
    """Return the numbers as Python's own."""
    return [int(value) for value in values]
