"""One person's own history, in plain words."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.errors import InputError
from coinguard.ledger.me import Review, as_json, as_lines, read_history, review
from coinguard.ledger.me.money import parse_money


def export(
    purchases: list[Any], gifts: list[Any] | None = None, birth: str | None = None, *, old: bool = True
) -> dict[str, Any]:
    """TikTok's own export with the names of its sections as they were, or as they are."""
    activity, history = ("Activity", "Purchase History") if old else ("Your Activity", "Purchases")
    sections = {"BuyGifts": {"BuyGifts": purchases}, "SendGifts": {"SendGifts": gifts or []}}
    profile = {"Profile Information": {"ProfileMap": {"birthDate": birth, "userName": "sam"}}}
    return {activity: {history: sections, "Search History": {"SearchList": []}}, "Profile": profile}


def bought(date: str, price: str = "$4.99") -> dict[str, str]:
    return {"Date": date, "Price": price}


def reviewed(tmp_path: Path, content: dict[str, Any] | str, *, child: bool = False, **options: Any) -> Review:
    path = tmp_path / ("user_data_tiktok.json" if isinstance(content, dict) else "list.csv")
    path.write_text(json.dumps(content) if isinstance(content, dict) else content, encoding="utf-8")
    return review(read_history(path, **options), child=child)


def codes(told: Review) -> set[str]:
    return {remark.code for remark in told.remarks}


@pytest.mark.parametrize("old", [True, False])
def test_an_export_is_read_with_old_and_new_names(tmp_path: Path, old: bool) -> None:
    gift = {"Date": "2025-03-02 10:00:00", "GiftAmount": "30", "UserName": "star"}
    told = reviewed(tmp_path, export([bought("2025-03-01 10:00:00")], [gift], old=old))
    assert [(entry.kind, entry.amount, entry.coins, entry.other) for entry in told.history.entries] == [
        ("purchase", Decimal("4.99"), None, None),
        ("gift", None, 30, "star"),
    ]
    assert (told.months[0].month, told.months[0].spent_minor) == ("2025-03", 499)
    assert told.months[0].coins_worth == round(4.99 / (0.74 / 70))


def test_the_archive_it_comes_in_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "TikTok_Data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.txt", "hello")
        archive.writestr("user_data_tiktok.json", json.dumps(export([bought("2025-03-01 10:00:00")])))
    assert len(read_history(path).of("purchase")) == 1


def test_a_quiet_history_has_months_and_no_remarks(tmp_path: Path) -> None:
    told = reviewed(
        tmp_path, export([bought("2025-03-01 10:00:00"), bought("2025-05-01 10:00:00")], birth="1990-05-05")
    )
    assert told.remarks == ()
    assert [month.month for month in told.months] == ["2025-03", "2025-05"]
    assert "\n".join(as_lines(told)).startswith(
        "2 purchases, 0 gifts, 01 March 2025 to 01 May 2025\nSpent in all: $9.98\n"
    )


@pytest.mark.parametrize("birth", ["2011-03-04", "04-03-2011", "Mar 04, 2011"])
def test_a_child_s_purchases_are_told_with_what_to_do(tmp_path: Path, birth: str) -> None:
    told = reviewed(tmp_path, export([bought("2025-03-01 10:00:00")], birth=birth))
    [remark] = told.remarks
    assert (remark.sort, remark.code) == ("care", "under_age")
    assert remark.text.startswith("The profile says 13 years old at the time of 1 purchase ($4.99).")
    assert "before anybody who offers to recover the money for a fee" in remark.text


def test_a_profile_s_age_can_be_told_by_the_one_who_knows(tmp_path: Path) -> None:
    assert codes(reviewed(tmp_path, export([bought("2025-03-01 10:00:00")]), child=True)) == {"under_age"}
    assert codes(reviewed(tmp_path, export([]), child=True)) == set()


