"""What is said of links: fakes are found for the right reason, official pages are clear, and writing changes nothing."""

from __future__ import annotations

import pytest

import coinguard
from coinguard.signals.catalogue import CATALOGUE, NUMBER
from coinguard.verdict import Verdict
from tests.guards import guard as shipped

FAKES = [
    ("roblox.com.ni", "brand.subdomain"),
    ("robiox.com.ps", "lookalike.drawn"),
    ("dlscord.gift", "lookalike.drawn"),
    ("tiktokcoin.web.app/verify", "brand.in_host"),
    ("sites.google.com/view/free-tiktok-coins-generator", "words.offer_path"),
    ("tiktok.com@coins.top", "brand.userinfo"),
    ("tiktok.com.claim-gift.xyz", "brand.subdomain"),
    ("https://www.youtube.com/redirect?q=https%3A%2F%2Ffree-robux.top", "words.offer_host"),
]
"""Links, and the reason that each must be given."""

WRITINGS = [
    "{}",
    "http://{}",
    "https://{}",
    "HTTPS://{}",
    "https://www.{}",
    "{}?utm_source=chat&utm_medium=x",
    "<{}>",
    "“{}”",
    "({}).",
    "{}!",
]


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize(("link", "code"), FAKES)
def test_a_fake_is_held_with_the_right_reason_on_its_own(link: str, code: str) -> None:
    verdict = shipped().check_link(link)
    assert verdict.level in ("review", "scam")
    assert code in codes(verdict)


@pytest.mark.parametrize(("link", "code"), FAKES)
def test_a_fake_is_held_with_the_right_reason_in_a_sentence(link: str, code: str) -> None:
    verdict = shipped().check(f"look at {link} it is new")
    assert verdict.level in ("review", "scam")
    assert code in codes(verdict)


@pytest.mark.parametrize(
    "link", ["https://www.tiktok.com/coin", "https://www.roblox.com/upgrades/robux", "discord.com/nitro"]
)
def test_an_official_page_is_clear_and_says_whose_it_is(link: str) -> None:
    verdict = shipped().check_link(link)
    assert verdict.level == "clear"
    assert "scope.official" in codes(verdict)


def test_an_official_link_takes_nothing_off_a_lure() -> None:
    lure = "FREE 10000 coins generator, no survey, write me on Telegram @coin_king"
    plain, dressed = (shipped().check(text) for text in (lure, f"{lure} https://www.tiktok.com/coin"))
    assert plain.level == dressed.level == "scam"
    assert dressed.score == pytest.approx(plain.score, abs=1.0)


@pytest.mark.parametrize("link", ["dlscord.gift", "tiktok.com.claim-gift.xyz/win"])
@pytest.mark.parametrize("writing", WRITINGS)
def test_how_a_bare_link_is_written_changes_nothing(link: str, writing: str) -> None:
    assert shipped().check_link(writing.format(link)).score == shipped().check_link(link).score


@pytest.mark.parametrize("link", ["dlscord.gift", "tiktok.com.claim-gift.xyz"])
def test_capitals_wide_letters_and_a_trailing_dot_change_nothing(link: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in link)
    score = shipped().check_link(link).score
    assert {shipped().check_link(form).score for form in (link.upper(), wide, f"{link}.", f"{link}./")} == {score}


def test_resembling_a_brand_alone_is_at_most_review() -> None:
    card = shipped()._bundle.bare_links
    alone = card.weights["base.rate"] + card.caps["lookalike"]
    assert shipped().link_thresholds["review"] <= alone < shipped().link_thresholds["scam"]


@pytest.mark.parametrize("link", [link for link, _ in FAKES])
def test_reasons_sum_to_the_score_and_point_into_the_text(link: str) -> None:
    text = f"hm 👀 {link} ok"
    for verdict, original in ((shipped().check(text), text), (shipped().check_link(link), link)):
        assert sum(reason.points for reason in verdict.reasons) == verdict.score
        for reason in verdict.reasons:
            if reason.start is not None and reason.end is not None:
                assert 0 <= reason.start < reason.end <= len(original)


def test_evidence_is_quoted_where_it_stands() -> None:
    text = "👀👀 see robiox.com.ps"
    reason = next(r for r in shipped().check(text).reasons if r.code == "lookalike.drawn")
    assert text[reason.start : reason.end] == "robiox"
    assert "roblox.com" in reason.text


def test_a_blocked_link_is_a_scam_and_an_allowed_one_says_nothing(tmp_path: object) -> None:
    from pathlib import Path

    lists = Path(str(tmp_path)) / "own.txt"
    lists.write_text("allow domain dlscord.gift\nblock domain weather-blog.com\n", "utf8")
    guard = coinguard.load(lists=lists)
    assert guard.check_link("dlscord.gift/x").level == "clear"
    blocked = guard.check("nice weather on weather-blog.com today")
    assert blocked.level == "scam"
    assert any(r.code == "owner.blocked" and "weather-blog.com (line 2)" in r.text for r in blocked.reasons)


def test_no_signal_claims_more_than_it_knows() -> None:
    for signal in CATALOGUE:
        for sentence in (signal.sentence, signal.vague, signal.quiet):
            assert "phishing" not in sentence
            assert " is a scam" not in sentence
    assert len(NUMBER) == len(CATALOGUE)
