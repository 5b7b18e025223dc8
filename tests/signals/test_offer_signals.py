"""What offers say for the scorecard: named evidence, in place, with sentences that are true of the text."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import pyarrow as pa
import pytest

import coinguard
from coinguard.scoring.bundle import load_bundle
from coinguard.signals.catalogue import CATALOGUE
from coinguard.signals.offers.official import known_prices, told_under, told_worth

OFFERS: Final = tuple(signal.code for signal in CATALOGUE if signal.group == "offer")


@lru_cache(maxsize=1)
def weighing() -> coinguard.Guard:
    """The shipped guard, with a weight for each signal of an offer, whatever the shipped model gives them."""
    bundle = load_bundle()
    messages = dict(bundle.manifest["messages"])
    messages["weights"] = {**messages["weights"], **dict.fromkeys(OFFERS, 0.5)}
    return coinguard.Guard(replace(bundle, manifest={**bundle.manifest, "messages": messages}))


def told(text: str) -> dict[str, str]:
    return {reason.code: reason.text for reason in weighing().check(text).reasons if reason.code in OFFERS}


def test_a_price_under_the_official_one_is_worked_out() -> None:
    sentence = told("1,000 TikTok coins for $3")["offer.below_official"]
    assert sentence == (
        "1,000 TikTok coins for $3.00 is 71% under the best official rate, $10.57 (web, US, 2022-03-16): "
        "“1,000 TikTok coins for $3”."
    )


def test_what_a_free_quantity_would_cost_is_worked_out() -> None:
    sentence = told("get 10,000 free TikTok coins")["offer.free_worth"]
    assert sentence == (
        "10,000 TikTok coins would cost about $105.71 at the best official rate (web, US, 2022-03-16): "
        "“10,000 free TikTok coins”."
    )


def test_coins_that_nothing_names_are_only_supposed_to_be_tiktoks() -> None:
    assert told("1,000 coins for $3")["offer.below_official"].startswith(
        "Were these TikTok coins, 1,000 for $3.00 would be 71%"
    )
    assert told("10,000 free coins")["offer.free_worth"].startswith(
        "Were these TikTok coins, 10,000 of them would cost"
    )


@pytest.mark.parametrize(
    "text",
    [
        "70 TikTok coins for $0.74 on the web",
        "1,000 TikTok coins for $10.57",
        "700 TikTok coins are $9.99 in the app",
        "1,000 TikTok coins for $8.50",
        "1,000 TikTok coins for 250 TL",
        "1,000 TikTok coins RM 40",
        "1,000 V-Bucks for $8.99",
        "1,000 V-Bucks für 8,99 €",
        "10,000 robux for $10",
        "$50 steam gift card for $45",
    ],
)
def test_honest_regional_and_unverified_prices_get_no_sentence(text: str) -> None:
    assert "offer.below_official" not in told(text)


def test_a_gift_card_is_held_against_its_face_value() -> None:
    sentence = told("selling $100 amazon gift card for $20")["offer.below_official"]
    assert sentence.startswith("A gift card of 100.00 for 20.00 is 80% under its face value: ")


def test_a_price_in_euros_is_held_against_the_price_in_euros() -> None:
    assert "81% under the best official rate, 6.67 EUR (FR" in told("1.000 V-Bucks für 1,20 €")["offer.below_official"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("free robux here", {"offer.free"}),
        ("10,000 robux for free", {"offer.free", "offer.quantity"}),
        ("70% off robux, only today", {"offer.discount", "offer.deadline"}),
        ("only today: we meet at five", set()),
        ("how much are 10,000 robux?", set()),
        ("5% off robux", set()),
        ("1234 robux for $20", set()),
    ],
)
def test_codes(text: str, codes: set[str]) -> None:
    assert set(told(text)) == codes


def test_places_are_those_of_the_original_text() -> None:
    text = "🎁🎁 𝟏𝟎,𝟎𝟎𝟎 𝐟𝐫𝐞𝐞 𝐫𝐨𝐛𝐮𝐱 here"
    (reason,) = (r for r in weighing().check(text).reasons if r.code == "offer.free")
    assert reason.start is not None
    assert text[reason.start : reason.end] == "𝟏𝟎,𝟎𝟎𝟎 𝐟𝐫𝐞𝐞 𝐫𝐨𝐛𝐮𝐱"


def test_columns_tell_what_verdicts_tell() -> None:
    texts = ["1,000 TikTok coins for $3", "get 10,000 free TikTok coins", "hello", "90% off v-bucks, 1,000 for $1"]
    table = weighing().score(pa.table({"text": texts}))
    for text, reasons in zip(texts, table["cg_reasons"].to_pylist(), strict=True):
        assert {reason["code"]: reason["text"] for reason in reasons if reason["code"] in OFFERS} == told(text)


def test_only_sourced_prices_without_an_end_are_known() -> None:
    assert known_prices()
    assert all(price.verified and price.valid_to is None for price in known_prices())
    assert "robux" not in {price.currency for price in known_prices()}


@pytest.mark.parametrize("row", range(1, 1 + len(known_prices())))
def test_sentences_unpack_what_kernels_pack(row: int) -> None:
    packed = (((row << 1) << 7 | 72) << 26 | 1000) << 25 | 300
    assert "1,000" in told_under(packed)
    assert "72% under" in told_under(packed)
    assert "12,345" in told_worth((row << 1) << 40 | 12_345)


def test_explain_tells_the_offers() -> None:
    (offer,) = weighing().explain("1,000 TikTok coins for $3").offers
    assert (offer.currency, offer.quantity, offer.price, offer.money) == ("tiktok_coins", 1000, 3, "USD")
