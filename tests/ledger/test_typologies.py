"""Each typology is found in a story that tells it, and its honest look-alike stays silent."""

from __future__ import annotations

import pytest

from tests.ledger.story import Story, about, named

MINUTE = 1 / 1440
HOUR = 1 / 24


@pytest.fixture
def story() -> Story:
    return Story()


def in_store(country: str) -> dict[str, str | None]:
    """An app store's purchase carries a country and no card."""
    return {"channel": "ios", "store_country": country, "card_fp": None, "bin_country": None}


def test_trying_many_foreign_cards_is_card_testing(story: Story) -> None:
    for number in range(12):
        story.attempt("eve", 5 + number * 3 * MINUTE, f"card{number}", code="lost_or_stolen", bin_country="BR")
    case = about(story.cases(), "card_testing")
    assert case["account_ids"] == ["eve"]
    assert "12 cards were tried in 12 attempts" in case["reasons"][0]["text"]


def test_prepaid_cards_that_run_out_of_money_are_not_card_testing(story: Story) -> None:
    for number in range(12):
        story.attempt("pat", 5 + number, f"card{number}")
        story.attempt("pat", 5.5 + number, f"card{number}", code="insufficient_funds")
        story.buy("pat", 5 + number, card_fp=f"card{number}")
    assert "pat" not in named(story.cases())


def test_one_card_after_another_disputed_later_is_many_instruments(story: Story) -> None:
    bought = [
        story.buy("eve", 4 + day, 1400, card_fp=f"card{day}", bin_country="BR" if day % 2 else "US") for day in range(8)
    ]
    for purchase in bought[:3]:
        story.undo(purchase, 25, "chargeback")
    case = about(story.cases(), "many_instruments")
    assert case["account_ids"] == ["eve"]
    assert "8 cards paid for 8 purchases, 4 of them issued abroad" in case["reasons"][0]["text"]


def test_a_fresh_account_that_buys_without_pause_is_a_burst(story: Story) -> None:
    story.account("eve", opened=4)
    bought = [story.buy("eve", 5 + number * 2 * MINUTE, 7000) for number in range(25)]
    for purchase in bought[:2]:
        story.undo(purchase, 20, "chargeback")
    case = about(story.cases(), "purchase_burst")
    assert case["account_ids"] == ["eve"]
    assert "25 purchases, up to 25 within an hour" in case["reasons"][0]["text"]


def test_a_payday_is_no_burst(story: Story) -> None:
    for month in range(2):
        for number in range(5):
            story.buy("pat", 3 + 30 * month + number * 5 * MINUTE, 1400)
    assert "pat" not in named(story.cases())


def test_one_card_for_people_of_four_countries_is_reseller_funding(story: Story) -> None:
    for number, home in enumerate(("US", "DE", "BR", "JP")):
        story.account(f"buyer{number}", home=home)
        story.buy(f"buyer{number}", 5 + number * HOUR, 3500, card_fp="shared", bin_country="GB")
    case = about(story.cases(), "reseller_funding")
    assert case["account_ids"] == ["buyer0", "buyer1", "buyer2", "buyer3"]
    assert "4 accounts in 4 countries" in case["reasons"][0]["text"]


def test_a_familys_card_is_no_reseller(story: Story) -> None:
    for number, member in enumerate(("mum", "dad", "son", "aunt")):
        story.buy(member, 5 + number, 700, card_fp="family", device_id="tablet", ip_hash="home")
        story.give(member, f"favourite{number}", 5.1 + number)
    assert not named(story.cases())


def test_a_cheap_store_abroad_with_the_address_jumping_is_regional_arbitrage(story: Story) -> None:
    story.buy("eve", 2, 700, 10.01, **in_store("US"))
    for day in range(6):
        story.login("eve", 5 + day)
        at = 5 + day + 2 * HOUR
        story.buy("eve", at, 3500, 37.8, **in_store("NG"), ip_country="NG")
    case = about(story.cases(), "regional_arbitrage")
    assert case["account_ids"] == ["eve"]
    assert "6 purchases in the store of NG" in case["reasons"][0]["text"]


