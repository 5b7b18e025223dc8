"""Times as devices write them in their own languages."""

from __future__ import annotations

import pytest

from coinguard.dumps.formats.local_times import LocalTimes
from coinguard.dumps.formats.times import epoch_time, iso_time


@pytest.mark.parametrize(
    ("texts", "times"),
    [
        (["31/12/2025, 23:59", "1/1/2026, 00:00"], ["2025-12-31T23:59:00", "2026-01-01T00:00:00"]),
        (["12/31/25, 11:59 PM", "1/1/26, 12:00 AM"], ["2025-12-31T23:59:00", "2026-01-01T00:00:00"]),
        (["1/2/26, 3:04 PM"], ["2026-01-02T15:04:00"]),  # As US English writes it.
        (["01/02/2026, 15:04"], ["2026-02-01T15:04:00"]),  # Nothing says which: most of the world.
        (
            ["01/02/2026, 10:00", "01/03/2026, 10:00", "02/01/2026, 10:00"],
            ["2026-01-02T10:00:00"],
        ),  # Only so it goes forward.
        (["2026-01-31 09:05:07"], ["2026-01-31T09:05:07"]),
        (["2026/1/31 下午3:04"], ["2026-01-31T15:04:00"]),
        (["2026年1月31日 凌晨12:04"], ["2026-01-31T00:04:00"]),
        (["2026/1/31 中午12:04"], ["2026-01-31T12:04:00"]),
        (["2026. 1. 31. 오후 3:04"], ["2026-01-31T15:04:00"]),
        (["31.01.26, 15:04"], ["2026-01-31T15:04:00"]),
        (["31.1.2026 klo 15.04.05"], ["2026-01-31T15:04:05"]),
        (["31/1/26, 3:04 p. m."], ["2026-01-31T15:04:00"]),
        (["31/1/26, 3:04\u202fp.\u00a0m."], ["2026-01-31T15:04:00"]),
        (["31-01-2026 15:04"], ["2026-01-31T15:04:00"]),
        (["٣١\u200f/١\u200f/٢٠٢٦، ٣:٠٤ م"], ["2026-01-31T15:04:00"]),
        (["۲۰۲۶/۱/۳۱، ۱۵:۰۴"], ["2026-01-31T15:04:00"]),
        (["31/1/2569 15:04"], ["2026-01-31T15:04:00"]),  # The Buddhist calendar.
        (["31-Jan-26 03:04 PM"], ["2026-01-31T15:04:00"]),
        (["1404/11/11, 15:04"], [None]),  # The Persian calendar is not converted.
        (["31/31/2026, 15:04"], [None]),
        (["31/1/2026, 25:04"], [None]),
        (["yesterday"], [None]),
    ],
)
def test_times_are_read_in_the_order_that_fits_them_all(texts: list[str], times: list[str | None]) -> None:
    local = LocalTimes.of(texts)
    assert [local.iso(text) for text in texts[: len(times)]] == times


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-11-20T19:00:00.5+01:00", "2026-11-20T18:00:00.500000Z"),
        ("2026-11-20 18:00:00", "2026-11-20T18:00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (None, None),
        (7, None),
    ],
)
def test_iso_times_come_in_utc(value: object, time: str | None) -> None:
    assert iso_time(value) == time


@pytest.mark.parametrize(
    ("value", "unit", "time"),
    [
        (1795197612, 1, "2026-11-20T18:00:12Z"),
        ("1795197612", 1, "2026-11-20T18:00:12Z"),
        ("1795197612.345600", 1, "2026-11-20T18:00:12.345600Z"),
        (1795197612.5, 1, "2026-11-20T18:00:12.500000Z"),
        (1795197612345, 1_000, "2026-11-20T18:00:12.345000Z"),
        (1795197612345678, 1_000_000, "2026-11-20T18:00:12.345678Z"),
        (10**30, 1, None),
        (-1, 1, None),
        (float("nan"), 1, None),
        (float("inf"), 1, None),
        ("9" * 400 + ".0", 1, None),
        ("9" * 5_000, 1, None),
        (True, 1, None),
        (None, 1, None),
    ],
)
def test_numbers_since_1970_come_in_utc(value: object, unit: int, time: str | None) -> None:
    assert epoch_time(value, unit) == time
