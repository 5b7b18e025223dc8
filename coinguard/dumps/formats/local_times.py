"""Times as people's devices write them: in any order of day, month and year, with the words for morning and afternoon.

Nothing in such a time says which number is the month, so the order is told from many of them: every date must exist, and the
messages of an export follow each other in time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Order = Literal["dmy", "mdy", "ymd"]

MARKS: Final = "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
"""Characters that only say in which direction writing runs."""

_MARKS: Final = f"{MARKS}{{0,3}}"

STAMP: Final = (
    rf"(?P<first>\d{{1,4}}){_MARKS}\s?(?P<mark>[./\-年]){_MARKS}\s?(?P<second>\d{{1,2}}|[A-Za-z]{{3}}){_MARKS}\s?[./\-月]"
    rf"{_MARKS}\s?(?P<third>\d{{1,4}})\.?日?{_MARKS}"
    r"[,،]?\s{0,2}(?P<before>[^\d\s,\[\]:][^\d,\[\]:]{0,11}?)?\s{0,2}"
    rf"{_MARKS}(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second_of_time>\d{{2}}))?"
    rf"(?:\s?{_MARKS}(?P<after>[^\W\d][^\d\[\],:-]{{0,11}}?))?{_MARKS}"
)
"""A regular expression for a date and a time of day."""

_WHOLE: Final = re.compile(STAMP + r"\s*")
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: place for place, name in enumerate(_MONTH_NAMES, 1)}

_HALVES: Final = (
    ("am", "pm"),  # English, and most that write dots between: a. m., a.m.
    ("ap", "ip"),  # Finnish
    ("fm", "em"),  # Swedish
    ("de", "du"),  # Hungarian
    ("pd", "md"),  # Albanian
    ("sa", "ch"),  # Vietnamese
    ("pg", "ptg"),  # Malay
    ("öö", "ös"),  # Turkish
    ("πμ", "μμ"),  # Greek
    ("дп", "пп"),  # Ukrainian
    ("проб", "слоб"),  # Bulgarian
    ("ص", "م"),  # Arabic
    ("قظ", "بظ"),  # Persian
    ("पूर्वाह्न", "अपराह्न"),  # Hindi
    ("முற்பகல்", "பிற்பகல்"),  # Tamil
    ("ก่อนเที่ยง", "หลังเที่ยง"),  # Thai
    ("오전", "오후"),  # Korean
    ("午前", "午後"),  # Japanese
    ("上午", "下午"),  # Chinese
    ("凌晨", "晚上"),
    ("清晨", "傍晚"),
    ("早上", "夜晚"),
)
"""What stands for AM and for PM, without spaces and dots."""
_MORNING: Final = frozenset(morning for morning, _ in _HALVES)
_AFTERNOON: Final = frozenset(afternoon for _, afternoon in _HALVES)
_NOON: Final = "中午"

_ENOUGH: Final = 200
"""Times after which an order that alone fits all of them is settled."""


@dataclass(slots=True)
class _Candidate:
    """An order, and what speaks against it."""

    order: Order
    impossible: int = 0
    """Dates that do not exist."""
    backwards: int = 0
    """Dates before the one before."""
    last: tuple[int, int, int] = (0, 0, 0)

    def see(self, parts: tuple[str, ...]) -> None:
        """Take in the three numbers of a date."""
        date = _date(parts, self.order)
        if date is None:
            self.impossible += 1
            return
        self.backwards += date < self.last
        self.last = date


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """How one device writes times."""

    order: Order = "dmy"

    @classmethod
    def of(cls, texts: Iterable[str]) -> LocalTimes:
        """Tell the order from times in the order they were written."""
        return cls.of_stamps(stamp for text in texts if (stamp := _WHOLE.fullmatch(text)))

    @classmethod
    def of_stamps(cls, stamps: Iterable[re.Match[str]]) -> LocalTimes:
        """Tell the order from matches of :data:`STAMP`; no more of them are taken than it needs."""
        candidates = [_Candidate("dmy"), _Candidate("mdy"), _Candidate("ymd")]
        american = 0
        seen = 0
        for seen, stamp in enumerate(stamps, 1):
            for candidate in candidates:
                candidate.see(_parts(stamp))
            american += _looks_american(stamp)
            if seen >= _ENOUGH and sum(not candidate.impossible for candidate in candidates) == 1:
                break
        usual: tuple[Order, ...] = ("mdy", "dmy", "ymd") if american * 2 > seen else ("dmy", "mdy", "ymd")
        best = min(candidates, key=lambda one: (one.impossible, one.backwards, usual.index(one.order)))
        return cls(best.order)

    def iso(self, text: str) -> str | None:
        """Return a time as ISO 8601 without a zone; null for what is no time."""
        stamp = _WHOLE.fullmatch(text)
        return self.iso_of(stamp) if stamp else None

    def iso_of(self, stamp: re.Match[str]) -> str | None:
        """Return the time of a match of :data:`STAMP` as ISO 8601 without a zone; null when there is no such date."""
        date = _date(_parts(stamp), self.order)
        if date is None:
            return None
        hour = _hour(int(stamp["hour"]), stamp["before"], stamp["after"])
        minute, second = int(stamp["minute"]), int(stamp["second_of_time"] or 0)
        try:
            return datetime(*date, hour, minute, second).isoformat()
        except ValueError:
            return None


@functools.lru_cache(1_024)
def _date(parts: tuple[str, ...], order: Order) -> tuple[int, int, int] | None:
    """Return year, month and day; null when there is no such date, or in a calendar that is not converted."""
    year, month, day = (parts[order.index(part)] for part in "ymd")
    if not year.isdecimal() or not day.isdecimal() or len(day) > 2 or len(month) > 3:
        return None
    numbers = _year(year), int(month) if month.isdecimal() else _MONTHS.get(month.lower(), 0), int(day)
    try:
        datetime(*numbers)
    except ValueError:
        return None
    return numbers


def _parts(stamp: re.Match[str]) -> tuple[str, ...]:
    return stamp.group("first", "second", "third")


def _year(digits: str) -> int:
    """Return the Gregorian year; of the Buddhist calendar too, which Thai devices write. 0 for others, such as Persian."""
    year = int(digits)
    if len(digits) <= 2:
        return 2000 + year
    if year > 2400:
        return year - 543
    return year if year >= 1970 else 0


def _hour(hour: int, *words: str | None) -> int:
    """Return the hour of 24; an hour of 12 is told by a word before or behind the time."""
    for word in words:
        plain = re.sub(r"[\s.]", "", word or "").lower()
        if plain in _AFTERNOON:
            return hour % 12 + 12
        if plain in _MORNING:
            return hour % 12
        if plain == _NOON:
            return hour if hour > 2 else hour + 12
    return hour


def _looks_american(stamp: re.Match[str]) -> bool:
    """Tell a date as devices set to US English write it: 1/2/24, 3:04 PM."""
    short = stamp["mark"] == "/" and len(stamp["third"]) == 2
    return short and not stamp["first"].startswith("0") and (stamp["after"] or "").strip() in ("AM", "PM")
