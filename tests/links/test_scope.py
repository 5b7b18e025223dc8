"""Whose words a link carries: exact labels, whole path segments, never a substring."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.errors import ConfigurationError
from coinguard.links.authority import scope_of_link
from coinguard.links.canonical import canonicalise
from coinguard.links.scope import FIRST_PARTY, NO_SCOPE, REDIRECTOR, UNVERIFIED, USER_CONTENT, Rule, scope_table
from tests.links.oracle_scope import scope_by_comparison

RULES: Final = (
    Rule("tiktok.com", "", True, FIRST_PARTY, 0, 0),
    Rule("tiktok.com", "/@", True, USER_CONTENT, 0, 1),
    Rule("google.com", "", True, FIRST_PARTY, 1, 2),
    Rule("sites.google.com", "", True, USER_CONTENT, 1, 3),
    Rule("google.com", "/url", True, REDIRECTOR, 1, 4),
    Rule("example.org", "/shop/coins", False, FIRST_PARTY, 2, 5),
    Rule("example.org", "/shop", False, USER_CONTENT, 2, 6),
    Rule("pages.dev", "", True, USER_CONTENT, -1, 7),
    Rule("bit.ly", "/AbC", True, FIRST_PARTY, -1, 8, exact=True),
    Rule("bit.ly", "/abc", True, USER_CONTENT, -1, 9, exact=True),
    Rule("kick.example", "", False, UNVERIFIED, 3, 10),
    Rule("shop.kick.example", "/gift", True, FIRST_PARTY, 3, 11),
    Rule("twitch.example", "", True, USER_CONTENT, 4, 12),
    Rule("twitch.example", "/", False, FIRST_PARTY, 4, 13),
    Rule("cash.example", "/$", True, USER_CONTENT, 5, 14),
    Rule("cash.example", "/", True, FIRST_PARTY, 5, 15),
)
TABLE: Final = scope_table(RULES)


@pytest.mark.parametrize(
    ("link", "scope", "entry"),
    [
        ("https://www.tiktok.com/coin", FIRST_PARTY, 0),
        ("HTTP://TikTok.com./coin?utm_source=x#top", FIRST_PARTY, 0),
        ("support.tiktok.com/en/live", FIRST_PARTY, 0),
        ("tiktok.com/@someone/live", USER_CONTENT, 1),
        ("tiktok.com/coin/@someone", FIRST_PARTY, 0),
        ("tiktok.com:8443/@someone", USER_CONTENT, 1),
        ("sites.google.com/view/free-coins", USER_CONTENT, 3),
        ("google.com/url?q=https://a.top", REDIRECTOR, 4),
        ("google.com/urls", FIRST_PARTY, 2),
        ("google.com/URL?q=a.top", REDIRECTOR, 4),
        ("example.org/shop/coins/70", FIRST_PARTY, 5),
        ("example.org/shop/coinsale", USER_CONTENT, 6),
        ("bit.ly/AbC", FIRST_PARTY, 8),
        ("bit.ly/abc?x=1", USER_CONTENT, 9),
        ("kick.example", UNVERIFIED, 10),
        ("shop.kick.example/gift/1", FIRST_PARTY, 11),
        ("twitch.example", FIRST_PARTY, 13),
        ("twitch.example/?sr=a", FIRST_PARTY, 13),
        ("twitch.example/somebody", USER_CONTENT, 12),
        ("clips.twitch.example", USER_CONTENT, 12),
        ("cash.example/$somebody", USER_CONTENT, 14),
        ("a.cash.example", FIRST_PARTY, 15),
    ],
)
def test_the_longest_path_then_the_longest_host_decides(link: str, scope: int, entry: int) -> None:
    found, _, which = scope_of_link(canonicalise(link), TABLE)
    assert (found, which) == (scope, entry)


@pytest.mark.parametrize(
    "link",
    [
        "tiktok.com.claim-gift.xyz", "nottiktok.com", "tiktok.com@coins.top", "tiktok.co", "tiktok.comm", "iktok.com",
        "coins.top/tiktok.com", "coins.top?tiktok.com/coin", "example.org", "example.org/sho", "a.example.org/shop",
        "bit.ly/ABC", "sub.kick.example", "cash.example/x", "com", "tiktok", "kick.example.com", "https://coins.top/https://tiktok.com/coin",
    ],
)  # fmt: skip
def test_a_part_of_a_longer_name_is_no_match(link: str) -> None:
    assert scope_of_link(canonicalise(link), TABLE) == (NO_SCOPE, -1, -1)


@pytest.mark.parametrize(
    "link",
    ["tiktok.com/coin/../@a", "tiktok.com//@a", "tiktok.com/%40a", "tiktok.com/./@a", "tiktok.com/a/%2e%2e/@a"],
)
def test_a_path_that_could_be_read_as_another_exculpates_nothing(link: str) -> None:
    assert scope_of_link(canonicalise(link), TABLE)[0] == USER_CONTENT


@pytest.mark.parametrize("link", ["tiktok.com/.well-known/x", "tiktok.com/a%20b", "tiktok.com/coin?next=%2F..%2F"])
def test_an_ordinary_path_stays_what_it_is(link: str) -> None:
    assert scope_of_link(canonicalise(link), TABLE)[0] == FIRST_PARTY


HOSTS = st.sampled_from(
    [rule.host for rule in RULES]
    + ["com", "example.com", "xtiktok.com", "tiktok.com.top", "a.b.google.com", "dev", "org"]
)
SUBDOMAINS = st.sampled_from(["", "", "a.", "sites.", "shop.", "a.b.", "google.com."])
SEGMENTS = st.sampled_from(
    ["/", "/@", "/$", "/@x", "@", "/url", "/URL", "/shop", "/coins", "/AbC", "/abc", "/gift", "?", "?q=/@", "/..", "/.", "//",
     "/%41", "/%20", "s", "/.x", "%2F", "/é", "/%", "/%4"]
)  # fmt: skip


@given(SUBDOMAINS, HOSTS, st.lists(SEGMENTS, max_size=5).map("".join))
def test_the_table_finds_what_comparing_with_every_rule_finds(subdomain: str, host: str, tail: str) -> None:
    link = canonicalise(subdomain + host + ("/" + tail if tail and tail[0] not in "/?" else tail))
    assert scope_of_link(link, TABLE) == scope_by_comparison(link, RULES)


def test_an_empty_table_knows_nothing() -> None:
    assert scope_of_link("tiktok.com", scope_table([])) == (NO_SCOPE, -1, -1)


def test_one_page_has_one_entry() -> None:
    with pytest.raises(ConfigurationError, match=r"tiktok\.com/Coin stands twice"):
        scope_table([Rule("tiktok.com", "/coin", True, 1, 0, 0), Rule("tiktok.com", "/Coin", False, 2, 0, 1)])


def test_a_table_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TABLE.rows[0, 0] = 1
