"""Ids that stay: when a day is added, when campaigns merge, and when one turns out to be two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coinguard.errors import ConfigurationError
from tests.campaigns.chat import found_in, look_at, message

DAY = 24 * 60


def day(number: int, host: str, count: int = 4, sender: str = "a") -> list[dict[str, Any]]:
    return [message(f"free coins {n} {host}", f"{sender}{n}", DAY * number + 7 * n) for n in range(count)]


def ids(folder: Path, rows: list[dict[str, Any]], **options: Any) -> dict[str, dict[str, Any]]:
    look_at(folder, rows, **{"campaigns": folder / "found", **options})
    return {campaign["id"]: campaign for campaign in found_in(options.get("campaigns", folder / "found"))}


def test_an_id_stays_when_a_day_is_added_even_without_a_registry(tmp_path: Path) -> None:
    first = [*day(0, "one.top"), *day(0, "two.top", sender="b")]
    later = [*first, *day(1, "one.top", 9), *day(1, "three.top", sender="c")]
    before, after = ids(tmp_path / "before", first), ids(tmp_path / "after", later)
    assert len(before) == 2
    assert before.keys() < after.keys()
    assert len(after) == 3


def test_an_id_is_of_the_earliest_message_and_its_strongest_indicator(tmp_path: Path) -> None:
    rows = [message("free coins one.top or write t.me/coinseller", "ann", 0), *day(1, "one.top"), *day(2, "one.top")]
    (campaign,) = ids(tmp_path, rows).values()
    assert campaign["founder"] == {"kind": "contact", "value": "t.me/coinseller"}
    assert campaign["messages"] == 9


def test_a_registry_keeps_the_id_when_the_first_day_is_gone(tmp_path: Path) -> None:
    found = tmp_path / "found"
    both = [message(f"free coins {n} old.top new.top", f"d{n}", DAY + n) for n in range(3)]
    first = ids(tmp_path / "1", [*day(0, "old.top"), *both], campaigns=found)
    second = ids(tmp_path / "2", day(2, "new.top"), campaigns=found)
    assert first.keys() == second.keys()


def test_two_campaigns_that_turn_out_to_be_one_keep_the_older_id_and_say_so(tmp_path: Path) -> None:
    found = tmp_path / "found"
    apart = [*day(0, "one.top"), *day(1, "two.top", sender="b")]
    first = ids(tmp_path / "1", apart, campaigns=found)
    older, younger = sorted(first, key=lambda one: first[one]["first_seen"])
    both = [message(f"free coins {n} one.top two.top", f"d{n}", 2 * DAY + n) for n in range(3)]
    second = ids(tmp_path / "2", [*apart, *both], campaigns=found)
    assert second.keys() == {older}
    assert second[older]["merged"] == [younger]
    third = ids(tmp_path / "3", day(3, "two.top"), campaigns=found)
    assert third.keys() == {older}


def test_a_campaign_that_turns_out_to_be_two_leaves_its_id_to_the_one_with_its_founder(tmp_path: Path) -> None:
    found = tmp_path / "found"
    both = [message(f"free coins {n} one.top two.top", f"d{n}", n) for n in range(3)]
    (known,) = ids(tmp_path / "1", [*both, *day(1, "one.top"), *day(1, "two.top")], campaigns=found)
    second = ids(tmp_path / "2", [*day(2, "one.top"), *day(2, "two.top", 9, "b")], campaigns=found)
    assert known in second
    (other,) = second.keys() - {known}
    assert second[other]["split_from"] == known


def test_a_damaged_registry_is_told_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "found").mkdir()
    (tmp_path / "found" / "registry.json").write_text('{"format": 1', "utf-8")
    with pytest.raises(ConfigurationError, match="registry of campaigns"):
        look_at(tmp_path, day(0, "one.top"), campaigns=tmp_path / "found")
    assert (tmp_path / "found" / "registry.json").read_text("utf-8") == '{"format": 1'


def test_an_unchanged_dump_gives_the_same_files_twice(tmp_path: Path) -> None:
    rows = [*day(0, "one.top"), *day(1, "two.top", sender="b")]
    for name in ("1", "2"):
        look_at(tmp_path / name, rows, campaigns=tmp_path / name / "found")
    for path in (tmp_path / "1" / "found").iterdir():
        again = (tmp_path / "2" / "found" / path.name).read_text("utf-8")
        assert path.read_text("utf-8").replace("/1/", "/2/") == again
