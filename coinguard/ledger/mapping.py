"""A mapping file: which of a user's columns, words and numbers are which of ours.

Everything in it is optional::

    [events.columns]              # our name = the user's
    event_id = "transaction"
    ts = "created"

    [events.values.type]          # the user's word = ours, capitals aside
    topup = "purchase"

    [events.constants]            # what holds for every row
    currency = "GBP"

    [events.scale]                # the user's numbers times this are coins, diamonds or money
    coins = 100

    [events]
    make_event_id = true          # rows carry no name of their own: make one from what they hold

    [time]
    zone = "Europe/Berlin"        # of times that name no zone; UTC otherwise
    format = "%d.%m.%Y %H:%M"     # of times that are not written as in ISO 8601
    unit = "day"                  # of times that are numbers, with what they count from
    origin = 2017-01-01

    [money]
    decimal = ","                 # the mark before cents; "." otherwise

    [[money.rates]]               # how many US dollars one unit was worth, from a day on
    currency = "EUR"
    from = 2025-06-01
    usd = 1.14

``[accounts…]`` and ``[streams…]`` take the same tables as ``[events…]``.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal, get_args

from coinguard.currencies import minor_digits
from coinguard.errors import ConfigurationError
from coinguard.ledger.schema import TABLES, Column, TableName

TimeUnit = Literal["day", "second", "millisecond", "microsecond", "nanosecond"]

_SECTIONS: Final = (*TABLES, "time", "money")
_PARTS: Final = ("columns", "values", "constants", "scale", "make_event_id")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency was worth from a day on."""

    currency: str
    start: dt.date
    usd: float


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one of the user's tables becomes one of ours. Keys are our names, as a user's table has them."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """The user's column for each of ours."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each of our columns: the user's words in small letters, and what they mean."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """What a column holds in every row."""
    scale: Mapping[str, float] = field(default_factory=dict)
    """What the user's numbers are multiplied by."""
    make_event_id: bool = False
    """Whether rows get a name made from what they hold."""


@dataclass(frozen=True, slots=True)
class LedgerMapping:
    """Everything a mapping file says; by default nothing, for a ledger that has our names already."""

    tables: Mapping[TableName, TableMapping] = field(default_factory=lambda: {name: TableMapping() for name in TABLES})
    time_zone: str = "UTC"
    """The zone of times that name none."""
    time_format: str | None = None
    """How times are written, in the letters of ``strftime``; null for ISO 8601."""
    time_unit: TimeUnit | None = None
    """What times that are numbers count; null tells it from their size."""
    time_origin: dt.date | None = None
    """What they count from; null for 1970."""
    decimal_mark: Literal[".", ","] = "."
    rates: tuple[Rate, ...] = ()
    where: str | None = None
    """The file it was read from."""


def read_mapping(path: Path) -> LedgerMapping:
    """Read a mapping file.

    Raises
    ------
    ConfigurationError
        It cannot be read, or says something that cannot be; the message says where, and what may have been meant.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise ConfigurationError(f"the mapping file cannot be read ({failure})", where=str(path)) from failure
    return parse_mapping(content, str(path))


def parse_mapping(content: Mapping[str, Any], where: str = "mapping") -> LedgerMapping:
    """Return what a mapping file's content says; see :func:`read_mapping`."""
    known(content, _SECTIONS, "section", where)
    tables = {name: _table(name, _section(content, name, where), where) for name in TABLES}
    time, money = _section(content, "time", where), _section(content, "money", where)
    known(time, ("zone", "format", "unit", "origin"), "setting", f"{where}: [time]")
    known(money, ("decimal", "rates"), "setting", f"{where}: [money]")
    return LedgerMapping(
        tables,
        time_zone=_zone(time.get("zone", "UTC"), f"{where}: [time] zone"),
        time_format=_checked(time.get("format"), _is_format, "no time format", f"{where}: [time] format"),
        time_unit=_one_of(time.get("unit"), get_args(TimeUnit), f"{where}: [time] unit"),
        time_origin=_checked(time.get("origin"), _is_day, "no day like 2017-01-01", f"{where}: [time] origin"),
        decimal_mark=_one_of(money.get("decimal", "."), (".", ","), f"{where}: [money] decimal"),
        rates=tuple(_rates(money.get("rates", []), f"{where}: [[money.rates]]")),
        where=where,
    )


def known(names: Iterable[str], allowed: Iterable[str], what: str, where: str) -> None:
    """Raise for the first of ``names`` that is not allowed, with the nearest one that is.

    Raises
    ------
    ConfigurationError
        There is one.
    """
    allowed = list(allowed)
    for name in names:
        if name not in allowed:
            raise ConfigurationError(f"there is no {what} {name!r}", where=where, hint=meant(name, allowed))


