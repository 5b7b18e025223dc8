"""Lists match whole labels and path segments, never a part of a word, and only what they name."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from coinguard import Message
from coinguard.hook.decision import ListEntry
from coinguard.hook.lists import Lists, parse_entry, without_allowed

LABEL = st.sampled_from(["a", "b", "shop", "free", "xn--bcher-kva", "bücher"])
HOST = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "example", "top"]))
PATH = st.lists(st.sampled_from(["x", "X", "gems", "gemsets"]), min_size=1, max_size=3).map("/".join)


def entry(which: str, kind: str, value: str) -> ListEntry:
    return parse_entry(which, kind, value, where="test", added_by="ana")


def lists(*entries: ListEntry) -> Lists:
    return Lists.of(entries, "1")


def plain(host: str) -> str:
    return host.replace("xn--bcher-kva", "bücher")


@given(HOST, HOST)
def test_a_domain_is_itself_and_all_below_it(named: str, host: str) -> None:
    found = lists(entry("block", "domain", named)).link(f"{host}/x")
    whole, part = plain(host), plain(named)
    assert (found is not None) == (whole == part or whole.endswith(f".{part}"))


@given(HOST, HOST)
def test_a_host_is_itself_alone(named: str, host: str) -> None:
    assert (lists(entry("allow", "host", named)).link(host) is not None) == (plain(host) == plain(named))


@given(PATH, PATH, st.sampled_from(["allow", "block"]))
def test_a_path_is_itself_and_all_below_it_and_capitals_count_where_trust_is_given(
    named: str, path: str, which: str
) -> None:
    found = lists(entry(which, "path", f"t.me/{named}")).link(f"t.me/{path}")
    if which == "block":
        named, path = named.lower(), path.lower()
    assert (found is not None) == (path == named or path.startswith(f"{named}/"))


def test_allowing_goes_before_blocking_whatever_is_more_exact() -> None:
    both = lists(entry("block", "host", "pay.example.top"), entry("allow", "domain", "example.top"))
    found = both.link("pay.example.top")
    assert found is not None
    assert found.list == "allow"


def test_an_author_is_told_by_id_to_the_letter() -> None:
    some = lists(entry("allow", "author", "Ab1"))
    assert some.author("Ab1") is not None
    assert some.author("ab1") is None
    assert some.author(None) is None
    assert not some.has_links


def test_a_link_with_a_thousand_segments_costs_no_more_than_another() -> None:
    some = lists(entry("block", "path", "t.me/a/b"))
    long = "t.me/" + "/".join("a" for _ in range(1_000))
    start = time.process_time()
    for _ in range(1_000):
        some.link(long)
    assert time.process_time() - start < 1


def test_what_is_allowed_becomes_as_many_spaces_and_everything_else_stays_in_place() -> None:
    some = lists(entry("allow", "domain", "example.top"))
    message = Message(
        text="see https://shop.example.top/a?b=1, not evil.top", embeds="shop.example.top", author_bio="evil.top"
    )
    blank = without_allowed(message, some)
    assert len(blank.text) == len(message.text)
    assert "example" not in blank.text
    assert blank.text.index("evil.top") == message.text.index("evil.top")
    assert (blank.embeds or "").strip() == ""
    assert blank.author_bio == "evil.top"
    assert without_allowed(Message(text="see evil.top"), some) == Message(text="see evil.top")