def test_a_burst_is_told_with_its_hour_in_the_person_s_own_zone(tmp_path: Path) -> None:
    times = ("20:10", "20:20", "20:55", "21:05", "21:20")
    told = reviewed(tmp_path, export([bought(f"2025-03-01 {time}:00") for time in times]), zone="Europe/Berlin")
    [remark] = [remark for remark in told.remarks if remark.code == "burst"]
    assert remark.text.startswith("4 purchases ($19.96) between 21:10 and 22:05 on 01 March 2025.")


def test_nights_are_told_and_said_to_be_in_utc_where_nobody_named_a_zone(tmp_path: Path) -> None:
    content = export([bought(f"2025-03-0{day} 01:30:00") for day in (1, 2, 3)])
    texts = [remark.text for remark in reviewed(tmp_path, content).remarks if remark.code == "night"]
    assert texts == [
        "3 of 3 purchases ($14.97) were made between 23:00 and 06:00 (in UTC: name your time zone with --zone to be sure)."
    ]
    assert codes(reviewed(tmp_path, content, zone="America/Los_Angeles")) == set()


def test_growing_months_are_told(tmp_path: Path) -> None:
    content = export([bought(f"2025-0{month}-03 12:00:00", f"${month}.00") for month in (1, 2, 4)])
    [remark] = reviewed(tmp_path, content).remarks
    assert remark.text == "Spending grew from month to month: $1.00, $2.00, $4.00, up to 2025-04."


def test_one_receiver_of_most_gifts_is_told(tmp_path: Path) -> None:
    gifts = [{"Date": f"2025-03-{day:02} 12:00:00", "GiftAmount": "10", "UserName": "star"} for day in range(1, 11)]
    gifts.append({"Date": "2025-03-01 13:00:00", "GiftAmount": "5", "UserName": "other"})
    [remark] = reviewed(tmp_path, export([], gifts)).remarks
    assert remark.text.startswith("95% of all gifts went to star, the first on 01 March 2025.")


LIST = """Date,Price,Coins,Seller
2025-01-03 12:10,$4.99,350,Apple
2025-02-03 12:10,$3.00,700,coin-king.top
2025-03-05,-4.99,,Apple
"""


def test_a_plain_list_tells_odd_sellers_low_prices_and_refunds(tmp_path: Path) -> None:
    told = reviewed(tmp_path, LIST)
    assert codes(told) == {"odd_seller", "below_official", "refunds"}
    assert [(month.month, month.spent_minor, month.refunded_minor) for month in told.months] == [
        ("2025-01", 499, 0), ("2025-02", 300, 0), ("2025-03", 0, 499),
    ]  # fmt: skip
    assert told.months[0].official_usd == pytest.approx(3.70)
    assert "coin-king[.]top" in "\n".join(as_lines(told))  # nothing that could be clicked


def test_a_statement_in_which_purchases_are_below_zero_is_understood(tmp_path: Path) -> None:
    text = "Wann;x\n"
    with pytest.raises(InputError, match="no column holds dates; there are 'Wann', 'x'"):
        reviewed(tmp_path, text)
    lines = ("13.06.2025;-4,99;EUR;Apple", "14.06.2025;-9,99;EUR;Apple", "15.06.2025;4,99;EUR;Apple")
    text = "\n".join(("Datum;Betrag;currency;description", *lines))
    told = reviewed(tmp_path, text)
    assert [(entry.kind, entry.amount, entry.currency, f"{entry.when:%d %b}") for entry in told.history.entries] == [
        ("purchase", Decimal("4.99"), "EUR", "13 Jun"),
        ("purchase", Decimal("9.99"), "EUR", "14 Jun"),
        ("refund", Decimal("4.99"), "EUR", "15 Jun"),
    ]


