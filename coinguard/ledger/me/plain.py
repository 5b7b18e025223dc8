"""A plain list of purchases as CSV: a date and an amount in each row, and whatever else is known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Final

from coinguard.dumps.encodings import as_utf8, encoding_of
from coinguard.dumps.formats.csv import delimiter_of
from coinguard.errors import InputError
from coinguard.ledger.me.history import Entry, Kind, Reading
from coinguard.ledger.me.money import parse_money

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date",
        "ts",
        "time",
        "datetime",
        "when",
        "day",
        "purchase date",
        "order date",
        "datum",
        "fecha",
        "data",
        "tarih",
    ),
    "amount": (
        "amount",
        "price",
        "cost",
        "paid",
        "total",
        "value",
        "usd",
        "betrag",
        "importe",
        "montant",
        "valor",
        "tutar",
    ),
    "currency": ("currency", "ccy"),
    "coins": ("coins", "quantity", "coin amount"),
    "kind": ("type", "kind", "what"),
    "other": ("seller", "merchant", "shop", "store", "payee", "description", "from", "to", "receiver", "username"),
}
"""What the columns of such lists are called, most usual first."""

_KINDS: Final[Mapping[str, Kind]] = {
    "purchase": "purchase", "buy": "purchase", "bought": "purchase", "topup": "purchase", "top-up": "purchase",
    "recharge": "purchase", "refund": "refund", "chargeback": "refund", "returned": "refund", "gift": "gift", "sent": "gift",
}  # fmt: skip

_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(.*)")


def read_plain(content: bytes, name: str, reading: Reading) -> None:
    """Collect the purchases, refunds and gifts in a CSV list.

    Without a column that says what a row is, amounts of the rarer sign are money that came back.

    Raises
    ------
    InputError
        There is no column with dates, or none with amounts or coins.
    """
    encoding = encoding_of(content)
    text = b"".join(as_utf8([content], encoding)).decode("utf-8", "replace")
    delimiter = delimiter_of(text.encode()) or ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        header = next((row for row in rows if row), [])
        columns = _columns(header, name)
        table = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as failure:
        raise InputError(f"the list cannot be read ({failure})", where=f"{name}:{rows.line_num}") from failure
    reading.has_sellers = "other" in columns
    order = _day_order(cells[columns["date"]] for _, cells in table if len(cells) > columns["date"])
    parsed = [(line, _parsed(cells, columns, order, reading)) for line, cells in table]
    signs = [entry.amount < 0 for _, entry in parsed if entry is not None and entry.kind != "gift" and entry.amount]
    usual = sum(signs) * 2 > len(signs)
    for line, entry in parsed:
        if entry is None:
            reading.refuse(f"line {line}")
        else:
            reading.entries.append(_settled(entry, usual_is_negative=usual, told="kind" in columns))


def _columns(header: list[str], name: str) -> dict[str, int]:
    lowered = [cell.strip().lower() for cell in header]
    columns = {
        ours: next(lowered.index(theirs) for theirs in names if theirs in lowered)
        for ours, names in _NAMES.items()
        if any(theirs in lowered for theirs in names)
    }
    if "date" not in columns or not columns.keys() & {"amount", "coins"}:
        absent = "dates" if "date" not in columns else "amounts"
        raise InputError(
            f"no column holds {absent}; there are {', '.join(map(repr, header)) or 'none at all'}",
            where=name,
            hint="Name the columns date, amount, currency, coins and seller; only date and amount are needed",
        )
    return columns


def _parsed(cells: list[str], columns: Mapping[str, int], day_first: bool | None, reading: Reading) -> Entry | None:
    def cell(ours: str) -> str:
        place = columns.get(ours)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    when = reading.local(_iso(cell("date"), day_first), naive_is=None)
    stated = cell("currency").upper() or None
    money = parse_money(cell("amount"), stated or reading.currency) if cell("amount") else None
    coins = cell("coins").replace(",", "").replace(" ", "").removeprefix("-")
    if when is None or (cell("amount") and money is None) or (coins and not coins.isdecimal()):
        return None
    if money is None and not coins:
        return None
    kind = _KINDS.get(cell("kind").lower(), "purchase")
    return Entry(
        kind,
        when,
        money[0] if money else None,
        money[1] if money else None,
        int(coins) if coins else None,
        cell("other") or None,
    )


def _settled(entry: Entry, *, usual_is_negative: bool, told: bool) -> Entry:
    """Return an entry with its amount above zero; one of the rarer sign came back, where nothing else says what it was."""
    if entry.amount is None:
        return entry
    came_back = not told and entry.kind == "purchase" and (entry.amount < 0) != usual_is_negative and entry.amount != 0
    kind: Kind = "refund" if came_back else entry.kind
    return Entry(kind, entry.when, abs(entry.amount), entry.currency, entry.coins, entry.other)


def _day_order(dates: Iterable[str]) -> bool | None:
    """Tell whether dates like 13/06/2025 put the day first, as those with points always do; null when nothing shows it."""
    first = second = False
    for text in dates:
        if match := _DAY_FIRST.fullmatch(text.strip()):
            first |= int(match[1]) > 12 or "." in text[:3]
            second |= int(match[2]) > 12
    return None if first == second else first


def _iso(text: str, day_first: bool | None) -> str:
    """Return a date in the order of ISO 8601; one whose order nothing shows stays as it is and is not guessed at."""
    match = _DAY_FIRST.fullmatch(text)
    if match is None or day_first is None:
        return text
    day, month = (match[1], match[2]) if day_first else (match[2], match[1])
    return f"{match[3]}-{int(month):02}-{int(day):02}{match[4]}"
