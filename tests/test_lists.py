"""An owner's lists in a guard: what is allowed, what is blocked, who is trusted, and loading them anew."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import coinguard
from coinguard import ConfigurationError, Guard, Message
from tests.guards import guard

LISTS = """\
allow domain  free-robux-generator.top   # pretend that it is ours
allow author  @Our_Moderator
allow author  id:184467
block domain  cooking.example
block path    t.me/gem_shop
block domain  tiktok.com
"""
BAD = "https://free-robux-generator.top/claim"
LURE = "FREE 10,000 ROBUX!!! generator works 100%, no human verification, claim now before it is deleted"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    path = tmp_path_factory.mktemp("lists") / "lists.txt"
    path.write_text(LISTS, "utf8")
    return coinguard.load(lists=path)


def reason(verdict: coinguard.Verdict, code: str) -> coinguard.Reason:
    return next(reason for reason in verdict.reasons if reason.code == code)


def adds_up(verdict: coinguard.Verdict) -> bool:
    return sum(reason.points for reason in verdict.reasons) == verdict.score


def test_the_link_and_the_lure_are_bad_without_lists() -> None:
    assert guard().check_link(BAD).level != "clear"
    assert guard().check(f"{LURE} {BAD}").level == "scam"


def test_an_allowed_link_is_clear_on_its_own(listed: Guard) -> None:
    verdict = listed.check_link(BAD)
    assert verdict.level == "clear"
    assert "free-robux-generator.top (line 1)" in reason(verdict, "owner.allowed").text
    assert adds_up(verdict)


def test_a_lure_with_an_allowed_link_is_still_a_scam(listed: Guard) -> None:
    verdict = listed.check(f"{LURE} {BAD}")
    assert verdict.level == "scam"
    assert adds_up(verdict)


def test_an_allowed_link_does_not_cover_for_another(listed: Guard) -> None:
    assert listed.check(f"{BAD} free-vbucks-generator.xyz/claim").level != "clear"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("my grandmother's recipe: https://cooking.example/soup", "cooking.example (line 4)"),
        ("see you at t.me/Gem_Shop", "t.me/gem_shop (line 5)"),
        ("the rules are on https://www.tiktok.com/coin", "tiktok.com (line 6)"),
    ],
)
def test_a_blocked_link_makes_a_scam_and_is_told(listed: Guard, text: str, entry: str) -> None:
    assert guard().check(text).level != "scam"
    verdict = listed.check(text)
    assert verdict.level == "scam"
    assert entry in reason(verdict, "owner.blocked").text
    assert adds_up(verdict)
    assert listed.check_link(text.split()[-1]).level == "scam"


def test_what_is_not_listed_is_judged_as_before(listed: Guard) -> None:
    for text in ("gg everyone", LURE, "look at https://a.example/b and t.me/other"):
        before, after = guard().check(text), listed.check(text)
        assert (before.score, before.reasons) == (after.score, after.reasons)


@pytest.mark.parametrize(
    "author", [{"author_handle": "our_moderator"}, {"author_handle": "@OUR_MODERATOR"}, {"author_id": "184467"}]
)
def test_an_allowed_author_is_clear_and_told(listed: Guard, author: dict[str, str]) -> None:
    verdict = listed.check(Message(text=LURE, **author))
    assert verdict.level == "clear"
    assert verdict.kind is None
    assert "(line " in reason(verdict, "owner.author").text
    assert adds_up(verdict)


def test_an_allowed_author_may_post_what_is_blocked(listed: Guard) -> None:
    assert listed.check(Message(text="t.me/gem_shop", author_handle="our_moderator")).level == "clear"


def test_an_author_like_an_allowed_one_is_not_allowed(listed: Guard) -> None:
    assert listed.check(Message(text=LURE, author_handle="our_moderator_", author_id="1844670")).level == "scam"


def test_an_allowed_authors_clear_message_says_nothing_of_it(listed: Guard) -> None:
    codes = {reason.code for reason in listed.check(Message(text="good evening", author_id="184467")).reasons}
    assert "owner.author" not in codes


def test_tables_know_allowed_authors(listed: Guard) -> None:
    rows = [
        (LURE, "x", None),
        (LURE, "@Our_moderator", None),
        ("good evening", None, "184467"),
        (None, "our_moderator", None),
        (LURE, None, "184467"),
    ]
    frame = pd.DataFrame(rows, columns=["text", "author_handle", "author_id"])
    scored = listed.score(frame)
    assert scored["cg_level"].fillna("none").tolist() == ["scam", "clear", "clear", "none", "clear"]
    for row, (text, handle, author_id) in enumerate(rows):
        if text is not None:
            verdict = listed.check(Message(text=text, author_handle=handle, author_id=author_id))
            assert verdict.score == scored["cg_score"][row]


def test_lists_are_part_of_the_bundle(listed: Guard, tmp_path: Path) -> None:
    path = tmp_path / "lists.txt"
    path.write_text("# nothing yet\n", "utf8")
    assert len({guard().bundle_id, listed.bundle_id, coinguard.load(lists=path).bundle_id}) == 3


def test_a_guard_is_made_anew_only_when_its_files_changed(tmp_path: Path) -> None:
    path = tmp_path / "lists.txt"
    path.write_text("block domain a.example\n", "utf8")
    first = coinguard.load(lists=path)
    assert first.reloaded() is first
    path.write_text("block domain b.example\n", "utf8")
    second = first.reloaded()
    assert (first.check_link("a.example").level, second.check_link("b.example").level) == ("scam", "scam")
    assert second.bundle_id != first.bundle_id
    assert second.reloaded() is second


def test_a_broken_list_leaves_the_guard_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "lists.txt"
    path.write_text("block domain a.example\n", "utf8")
    first = coinguard.load(lists=path)
    path.write_text("blok domain b.example\n", "utf8")
    with pytest.raises(ConfigurationError, match=r"lists\.txt, line 1: 'blok' is neither allow nor block"):
        first.reloaded()
    assert first.check_link("a.example").level == "scam"


def test_missing_lists_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the lists can't be read"):
        coinguard.load(lists=tmp_path / "none.txt")