def meant(name: str, allowed: Iterable[str]) -> str:
    """Return ``Did you mean …?`` for the nearest of ``allowed``, or all of them when none is near."""
    allowed = list(allowed)
    near = get_close_matches(name.lower(), allowed, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(allowed)}"


def _section(content: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise ConfigurationError(f"{name!r} is no section", where=where, hint=f"Write [{name}] on a line of its own")
    return section


def _table(name: TableName, section: Mapping[str, Any], where: str) -> TableMapping:
    here = f"{where}: [{name}]"
    parts = _PARTS if name == "events" else _PARTS[:-1]
    known(section, parts, "part", here)
    columns = {column.given: column for column in TABLES[name]}
    for part in parts[:4]:
        known(_section(section, part, here), columns, "column", f"{where}: [{name}.{part}]")
    renamed = {
        ours: _checked(theirs, _is_text, "no column name", f"{where}: [{name}.columns] {ours}")
        for ours, theirs in section.get("columns", {}).items()
    }
    scale = {
        ours: _scale(columns[ours], factor, f"{where}: [{name}.scale] {ours}")
        for ours, factor in section.get("scale", {}).items()
    }
    constants = {
        ours: _word(columns[ours], value, f"{where}: [{name}.constants] {ours}")
        for ours, value in section.get("constants", {}).items()
    }
    if both := constants.keys() & renamed.keys():
        ours = min(both)
        raise ConfigurationError(f"{ours!r} is a constant as well as a column", where=here, hint="Keep one of them")
    values = {
        ours: _values(columns[ours], words, f"{where}: [{name}.values.{ours}]")
        for ours, words in section.get("values", {}).items()
    }
    make = _checked(section.get("make_event_id", False), _is_switch, "neither true nor false", f"{here} make_event_id")
    return TableMapping(renamed, values, constants, scale, bool(make))


def _values(column: Column, words: Any, where: str) -> dict[str, str]:
    if not isinstance(words, dict):
        raise ConfigurationError("it holds no words", where=where, hint='Write theirs = "ours" below it')
    return {theirs.strip().lower(): _word(column, ours, where) for theirs, ours in words.items()}


def _word(column: Column, value: Any, where: str) -> str:
    """Return what a column is to hold, checked as far as its kind allows."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if column.words and text not in column.words:
        raise ConfigurationError(f"{column.given} cannot be {text!r}", where=where, hint=meant(text, column.words))
    if column.name == "currency" and text not in minor_digits():
        raise ConfigurationError(f"{text!r} is no currency of ISO 4217", where=where, hint="Write it like 'EUR'")
    return text


def _scale(column: Column, factor: Any, where: str) -> float:
    if column.kind not in ("whole", "money"):
        raise ConfigurationError(f"{column.given} is no number", where=where, hint="Scale coins, diamonds or money")
    return float(_checked(factor, lambda value: _is_number(value) and value > 0, "no number above zero", where))


def _rates(entries: Any, where: str) -> Iterable[Rate]:
    if not isinstance(entries, list):
        raise ConfigurationError("rates are a list", where=where, hint="Write [[money.rates]] before each of them")
    for number, entry in enumerate(entries, start=1):
        here = f"{where} {number}"
        known(entry, ("currency", "from", "usd"), "setting", here)
        code = _checked(entry.get("currency"), _is_text, "no currency", f"{here} currency")
        if code not in minor_digits():
            raise ConfigurationError(f"{code!r} is no currency of ISO 4217", where=here, hint="Write it like 'EUR'")
        start = _checked(entry.get("from"), _is_day, "no day like 2025-06-01", f"{here} from", needed=True)
        rate = _checked(
            entry.get("usd"),
            lambda value: _is_number(value) and value > 0,
            "no rate above zero",
            f"{here} usd",
            needed=True,
        )
        yield Rate(code, start, float(rate))


def _zone(name: Any, where: str) -> str:
    if name == "UTC":
        return "UTC"
    zones = zoneinfo.available_timezones()
    if not isinstance(name, str) or name not in zones:
        near = get_close_matches(str(name), zones, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "Write it like 'Europe/Berlin'"
        raise ConfigurationError(f"there is no time zone {name!r}", where=where, hint=hint)
    return name


def _one_of(value: Any, allowed: Iterable[str], where: str) -> Any:
    allowed = list(allowed)
    if value is not None and value not in allowed:
        raise ConfigurationError(f"it cannot be {value!r}", where=where, hint=meant(str(value), allowed))
    return value


def _checked(value: Any, fits: Callable[[Any], bool], problem: str, where: str, *, needed: bool = False) -> Any:
    if value is None and not needed:
        return None
    if not fits(value):
        raise ConfigurationError(f"{value!r} is {problem}", where=where)
    return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_format(value: Any) -> bool:
    return isinstance(value, str) and "%" in value


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
