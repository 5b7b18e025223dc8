"""Offers as people write them: found, with their numbers, in place; and what only looks like one."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.limits import MAX_OFFERS_PER_TEXT
from coinguard.signals.offers import Offer, find_offers
from coinguard.signals.offers.lexicon import currencies, lexicon, moneys

_GOLDEN: Final = Path(__file__).parent.parent / "golden" / "offers.toml"
LINES: Final[list[dict[str, Any]]] = tomllib.loads(_GOLDEN.read_text("utf8"))["line"]


def said(offer: Offer) -> str:
    def number(value: Decimal | None) -> str:
        return "-" if value is None else f"{value:f}"

    words = [offer.currency, number(offer.quantity), number(offer.price), offer.money or "-"]
    words += [] if offer.discount is None else [f"off {number(offer.discount)}"]
    words += [] if offer.face is None else [f"face {number(offer.face)}"]
    return " ".join(words)


def read(text: str) -> list[str]:
    return [said(offer) for offer in find_offers(text)]


@pytest.mark.parametrize("line", LINES, ids=[line["text"][:40] for line in LINES])
def test_offers_of_golden_lines(line: dict[str, Any]) -> None:
    assert read(line["text"]) == line["found"]


def test_golden_lines_are_many_and_some_hold_no_offer() -> None:
    assert len(LINES) >= 200
    assert sum(not line["found"] for line in LINES) >= 35


# Written without looking at how the kernel reads: every way here to write a number, a price or an offer must be understood.
_GROUPED: Final = {
    "plain": lambda n: str(n),
    "comma": lambda n: f"{n:,}",
    "stop": lambda n: f"{n:,}".replace(",", "."),
    "space": lambda n: f"{n:,}".replace(",", " "),
    "narrow space": lambda n: f"{n:,}".replace(",", "\u202f"),
    "apostrophe": lambda n: f"{n:,}".replace(",", "'"),
    "arabic": lambda n: str(n).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "persian": lambda n: str(n).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    "devanagari": lambda n: str(n).translate(str.maketrans("0123456789", "०१२३४५६७८९")),
    "bengali": lambda n: str(n).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")),
    "thai": lambda n: str(n).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    "full width": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
}
_QUANTITIES: Final = st.one_of(
    st.integers(100, 1_999),
    st.integers(2_100, 999_999),
    st.integers(1, 900).map(lambda n: n * 1000),
)
_PRICED: Final = (
    "{q} {name} for {price}",
    "{q} {name} = {price}",
    "{q} {name} - {price}",
    "{q} {name} only {price}",
    "{price} for {q} {name}",
    "{name}: {q} = {price}",
    "selling {name} {q} for {price}, dm",
)
_PRICES: Final = (
    ("${p}", "USD"),
    ("{p}$", "USD"),
    ("{p} usd", "USD"),
    ("€{p}", "EUR"),
    ("{p} €", "EUR"),
    ("£{p}", "GBP"),
    ("R$ {p}", "BRL"),
    ("₹{p}", "INR"),
    ("Rs {p}", "INR"),
    ("{p} руб", "RUB"),
    ("{p}₽", "RUB"),
    ("{p} TL", "TRY"),
    ("{p} ريال", "SAR"),
    ("{p} جنيه", "EGP"),
    ("{p} บาท", "THB"),
    ("{p}元", "CNY"),
    ("{p}円", "JPY"),
    ("{p}원", "KRW"),
    ("{p} zł", "PLN"),
    ("{p} грн", "UAH"),
    ("{p} تومان", "IRT"),
    ("Rp {p}", "IDR"),
)
_NAMES: Final = ("robux", "tiktok coins", "v-bucks", "UC", "primogems", "diamantes", "кристаллов", "روبوكس")


@settings(max_examples=400)
@given(
    _QUANTITIES,
    st.sampled_from(sorted(_GROUPED)),
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from(_PRICES),
    st.sampled_from(_PRICED),
    st.sampled_from(_NAMES),
)
def test_what_is_written_is_read(
    quantity: int, style: str, whole: int, cents: int, money: tuple[str, str], order: str, name: str
) -> None:
    if 2015 <= quantity < 2036:
        quantity += 100  # a year in almost every text
    pattern, code = money
    price = pattern.format(p=f"{whole}.{cents:02}")
    offers = find_offers(order.format(q=_GROUPED[style](quantity), name=name, price=price))
    assert [(offer.quantity, offer.price, offer.money) for offer in offers] == [
        (quantity, Decimal(f"{whole}.{cents:02}"), code)
    ]


@settings(max_examples=200)
@given(
    st.integers(1, 900), st.sampled_from(["k", "K", " k", "к", " тыс", "rb", " ribu", " mil", " bin", " nghìn", "千"])
)
def test_thousands_are_multiplied(number: int, times: str) -> None:
    offers = find_offers(f"free {number}{times} robux now")
    assert [(offer.quantity, offer.price) for offer in offers] == [(1000 * number, 0)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一万", 10_000),
        ("两万五千", 25_000),
        ("五百", 500),
        ("十万", 100_000),
        ("三千", 3_000),
        ("1.5万", 15_000),
        ("2億", 200_000_000),
        ("ten thousand", 10_000),
        ("cinco mil", 5_000),
        ("dix mille", 10_000),
        ("sepuluh ribu", 10_000),
        ("on bin", 10_000),
        ("пять тысяч", 5_000),
        ("năm nghìn", 5_000),
        ("पाँच हज़ार", 5_000),
        ("خمسة آلاف", 5_000),
        ("zehn tausend", 10_000),
        ("1 lakh", 100_000),
        ("2 crore", 20_000_000),
        ("1,00,000", 100_000),
        ("1 million", 1_000_000),
        ("half a million", 500_000),
    ],
)
def test_numbers_in_words(written: str, number: int) -> None:
    assert [offer.quantity for offer in find_offers(f"free {written} robux")] == [number]


@pytest.mark.parametrize(
    "text", ["2024 robux", "robux 12/05/2024", "robux 12:30", "#1000 robux", "robux 08123456789012"]
)
def test_dates_times_and_telephone_numbers_count_nothing(text: str) -> None:
    assert [offer.quantity for offer in find_offers(f"free {text}")] in ([], [None])


@pytest.mark.parametrize("disguise", ["𝟏𝟎,𝟎𝟎𝟎 𝐟𝐫𝐞𝐞 𝐫𝐨𝐛𝐮𝐱", "10,000 fr\u200bee rob\u200bux", "10,000 &#102;ree r0bux"])
def test_disguises_make_no_difference(disguise: str) -> None:
    assert read(disguise) == ["robux 10000 0 -"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from([word for line in LINES for word in line["text"].split()]), max_size=40))
def test_any_order_of_words_gives_offers_in_place(words: list[str]) -> None:
    text = " ".join(words)
    offers = find_offers(text)
    assert len(offers) <= MAX_OFFERS_PER_TEXT
    for offer in offers:
        assert 0 <= offer.start < offer.end <= len(text)
        assert offer.currency in currencies()
        assert offer.money is None or offer.money in moneys()
        assert all(number is None or number >= 0 for number in (offer.quantity, offer.price, offer.face))
        assert offer.discount is None or 0 < offer.discount <= 100


def test_offers_are_bounded() -> None:
    assert len(find_offers("robux 100 = $5, " * 100)) == MAX_OFFERS_PER_TEXT


def test_a_text_without_letters_holds_none() -> None:
    assert find_offers("") == ()
    assert find_offers("… 12 $ 5") == ()


def test_every_currency_has_a_name_in_words() -> None:
    assert all(entry["said"] for entry in lexicon()["currencies"].values())
