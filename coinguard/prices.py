"""The price book: what platforms officially ask for their currencies, dated, with sources, by channel and country.

A book is a folder of TOML files, one currency each::

    currency = "tiktok_coin"
    name = "TikTok coins"

    [sources.press_2022]
    title = "How to buy TikTok recharge coins, The US Sun"
    date = 2022-03-16

    [[offers]]
    channel = "web"              # absent: any channel
    country = "US"               # absent: any country
    price_currency = "USD"
    valid_from = 2022-03-16
    valid_to = 2024-01-01        # the first day it no longer holds; absent: until a later offer says otherwise
    source = "press_2022"        # absent: the offer counts as unverified
    packs = { 70 = "0.74" }      # quantity = price, in quotes so that it stays exact

Prices drift and differ by country. An offer says when and where it was seen; the book claims nothing beyond that.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from coinguard.currencies import minor_digits, to_minor
from coinguard.errors import ConfigurationError
from coinguard.resources import asset

LEDGER_CURRENCY: Final = "tiktok_coin"
"""The currency that a ledger's ``coins`` are priced in."""

PRICE_CHANNELS: Final = ("web", "ios", "android", "other")

SCHEMA: Final = pa.schema(
    [
        pa.field("currency", pa.string(), nullable=False),
        pa.field("channel", pa.string()),
        pa.field("country", pa.string()),
        pa.field("quantity", pa.int64(), nullable=False),
        pa.field("price_minor", pa.int64(), nullable=False),
        pa.field("price_currency", pa.string(), nullable=False),
        pa.field("usd_cents", pa.float64()),
        pa.field("valid_from", pa.date32(), nullable=False),
        pa.field("valid_to", pa.date32()),
        pa.field("source", pa.string()),
        pa.field("verified", pa.bool_(), nullable=False),
    ]
)
"""The book as a table; ``usd_cents`` is the whole pack's price, null where no exchange rate is stated with the offer."""

_OFFER_KEYS: Final = frozenset(
    ("channel", "country", "price_currency", "valid_from", "valid_to", "source", "packs", "usd_rate")
)
_FILE_KEYS: Final = frozenset(("currency", "name", "sources", "offers"))


@dataclass(frozen=True, slots=True)
class Offer:
    """One pack of a currency at its official price."""

    currency: str
    channel: str | None
    """Where it is bought; null for anywhere."""
    country: str | None
    """The country it is offered in; null for any."""
    quantity: int
    price_minor: int
    """The pack's price, in minor units of ``price_currency``."""
    price_currency: str
    usd_cents: float | None
    """The pack's price in US cents; null where no exchange rate is stated with the offer."""
    valid_from: dt.date
    valid_to: dt.date | None
    """The first day it no longer holds; null when no end is known."""
    source: str | None
    """What it was read from, with its date; null when nothing is stated."""

    @property
    def verified(self) -> bool:
        """Whether a source is stated."""
        return self.source is not None

    @property
    def unit_usd(self) -> float | None:
        """US dollars for one unit."""
        return None if self.usd_cents is None else self.usd_cents / 100 / self.quantity

    def holds(self, date: dt.date) -> bool:
        """Tell whether it was on offer on a day."""
        return self.valid_from <= date and (self.valid_to is None or date < self.valid_to)


@dataclass(frozen=True)
class PriceBook:
    """Official offers of any number of currencies."""

    offers: tuple[Offer, ...]
    names: Mapping[str, str]
    """What each currency is called in a sentence."""

    @classmethod
    def load(cls, folder: Path | None = None) -> PriceBook:
        """Read a folder of price files, by default the shipped one.

        Raises
        ------
        ConfigurationError
            There is no price file, or one of them is wrong; the message says where.
        """
        place = asset("data", "prices") if folder is None else Path(folder)
        paths = sorted(place.glob("*.toml")) if place.is_dir() else []
        if not paths:
            raise ConfigurationError(
                "there is no price file",
                where=str(place),
                hint="Name a folder with TOML files such as tiktok_coins.toml",
            )
        names: dict[str, str] = {}
        offers: list[Offer] = []
        for path in paths:
            content = _read(path)
            currency = content["currency"]
            if currency in names:
                raise ConfigurationError(
                    f"{currency!r} has a price file already", where=str(path), hint="Keep one file for each currency"
                )
            names[currency] = str(content.get("name", currency))
            offers += _offers(content, str(path))
        return cls(tuple(offers), names)

    def table(self) -> Any:
        """Return every offer as a ``pyarrow.Table`` with the columns of :data:`SCHEMA`."""
        rows = [{name: getattr(offer, name) for name in SCHEMA.names} for offer in self.offers]
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    def cheapest(self, currency: str, channel: str | None, country: str | None, date: dt.date) -> Offer | None:
        """Return the offer with the lowest price for one unit on a day; null when the book knows none.

        Parameters
        ----------
        currency
            Such as ``tiktok_coin``.
        channel
            Where it was bought; null looks at all channels.
        country
            Where it was bought; null looks at all countries. Offers of other countries never count for a named one.
        date
            The day it was bought.
        """
        fitting = [
            (offer.unit_usd, -offer.quantity, offer)
            for offer in self._by_currency.get(currency, ())
            if offer.unit_usd is not None
            and offer.holds(date)
            and (channel is None or offer.channel in (None, channel))
            and (country is None or offer.country in (None, country))
        ]
        return min(fitting, key=lambda found: found[:2])[2] if fitting else None

    def cheapest_unit_usd(self, currency: str, channel: str | None, country: str | None, date: dt.date) -> float | None:
        """Return the lowest official price of one unit in US dollars; see :meth:`cheapest`.

        >>> import datetime
        >>> round(PriceBook.load().cheapest_unit_usd("tiktok_coin", "web", "US", datetime.date(2025, 6, 12)), 4)
        0.0106
        """
        offer = self.cheapest(currency, channel, country, date)
        return None if offer is None else offer.unit_usd

    @cached_property
    def _by_currency(self) -> dict[str, list[Offer]]:
        grouped: dict[str, list[Offer]] = {}
        for offer in self.offers:
            grouped.setdefault(offer.currency, []).append(offer)
        return grouped


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise ConfigurationError(f"the price file cannot be read ({failure})", where=str(path)) from failure
    _refuse_unknown(content, _FILE_KEYS, str(path))
    if not isinstance(content.get("currency"), str):
        raise ConfigurationError(
            "it does not say which currency it prices", where=str(path), hint='Add a line such as currency = "robux"'
        )
    if not isinstance(content.get("offers"), list) or not isinstance(content.get("sources", {}), dict):
        raise ConfigurationError("it holds no [[offers]]", where=str(path), hint="Add at least one")
    return content


