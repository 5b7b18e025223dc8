"""Currencies of money: their codes, and money as whole minor units (ISO 4217)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType

from coinguard.resources import asset


@lru_cache(maxsize=1)
def minor_digits() -> Mapping[str, int]:
    """Return how many digits the minor unit of each currency has.

    >>> minor_digits()["USD"], minor_digits()["JPY"], minor_digits()["KWD"]
    (2, 0, 3)
    """
    table = tomllib.loads(asset("data", "currencies", "iso4217.toml").read_text(encoding="utf-8"))
    lists = [*table["digits"].items(), *table["withdrawn"].items()]
    return MappingProxyType({code: int(digits) for digits, codes in lists for code in codes.split()})


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in whole minor units of its currency, halves rounded away from zero.

    >>> to_minor(Decimal("0.99"), "USD"), to_minor(Decimal("120"), "JPY")
    (99, 120)

    Raises
    ------
    KeyError
        There is no such currency.
    """
    return int((amount * 10 ** minor_digits()[currency]).to_integral_value(ROUND_HALF_UP))


def shown(minor: int, currency: str) -> str:
    """Return money as it is read: ``$1,234.50`` for US dollars, ``1,234.50 EUR`` for others.

    >>> shown(123450, "USD"), shown(-99, "EUR"), shown(1200, "JPY")
    ('$1,234.50', '-0.99 EUR', '1,200 JPY')
    """
    digits = minor_digits().get(currency, 2)
    number = f"{Decimal(abs(minor)).scaleb(-digits):,.{digits}f}"
    sign = "-" if minor < 0 else ""
    return f"{sign}${number}" if currency == "USD" else f"{sign}{number} {currency}"