def test_who_moved_abroad_and_a_traveller_are_no_arbitrage(story: Story) -> None:
    for day in range(6):
        story.buy("expat", 5 + day, 700, 7.56, **in_store("NG"))
        story.login("traveller", 5 + day, ip_country="NG")
        story.buy("traveller", 5.1 + day, 700, 10.01, **in_store("US"), ip_country="NG")
    assert not named(story.cases())


def test_coins_far_below_the_official_price_again_and_again_are_resold(story: Story) -> None:
    for day in range(5):
        story.buy("eve", 5 + day, 7000, 44.5, channel="other")
    case = about(story.cases(), "off_price_resale")
    assert case["account_ids"] == ["eve"]
    assert "5 purchases of 35,000 coins at about 60%" in case["reasons"][0]["text"]
    assert "the price book's" in case["reasons"][0]["text"]


def test_a_promotion_that_many_get_is_no_resale(story: Story) -> None:
    for number in range(12):
        for day in (5, 6):
            story.buy(f"fan{number}", day + number * MINUTE, 7000, 59.4)
    assert not named(story.cases())


def test_refunds_of_coins_that_were_given_away_are_abuse(story: Story) -> None:
    for number in range(6):
        bought = story.buy("eve", 5 + 2 * number, 3500)
        story.give("eve", f"stranger{number}", 5 + 2 * number + HOUR, 3400)
        story.undo(bought, 6 + 2 * number)
    case = about(story.cases(), "refund_abuse")
    assert case["account_ids"] == ["eve"]
    assert "6 of 6 refunds took back coins that had been given away" in case["reasons"][0]["text"]


def test_refunds_of_coins_that_lie_untouched_are_honest(story: Story) -> None:
    for number in range(6):
        story.undo(story.buy("pat", 5 + 2 * number, 3500), 6 + 2 * number)
    assert "pat" not in named(story.cases())


def test_a_new_device_that_empties_the_account_is_a_takeover(story: Story) -> None:
    for day in range(0, 20, 2):
        story.login("vic", day)
        story.give("vic", "star", day + HOUR, 50)
    seen = {"device_id": "strange", "ip_country": "BR", "ip_hash": "far"}
    story.login("vic", 25, **seen)
    story.buy("vic", 25 + 5 * MINUTE, 7000, card_fp="stolen", **seen)
    story.give("vic", "mule", 25 + 15 * MINUTE, 9000, **seen)
    case = about(story.cases(), "account_takeover")
    assert case["account_ids"] == ["mule", "vic"]
    assert "9,000 coins in 1 gifts (100% of what was given from it)" in case["reasons"][0]["text"]


def test_a_new_phone_is_no_takeover(story: Story) -> None:
    for day in range(0, 20, 2):
        story.give("vic", "star", day, 500)
    for day in range(25, 30):
        story.buy("vic", day, 3500, device_id="new-phone")
        story.give("vic", "star", day + HOUR, 3400, device_id="new-phone")
    assert not named(story.cases())


def test_young_accounts_that_hand_over_all_they_buy_are_a_funnel(story: Story) -> None:
    for number in range(8):
        story.account(f"donor{number}", opened=4)
        for day in (5, 8):
            story.buy(f"donor{number}", day + number * MINUTE, 3500)
            story.give(f"donor{number}", "nobody", day + number * MINUTE + HOUR, 3400)
    story.streams.append({"stream_id": "nobody-5", "creator_id": "nobody", "viewers": "2"})
    case = about(story.cases(), "gift_funnel")
    assert case["account_ids"] == sorted([*(f"donor{number}" for number in range(8)), "nobody"])
    assert (
        "8 accounts handed most of what they bought straight to one receiver, 54,400 coins in 16 goes"
        in case["reasons"][0]["text"]
    )


