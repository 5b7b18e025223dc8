"""What may be added to a message, and what that must not change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.verdict import LEVELS
from tests.guards import guard

SCAMS = (
    "FREE 10000 robux generator, no survey, claim at https://free-robux-now.top/claim",
    "Get unlimited TikTok coins for free!! tiktok-coins-generator.xyz works 2026",
    "free v-bucks generator click here https://vbucks-free.gift",
    "Claim your free Discord nitro now dlscord.gift/claim",
    "Elon doubles your bitcoin, send 0.1 BTC and get 0.2 back: https://elon-double.top",
    "бесплатные робуксы генератор https://free-robux.top забирай",
)
LURES = (
    *SCAMS,
    "recarga monedas de TikTok gratis aquí https://monedas-gratis.top/tiktok",
    "cheap coins, half price, dm @coin_king_77",
)
OFFICIAL = (
    "https://www.tiktok.com/coin", "https://www.roblox.com/upgrades/robux", "https://discord.com/nitro",
    "https://support.tiktok.com/en",
    "https://www.twitch.tv/bits", "https://store.steampowered.com/", "https://www.youtube.com/",
)  # fmt: skip
GREETINGS = (
    "hello everyone, nice to meet you", "hi, I am new here", "good morning friends", "hola a todos, buenos días",
    "привет всем, как дела",
    "merhaba arkadaşlar nasılsınız", "halo semua, selamat pagi", "olá pessoal, tudo bem?", "bonjour à tous",
    "guten morgen zusammen",
)  # fmt: skip
CONTACTS = (
    "my telegram is @anna_k", "telegram: @anna_k", "whatsapp +1 415 555 0132", "anna@example.com",
    "call me on 415-555-0132", "ig @anna.k",
    "discord: anna_k#1234", "snapchat: anna.k9", "t.me/anna_k",
)  # fmt: skip


def level(text: str) -> int:
    return LEVELS.index(guard().check(text).level)


@settings(max_examples=60)
@given(st.sampled_from(LURES), st.sampled_from(OFFICIAL), st.booleans(), st.sampled_from([" ", "\n", " - ", " or "]))
def test_adding_an_official_link_to_a_lure_never_lowers_its_level(
    lure: str, link: str, first: bool, between: str
) -> None:
    together = f"{link}{between}{lure}" if first else f"{lure}{between}{link}"
    assert level(together) >= level(lure)


@pytest.mark.parametrize("lure", SCAMS)
@pytest.mark.parametrize(
    "handle", ["telegram @coin_king_77", "TG: @coin_king_77", "t.me/coin_king_77", "телеграм @coin_king_77"]
)
def test_a_lure_with_an_official_link_and_a_telegram_handle_is_a_scam(lure: str, handle: str) -> None:
    for link in OFFICIAL:
        assert guard().check(f"{lure} {link} {handle}").level == "scam"


@pytest.mark.parametrize("lure", LURES)
@pytest.mark.parametrize("contact", CONTACTS)
def test_adding_a_contact_to_a_lure_never_lowers_its_level(lure: str, contact: str) -> None:
    assert level(f"{lure} {contact}") >= level(lure)


@pytest.mark.parametrize("greeting", GREETINGS)
@pytest.mark.parametrize("contact", CONTACTS)
def test_a_greeting_with_a_contact_is_clear(greeting: str, contact: str) -> None:
    assert guard().check(f"{greeting}, {contact}").level == "clear"
    assert guard().check(f"{contact}\n{greeting}").level == "clear"


@given(st.sampled_from(GREETINGS), st.lists(st.sampled_from(CONTACTS), max_size=4))
def test_contacts_alone_never_count_against_innocence(greeting: str, contacts: list[str]) -> None:
    verdict = guard().check(" ".join([greeting, *contacts]))
    assert all(reason.points >= 0 for reason in verdict.reasons if reason.code.startswith("contact."))
