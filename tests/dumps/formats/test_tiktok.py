"""TikTok's own export: beside messages, what the ledger reads of it."""

from __future__ import annotations

import io
import json

import pytest

from coinguard.dumps.formats.tiktok import MoneyRecord, money_records
from coinguard.dumps.rows import BrokenInputError
from coinguard.dumps.sources import Source
from tests.dumps.formats.exports import Result, data_of


def test_purchases_gifts_and_live_streams_are_read_as_they_stand() -> None:
    records = list(money_records(Source("x", io.BytesIO(data_of("tiktok_user_data.json")))))
    assert records == [
        MoneyRecord("SendGifts", {"Date": "2026-11-20 18:10:00", "GiftAmount": "1", "UserName": "lunaplays"}),
        MoneyRecord("BuyGifts", {"Date": "2026-11-20 18:09:00", "Price": "0.99 EUR"}),
        MoneyRecord("GoLiveList", {"LiveStartTime": "2026-10-01 10:00:00", "TotalEarning": "2"}),
    ]


def test_an_export_that_breaks_off_gives_its_entries_first() -> None:
    data = data_of("tiktok_user_data.json")
    records = money_records(Source("x", io.BytesIO(data[: data.index(b"App Settings")])))
    assert [next(records).section, next(records).section] == ["SendGifts", "BuyGifts"]
    with pytest.raises(BrokenInputError, match="breaks off"):
        next(records)


def test_sections_of_newer_and_older_exports_are_known() -> None:
    export = {
        "Your Activity": {"Purchases": {"BuyGifts": {"BuyGifts": [{"Date": "x"}]}}, "Watch History": {"VideoList": []}},
        "Comment": {"CommentsList": [{"Date": "2026-11-20 18:02:14", "Comment": "hi"}]},
        "Direct Message": {
            "Direct Messages": {"ChatHistory": {"Chat History with a:": [{"Date": "", "From": "a", "Content": "yo"}]}},
            "Group Chat": {"GroupChat": {"Group Chat History with b:": [{"Date": "", "From": "c", "Content": "ho"}]}},
        },
    }
    data = json.dumps(export).encode()
    assert [message["text"] for message in Result(data).messages] == ["hi", "yo", "ho"]
    assert [record.section for record in money_records(Source("x", io.BytesIO(data)))] == ["BuyGifts"]