def test_friends_of_a_beginner_are_no_funnel(story: Story) -> None:
    for number in range(8):
        story.buy(f"friend{number}", 5 + number * MINUTE, 700)
        story.give(f"friend{number}", "beginner", 5.1, 150)
        story.give(f"friend{number}", "star", 6, 400)
    assert not named(story.cases())


def test_coins_that_come_home_are_circular(story: Story) -> None:
    ring = ["ann", "ben", "cat", "dan"]
    for turn in range(3):
        for place, giver in enumerate(ring):
            day = 4 + 6 * turn + place
            story.buy(giver, day, 4000)
            story.give(giver, ring[(place + 1) % 4], day + 10 * HOUR, 3900)
    case = about(story.cases(), "circular_gifting")
    assert case["account_ids"] == ring
    assert "a loop of 4 accounts" in case["reasons"][0]["text"]


def test_gifts_against_the_order_of_a_loop_do_not_come_home(story: Story) -> None:
    ring = ["ann", "ben", "cat", "dan"]
    for turn in range(3):
        for place, giver in enumerate(ring):
            day = 4 + 18 * turn + 2 * (3 - place)
            story.buy(giver, day, 4000)
            story.give(giver, ring[(place + 1) % 4], day + 10 * HOUR, 3900)
    assert not [case for case in story.cases() if case["typology"] == "circular_gifting"]


def test_only_the_gifts_of_its_turns_are_rows_of_a_loop(story: Story) -> None:
    turns = [
        story.give(giver, receiver, 4 + 3 * turn + after, 3000)
        for turn in range(3)
        for giver, receiver, after in (("ann", "ben", 0.1), ("ben", "ann", 1.1))
    ]
    late = story.give("ann", "ben", 50, 3000)
    case = about(story.cases(), "circular_gifting")
    assert case["event_ids"] == turns
    assert late not in case["event_ids"]


def test_friends_who_treat_each_other_are_not_circular(story: Story) -> None:
    for day in range(10):
        story.buy("ann", 4 + day, 1400)
        story.give("ann", "ben", 4.1 + day, 30)
        story.give("ben", "ann", 4.2 + day, 30)
        story.give("ann", "star", 4.3 + day, 1300)
        story.give("ben", "star", 4.4 + day, 200)
    assert not named(story.cases())


def test_bought_handed_over_and_paid_out_again_and_again_is_a_quick_cash_out(story: Story) -> None:
    for turn, day in enumerate((4, 7, 11, 16)):
        story.buy("eve", day, 7000)
        story.buy("eve", day + MINUTE, 7000)
        story.give("eve", "mule", day + (2 + turn) * HOUR, 13_800)
        story.pay_out("mule", day + (5 + 3 * turn) * HOUR, 34.5)
    case = about(story.cases(), "quick_cashout")
    assert case["account_ids"] == ["eve", "mule"]
    assert "4 times, coins bought in 8 purchases went to one creator" in case["reasons"][0]["text"]


def test_a_creator_paid_out_every_evening_is_no_quick_cash_out(story: Story) -> None:
    for day in range(4, 14):
        story.buy("whale", day + 10 * HOUR, 7000)
        story.give("whale", "artist", day + 11 * HOUR, 6900)
        for number in range(8):
            story.give(f"fan{number}", "artist", day + 12 * HOUR, 600)
        story.pay_out("artist", day + 20 * HOUR, 60)
    assert not named(story.cases())


def test_payouts_just_under_the_limit_are_structured(story: Story) -> None:
    for day in range(5):
        story.pay_out("eve", 4 + 2 * day, 930 + 10 * day)
    case = about(story.cases(), "payout_structuring")
    assert case["account_ids"] == ["eve"]
    assert "5 payouts within 9 days kept just under the daily limit" in case["reasons"][0]["text"]


