"""Authors whose names resemble a platform's staff or an official account, and those whose names only speak of it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from coinguard import Message
from coinguard.links.brands import brands
from coinguard.verdict import Reason
from tests.guards import guard

CHAT = "good game everyone, see you tomorrow"


def reasons(**fields: str) -> list[Reason]:
    """What is said of the author of a harmless message."""
    return [r for r in guard().check(Message(text=CHAT, **fields)).reasons if r.code.startswith("author.")]


def codes(**fields: str) -> list[str]:
    return [reason.code for reason in reasons(**fields)]


@pytest.mark.parametrize(
    "name",
    [
        "TikTok Support", "Tik Tok Support", "TikTokSupport", "Discord Nitro Team", "Steam Support",
        "Roblox Admin Jake", "Coin Master Rewards",
        "TikTok ✅", "Поддержка TikTok", "دعم تيك توك", "TikTok官方客服", "TikTok Destek", "ทีมงาน TikTok", "TikTok 고객센터",
        "PayPal Customer Service",
    ],
)  # fmt: skip
def test_a_brand_beside_a_word_of_staff_is_told_with_its_name(name: str) -> None:
    (reason,) = reasons(author_name=name)
    assert reason.code == "author.staff"


@pytest.mark.parametrize("handle", ["tiktok_officiaI", "@roblox_gift", "tiktoksupport", "_tiktok_official_"])
def test_a_handle_with_such_a_word_is_told_too(handle: str) -> None:
    assert codes(author_handle=handle) == ["author.staff"]


@pytest.mark.parametrize("name", ["Rоblox", "robIox", "tikt0k_us", "T1kTok", "Dіscord", "roblоx admin"])
def test_letters_that_only_look_like_a_brands_are_told(name: str) -> None:
    (reason,) = reasons(author_name=name)
    assert reason.code == "author.drawn"


@pytest.mark.parametrize("handle", ["discrod", "tiktook", "robloxx", "instagran", "fortnitte"])
def test_a_handle_a_keystroke_away_counts_a_little(handle: str) -> None:
    assert codes(author_handle=handle) == ["author.near"]


@pytest.mark.parametrize(
    "name",
    [
        "tiktoklover99", "TikTok Fan Page", "roblox_girl_2010", "Maria", "Maria TikTok Official", "twitchy",
        "switch", "steamy joe", "like", "John Support",
        "Twitch Support Fans", "not tiktok official", "kick", "apple pie", "Discord", "TikTok", "robloxian",
        "Official Maria", "amazing", "Ana Admin", "мария", "小明",
    ],
)  # fmt: skip
def test_fans_and_ordinary_names_are_left_alone(name: str) -> None:
    assert codes(author_name=name) == []
    assert codes(author_handle=name) == []


def test_official_handles_are_no_look_alikes_of_their_brands() -> None:
    handles = [handle.handle for brand in brands() for handle in brand.handles]
    assert len(handles) > 50
    assert {handle: codes(author_handle=handle) for handle in handles if codes(author_handle=handle)} == {}


def test_an_official_handle_answers_for_a_name_of_its_own_brand_alone() -> None:
    assert codes(author_name="TikTok Support", author_handle="tiktok") == []
    assert codes(author_name="Roblox Support", author_handle="tiktok") == ["author.staff"]
    # A name is whatever somebody typed: it answers for nothing.
    assert codes(author_name="TikTok", author_handle="tiktok_support_team") == ["author.staff"]


@pytest.mark.parametrize("name", ["TikTok Support", "Rоblox Admin", "Discord Nitro Team"])
def test_a_look_alike_is_held_for_review_and_never_more_by_itself(name: str) -> None:
    assert guard().check(Message(text=CHAT, author_name=name)).level == "review"
    assert guard().check(Message(text="", author_name=name, author_handle=name)).level == "review"


def test_a_look_alike_adds_to_what_the_author_wrote() -> None:
    text = "your account wins coins, contact our admin"
    alone, by_staff = guard().check(text), guard().check(Message(text=text, author_name="TikTok Support"))
    assert by_staff.score > alone.score
    assert sum(reason.points for reason in by_staff.reasons) == by_staff.score


def test_what_a_name_says_counts_for_every_field_the_author_wrote() -> None:
    message = Message(text="", quoted=CHAT, author_name="TikTok Support")
    assert any(reason.code == "author.staff" for reason in guard().check(message).reasons)


def test_a_lure_in_a_bio_is_found() -> None:
    bio = "free robux generator, claim 10000 robux at https://free-robux.top"
    verdict = guard().check(Message(text=CHAT, author_bio=bio))
    assert verdict.level == "scam"
    assert all(reason.text.startswith("In author_bio: ") for reason in verdict.reasons)


def test_a_table_says_of_authors_what_messages_say() -> None:
    names = ["TikTok Support", "Maria", None, "Rоblox Admin"]
    table = pa.table({"text": [CHAT] * 4, "author_name": names, "author_handle": ["x_1", "tiktok", "tiktok", None]})
    rows = guard().score_columns(table).to_pylist()
    for row, record in zip(rows, table.to_pylist(), strict=True):
        verdict = guard().check(Message(**record))
        assert (row["cg_level"], row["cg_score"]) == (verdict.level, verdict.score)
        assert [reason["text"] for reason in row["cg_reasons"]] == [reason.text for reason in verdict.reasons]