def test_dates_whose_order_nothing_shows_are_not_guessed(tmp_path: Path) -> None:
    told = reviewed(tmp_path, "date,amount\n06/07/2025,4.99\n")
    assert (told.history.entries, told.history.unread_count) == ((), 1)
    assert "1 entry could not be read and is not counted above:" in as_lines(told)
    told = reviewed(tmp_path, "date,amount\n06/07/2025,4.99\n06/13/2025,4.99\n")
    assert [f"{entry.when:%m-%d}" for entry in told.history.entries] == ["06-07", "06-13"]


def test_prices_without_a_currency_ask_for_it(tmp_path: Path) -> None:
    content = export([bought("2025-03-01 10:00:00", "4.99")])
    assert "Prices name no currency; add --currency, such as --currency EUR." in as_lines(reviewed(tmp_path, content))
    assert reviewed(tmp_path, content, currency="EUR").months[0].currency == "EUR"


def test_entries_that_cannot_be_read_are_counted_and_shown(tmp_path: Path) -> None:
    rows = [bought("2025-03-01 10:00:00"), bought("soon"), bought("2025-03-01 10:00:00", "free"), None, 7, {"Date": 5}]
    told = reviewed(tmp_path, export(rows, [{"UserName": "x"}]))
    assert (len(told.history.entries), told.history.unread_count) == (1, 6)
    assert json.loads(as_json(told))["unread"] == 6


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("user_data.json", b"{", "the export is damaged"),
        ("user_data.json", b'{"Activity": {"Search History": {}}}', "no list of purchases or gifts; it has 'Activity'"),
        ("user_data.json", b"[1, 2]", "no list of purchases or gifts; it has no sections"),
        ("list.csv", b"", "no column holds dates; there are none at all"),
        ("list.csv", b"date,seller\n", "no column holds amounts"),
        ("data.zip", b"PK\x05\x06" + bytes(18), "the archive holds no user_data"),
    ],
)
def test_what_is_no_export_says_what_it_lacks(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_history(tmp_path / name)


def test_wrong_options_say_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_history(tmp_path, zone="Europe/Berln")
    assert raised.value.hint == "Did you mean 'Europe/Berlin'?"
    with pytest.raises(InputError, match="'EURO' is no currency"):
        read_history(tmp_path, currency="EURO")
    with pytest.raises(InputError, match="this is a folder"):
        read_history(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_history(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$4.99", "4.99", "USD"),
        ("US$4.99", "4.99", "USD"),
        ("R$ 5,90", "5.90", "BRL"),
        ("4,99 €", "4.99", "EUR"),
        ("EUR 1.234,50", "1234.50", "EUR"),
        ("1,234.50 USD", "1234.50", "USD"),
        ("₫25.000", "25000", "VND"),
        ("Rp16.000", "16000", "IDR"),
        ("¥1,200", "1200", "JPY"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("1 234,50 zł", "1234.50", "PLN"),
        ("0.750 KWD", "0.750", "KWD"),
        ("-4.99", "-4.99", None),
        ("($4.99)", "-4.99", "USD"),
        ("7", "7", None),
    ],
)
def test_money_is_read_as_people_write_it(text: str, amount: str, currency: str | None) -> None:
    assert parse_money(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "free", "4.99 or 5.99", "$", "--"])
def test_what_is_no_single_amount_is_not_guessed(text: str) -> None:
    assert parse_money(text) is None


@given(st.text(max_size=30), st.sampled_from([None, "AUD", "EUR"]))
def test_no_text_breaks_the_reading_of_money(text: str, home: str | None) -> None:
    found = parse_money(text, home)
    assert found is None or found[0].is_finite()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["BuyGifts", "SendGifts", "Date", "Price", "birthDate", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_no_export_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    path = tmp_path_factory.mktemp("me") / "user_data.json"
    path.write_text(json.dumps({"Activity": content}), encoding="utf-8")
    try:
        as_lines(review(read_history(path)))
    except InputError as failure:
        assert failure.hint  # noqa: PT017 - either it is read or it says what it lacks
