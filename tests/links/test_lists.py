"""An owner's lists: what each line means, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.errors import ConfigurationError
from coinguard.links.authority import scope_of_link
from coinguard.links.canonical import canonicalise
from coinguard.links.lists import LISTED, NO_LISTS, OwnerLists, parse_lists, read_lists

LISTS = """\
# Our community's lists

allow domain  shop.example           # with every subdomain
allow host    pay.example.org
allow path    t.me/Our_Channel
allow author  @Our_Moderator
allow author  id:184467
block domain  Free-Gems.example
block path    sites.google.com/view/free-gems
block domain  монеты.рф
"""


def entry_for(lists: OwnerLists, action: str, link: str) -> str | None:
    scope, _, number = scope_of_link(canonicalise(link), lists.allow if action == "allow" else lists.block)
    return lists.entries[number].label if scope == LISTED else None


@pytest.mark.parametrize(
    ("link", "entry"),
    [
        ("https://shop.example/coins", "shop.example (line 3)"),
        ("eu.shop.example", "shop.example (line 3)"),
        ("www.pay.example.org/x", "pay.example.org (line 4)"),
        ("a.pay.example.org", None),
        ("t.me/Our_Channel/12", "t.me/Our_Channel (line 5)"),
        ("t.me/our_channel", None),
        ("t.me/Our_Channel2", None),
        ("shop.example.top", None),
        ("myshop.example", None),
    ],
)
def test_what_is_allowed(link: str, entry: str | None) -> None:
    assert entry_for(parse_lists(LISTS, "lists.txt"), "allow", link) == entry


@pytest.mark.parametrize(
    ("link", "entry"),
    [
        ("free-gems.example", "free-gems.example (line 8)"),
        ("HTTP://WIN.FREE-GEMS.EXAMPLE./?utm_source=a", "free-gems.example (line 8)"),
        ("sites.google.com/view/Free-Gems/home", "sites.google.com/view/free-gems (line 9)"),
        ("sites.google.com/view/free-gems-2", None),
        ("монеты.рф/x", "монеты.рф (line 10)"),
        ("xn--e1aoddhq.xn--p1ai", None),
        ("xn--" + "монеты".encode("punycode").decode() + ".xn--p1ai", "монеты.рф (line 10)"),
        ("shop.example", None),
    ],
)
def test_what_is_blocked(link: str, entry: str | None) -> None:
    assert entry_for(parse_lists(LISTS, "lists.txt"), "block", link) == entry


@pytest.mark.parametrize(
    ("handle", "author_id", "line"),
    [("@our_moderator", None, 6), ("OUR_MODERATOR ", "9", 6), (None, "184467", 7), ("id:184467", None, None),
     ("our_moderator2", "18446", None), (None, None, None), ("", "", None)],
)  # fmt: skip
def test_who_is_allowed(handle: str | None, author_id: str | None, line: int | None) -> None:
    lists = parse_lists(LISTS, "lists.txt")
    found = max(lists.by_handle(handle), lists.by_id(author_id))
    assert (lists.entries[found].line if found >= 0 else None) == line


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("alow domain a.com", r"'alow' is neither allow nor block\. Did you mean 'allow'\?"),
        ("a.com", "'a.com' is neither allow nor block"),
        ("allow", r"the line ends early\. Write one of domain, host, path, author"),
        ("allow domian a.com", "'domian' is no kind of entry. Did you mean 'domain'"),
        ("allow domain", r"the domain is missing\. Write 'allow domain example.com'"),
        ("allow domain a.com b.com", "there are 4 words"),
        ("block author @x", "authors can't be blocked"),
        ("allow author @", "the handle is empty"),
        ("allow domain nowhere", "'nowhere' is no domain"),
        ("allow domain ...", "'...' is no domain"),
        ("allow domain a.com/x", r"'a\.com/x' has a path\. Write 'allow path a\.com/x'"),
        ("allow path a.com", r"'a\.com' has no path\. Write 'allow host a\.com'"),
        ("allow path a.com?x=1", "is no path"),
        ("allow domain pages.dev", "anybody can have a name under pages.dev"),
        ("allow domain co.uk", "anybody can have a name under co.uk"),
        ("allow host shop.example", "shop.example stands in line 3 already, under allow. Delete one of the two"),
        ("block domain shop.example", "shop.example stands in line 3 already, under allow"),
        ("block domain xn--" + "монеты".encode("punycode").decode() + ".xn--p1ai", "stands in line 10 already"),
        ("block path sites.google.com/VIEW/free-gems/", "stands in line 9 already"),
        ("allow author OUR_MODERATOR", "stands in line 6 already"),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_its_remedy(line: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^lists\.txt, line 11: .*{problem}"):
        parse_lists(LISTS + line, "lists.txt")


def test_a_hosting_suffix_can_be_blocked() -> None:
    assert entry_for(parse_lists("block domain pages.dev", "x"), "block", "a.pages.dev/x") == "pages.dev (line 1)"


def test_no_lists_name_nothing() -> None:
    assert entry_for(NO_LISTS, "allow", "a.com") is None
    assert NO_LISTS.by_handle("a") == NO_LISTS.by_id("b") == -1
    assert NO_LISTS.digest == ""


def test_the_digest_follows_the_text() -> None:
    assert parse_lists(LISTS, "a").digest == parse_lists(LISTS, "b").digest
    assert parse_lists(LISTS, "a").digest != parse_lists(LISTS + "#", "a").digest


def test_a_list_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "lists.txt"
    path.write_text(LISTS, "utf-8-sig")
    assert len(read_lists(path).entries) == 8


def test_broken_bytes_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "lists.txt"
    path.write_bytes(b"# a\nallow domain \xff.com")
    with pytest.raises(ConfigurationError, match="line 2: there are bytes that are no UTF-8"):
        read_lists(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the lists can't be read: No such file"):
        read_lists(tmp_path / "none.txt")


WORDS = st.sampled_from(
    ["allow", "block", "domain", "host", "path", "author", "a.com", "a.com/b", "@x", "id:1", "#", "\n", " "]
)
TEXTS = st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join)


@given(TEXTS)
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    wrong: ConfigurationError | None = None
    try:
        parse_lists(text, "lists.txt")
    except ConfigurationError as error:
        wrong = error
    if wrong:
        assert wrong.where
        assert wrong.where.startswith("lists.txt, line ")
        assert wrong.hint