def _offers(content: Mapping[str, Any], path: str) -> Iterable[Offer]:
    sources = content.get("sources", {})
    for number, entry in enumerate(content["offers"], start=1):
        where = f"{path}: offer {number}"
        _refuse_unknown(entry, _OFFER_KEYS, where)
        money = entry.get("price_currency", "USD")
        if money not in minor_digits():
            raise ConfigurationError(f"{money!r} is no currency of ISO 4217", where=where)
        channel = entry.get("channel")
        if channel is not None and channel not in PRICE_CHANNELS:
            raise ConfigurationError(
                f"{channel!r} is no channel",
                where=where,
                hint=f"Use one of {', '.join(PRICE_CHANNELS)}, or leave it out",
            )
        source = entry.get("source")
        if source is not None and source not in sources:
            raise ConfigurationError(f"there is no source {source!r}", where=where, hint=f"Add [sources.{source}]")
        starts, ends = _date(entry, "valid_from", where), _date(entry, "valid_to", where)
        if starts is None:
            raise ConfigurationError("it has no valid_from", where=where, hint="Say since when it is offered")
        packs = entry.get("packs")
        if not isinstance(packs, dict) or not packs:
            raise ConfigurationError("it has no packs", where=where, hint='Add packs = { 100 = "0.99" }')
        for quantity, price in packs.items():
            minor = _price(price, money, f"{where}, pack {quantity}")
            yield Offer(
                content["currency"],
                channel,
                entry.get("country"),
                _quantity(quantity, where),
                minor,
                money,
                _usd_cents(minor, money, entry.get("usd_rate"), where),
                starts,
                ends,
                None if source is None else _cited(sources[source]),
            )


def _cited(source: Any) -> str:
    parts = [str(source[key]) for key in ("title", "date", "url") if key in source] if isinstance(source, dict) else []
    return ", ".join(parts) or str(source)


def _quantity(text: str, where: str) -> int:
    digits = text.replace("_", "")
    if not digits.isdecimal() or not int(digits):
        raise ConfigurationError(f"{text!r} is no quantity", where=where, hint="Use whole numbers above zero")
    return int(digits)


def _price(value: Any, currency: str, where: str) -> int:
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or price <= 0:
        raise ConfigurationError(f"{value!r} is no price", where=where, hint='Write it like "0.99"')
    return to_minor(price, currency)


def _usd_cents(minor: int, currency: str, rate: Any, where: str) -> float | None:
    if currency == "USD":
        return float(minor)
    if rate is None:
        return None
    if isinstance(rate, bool) or not isinstance(rate, int | float) or rate <= 0:
        raise ConfigurationError(
            f"{rate!r} is no usd_rate", where=where, hint=f"Say how many US dollars one {currency} is"
        )
    return float(minor) * float(rate) * 10.0 ** (2 - minor_digits()[currency])


def _date(entry: Mapping[str, Any], key: str, where: str) -> dt.date | None:
    value = entry.get(key)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise ConfigurationError(f"{key} is {value!r}", where=where, hint="Write a day like 2025-06-12, without quotes")


def _refuse_unknown(entry: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for name in entry:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It may hold {', '.join(sorted(known))}"
            raise ConfigurationError(f"{name!r} is not part of a price file", where=where, hint=hint)