def test_the_limit_split_over_two_destinations_is_structured(story: Story) -> None:
    for day in range(4):
        story.pay_out("eve", 4 + 3 * day, 450)
        story.pay_out("eve", 4 + 3 * day + 2 * HOUR, 430, payout_fp="second-bank")
    assert about(story.cases(), "payout_structuring")["account_ids"] == ["eve"]


def test_a_large_creator_takes_the_whole_limit_and_is_not_structuring(story: Story) -> None:
    for day in range(8):
        story.pay_out("big", 4 + day, 1000)
    story.pay_out("big", 13, 955)
    assert not named(story.cases())


def test_tiny_gifts_by_the_clock_are_a_bot_farm(story: Story) -> None:
    for number in range(4):
        for turn in range(30):
            to = "boss" if turn % 2 else f"cover{turn}"
            story.give(f"bot{number}", to, 5 + number * HOUR + turn * 30 * MINUTE, 2, device_id=f"rack{number % 2}")
    case = about(story.cases(), "bot_farm")
    assert case["account_ids"] == ["boss", "bot0", "bot1", "bot2", "bot3"]
    assert "30 gifts of 60 coins in all, typically 30 minutes apart" in case["reasons"][0]["text"]


def test_an_evening_of_roses_is_no_bot(story: Story) -> None:
    gaps = [0.05, 0.1, 12, 0.2, 45, 0.05, 3, 90, 0.1, 0.4, 25, 0.05, 7, 60, 0.1, 0.2, 33, 0.05, 5, 80]
    at = 5.0
    for gap in gaps * 2:
        at += gap * MINUTE
        story.give("fan", "star", at, 1)
    assert not named(story.cases())


def test_a_child_that_buys_is_a_matter_of_care(story: Story) -> None:
    story.account("kid", age="13-15")
    for day in range(4):
        story.buy("kid", 5 + day, 1400)
    case = about(story.cases(), "minor_spend")
    assert case["account_ids"] == ["kid"]
    assert case["reasons"][0]["text"].startswith("The holder is 13-15: 4 purchases")


def test_an_adult_of_unknown_age_with_favourites_is_no_child(story: Story) -> None:
    story.account("pat", age="unknown")
    for day in range(10):
        story.buy("pat", 5 + day, 1400)
        story.give("pat", "star", 5.1 + day, 1300)
    assert not named(story.cases())


def test_recruits_on_one_device_who_hand_their_coins_back_are_promotion_abuse(story: Story) -> None:
    for number in range(6):
        story.account(f"new{number}", opened=5 + number / 10)
        story.welcome(f"new{number}", "host", 5 + number / 10, device_id="farm")
        story.give(f"new{number}", "host", 5.05 + number / 10, 60, device_id="farm")
    case = about(story.cases(), "promo_abuse")
    assert case["account_ids"] == sorted(["host", *(f"new{number}" for number in range(6))])
    assert "6 recruits in one family of referrals took 360 welcome coins" in case["reasons"][0]["text"]


def test_a_chain_of_referrals_is_one_family(story: Story) -> None:
    for number in range(1, 7):
        story.account(f"new{number}", opened=5 + number)
        story.welcome(
            f"new{number}", f"new{number - 1}" if number > 1 else "root", 5 + number, device_id=f"farm{number // 3}"
        )
        story.give(f"new{number}", "collector", 5.1 + number, 60, device_id=f"farm{number // 3}")
    assert set(about(story.cases(), "promo_abuse")["account_ids"]) >= {f"new{number}" for number in range(1, 7)}


def test_an_invitation_stand_is_no_promotion_abuse(story: Story) -> None:
    for number in range(8):
        story.account(f"guest{number}", opened=5)
        story.welcome(f"guest{number}", "host", 5 + number * 10 * MINUTE, device_id="stand", ip_hash="hall")
        story.login(f"guest{number}", 7 + number)
        story.give(f"guest{number}", "star", 8 + number, 30)
    assert not named(story.cases())
