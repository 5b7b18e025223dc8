"""Money as people and shops write it: ``$4.99``, ``4,99 €``, ``USD 1,234.50``, ``Rp16.000``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from coinguard.currencies import minor_digits

_SIGNS: Final = {
    "R$": "BRL", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD",
    "NZ$": "NZD", "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₩": "KRW", "₹": "INR", "₺": "TRY",
    "₫": "VND", "₱": "PHP", "₽": "RUB", "₦": "NGN", "฿": "THB", "₴": "UAH", "Rp": "IDR", "RM": "MYR", "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
"""What stands beside an amount, and the currency it most often is."""

_DOLLARS: Final = frozenset(("AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "ARS", "CLP", "COP"))
"""Currencies that are written with a bare ``$`` where they are at home."""

_NUMBER: Final = re.compile(r"\d(?:[\d.,'’\u00a0\u202f ]*\d)?")
_CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


def parse_money(text: str, home: str | None = None) -> tuple[Decimal, str | None] | None:
    """Return an amount and its currency, null where it names none; null for what is no single amount.

    Parameters
    ----------
    text
        Such as ``$4.99``.
    home
        The currency of amounts that name none, and of a bare ``$`` where that country writes it so.

    >>> parse_money("$4.99"), parse_money("1.234,50 €"), parse_money("Rp16.000"), parse_money("-0.99 USD")
    ((Decimal('4.99'), 'USD'), (Decimal('1234.50'), 'EUR'), (Decimal('16000'), 'IDR'), (Decimal('-0.99'), 'USD'))
    """
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return None
    before, _, after = text.partition(numbers[0])
    currency = _currency(f"{before} {after}", home)
    digits = minor_digits().get(currency or "", 2)
    amount = Decimal(_plain(numbers[0], digits))
    negative = "-" in before or "−" in before or ("(" in before and ")" in after)
    return (-amount if negative else amount), currency


def _currency(around: str, home: str | None) -> str | None:
    for code in _CODE.findall(around):
        if code in minor_digits():
            return str(code)
    for sign, currency in _SIGNS.items():
        if sign in around:
            return home if sign == "$" and home in _DOLLARS else currency
    return home


def _plain(number: str, digits: int) -> str:
    """Return digits with a point before the decimals; marks before groups of three are dropped."""
    bare = re.sub(r"['’\u00a0\u202f ]", "", number)
    marks = [place for place, character in enumerate(bare) if character in ".,"]
    if not marks:
        return bare
    last = marks[-1]
    decimals = len(bare) - last - 1
    several_alike = len(marks) > 1 and len({bare[place] for place in marks}) == 1
    groups = decimals == 3 and (digits != 3 or several_alike)
    whole = re.sub(r"[.,]", "", bare[:last])
    return f"{whole}{bare[last + 1 :]}" if groups or several_alike else f"{whole}.{bare[last + 1 :]}"
