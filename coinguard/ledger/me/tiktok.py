"""TikTok's own export ("Download your data", as JSON).

Purchases lie under ``Activity`` (lately ``Your Activity``), ``Purchase History`` (lately ``Purchases``): ``BuyGifts`` with
``Date`` and ``Price``, ``SendGifts`` with ``Date``, ``GiftAmount`` and ``UserName``. Names of sections have changed over the
years, those of the lists have not, so the lists are looked for wherever they are. Times name no zone and are taken for UTC.

Source: the sections as open-source readers of the export know them (RLEAPP, ``tikTokArchiveJson.py``, October 2026). TikTok
publishes no description of the format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import orjson

from coinguard.errors import InputError
from coinguard.ledger.me.history import Entry, Reading
from coinguard.ledger.me.money import parse_money

_DEEPEST: Final = 8
_BIRTH_FORMATS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%b %d, %Y", "%d-%b-%Y", "%Y%m%d")


def read_tiktok(content: bytes, name: str, reading: Reading) -> None:
    """Collect the purchases, gifts and date of birth in an export.

    Raises
    ------
    InputError
        It is no JSON, or has no list of purchases or gifts.
    """
    try:
        export = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as failure:
        raise InputError(
            f"the export is damaged ({failure})", where=name, hint="Download it again, as JSON"
        ) from failure
    bought, sent = _lists(export, "buygifts"), _lists(export, "sendgifts")
    if bought is None and sent is None:
        sections = ", ".join(map(repr, list(export)[:12])) if isinstance(export, dict) else "no sections"
        raise InputError(
            f"the export has no list of purchases or gifts; it has {sections}",
            where=name,
            hint="Ask TikTok for all of your data, as JSON, not only for a part of it",
        )
    for row in bought or []:
        _purchase(row, reading)
    for row in sent or []:
        _gift(row, reading)
    reading.birth = _birth(export)


def _purchase(row: Any, reading: Reading) -> None:
    when, price = _when(row, reading), _field(row, "price")
    money = parse_money(str(price), reading.currency) if price is not None else None
    if when is None or money is None:
        reading.refuse(f"purchase {_short(row)}")
        return
    reading.entries.append(Entry("purchase", when, abs(money[0]), money[1]))


def _gift(row: Any, reading: Reading) -> None:
    when = _when(row, reading)
    if when is None:
        reading.refuse(f"gift {_short(row)}")
        return
    size, receiver = str(_field(row, "giftamount") or ""), _field(row, "username")
    coins = int(size) if size.isdecimal() and len(size) < 12 else None
    reading.entries.append(Entry("gift", when, coins=coins, other=str(receiver) if receiver else None))


def _when(row: Any, reading: Reading) -> dt.datetime | None:
    text = _field(row, "date")
    return reading.local(str(text), naive_is=dt.UTC) if text else None


def _field(row: Any, name: str) -> Any:
    if not isinstance(row, dict):
        return None
    return next((value for key, value in row.items() if str(key).lower() == name), None)


def _lists(node: Any, name: str) -> list[Any] | None:
    """Return the rows of every list of a name, wherever it lies; null when there is none, empty when all of them are."""
    found: list[Any] | None = None
    for key, value in _walk(node, _DEEPEST):
        if key.lower() == name and (isinstance(value, list) or value is None):
            found = (found or []) + (value or [])
        elif key.lower() == name and isinstance(value, dict) and not any(str(inner).lower() == name for inner in value):
            found = found or []
    return found


def _walk(node: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict) and depth:
        for key, value in node.items():
            yield str(key), value
            yield from _walk(value, depth - 1)


def _birth(export: Any) -> dt.date | None:
    for key, value in _walk(export, _DEEPEST):
        if key.lower() == "birthdate" and isinstance(value, str):
            for written in _BIRTH_FORMATS:
                try:
                    return dt.datetime.strptime(value.strip(), written).date()
                except ValueError:
                    continue
    return None


def _short(row: Any) -> str:
    return str(row)[:80]
