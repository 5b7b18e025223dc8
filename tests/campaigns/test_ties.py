"""What ties messages to a campaign, and what does not."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.chat import groups, look_at, message

OFFER = "free coins for everybody who joins the summer party of our server this weekend"


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"n": number} for number, row in enumerate(rows)]


def together(folder: Path, *rows: dict[str, Any], **options: Any) -> set[frozenset[int]]:
    return groups(look_at(folder, numbered(list(rows)), **options)[0])


def test_a_rare_domain_ties_whatever_the_words_and_the_times(tmp_path: Path) -> None:
    rows = [
        message("free coins here https://win-coins.top/a", "ann", 0),
        message("dont miss the free coins, login.win-coins.top", "bob", 9_000),
        message("who wants free coins? win-coins．top works", "cid", 99_000),
    ]
    assert together(tmp_path, *rows) == {frozenset({0, 1, 2})}


@pytest.mark.parametrize("host", ["youtube.com/watch?v=1", "bit.ly/{}", "discord.com/terms", "tiktok.com/coin"])
def test_official_hub_and_shortener_hosts_tie_nothing(tmp_path: Path, host: str) -> None:
    words = ["free coins are waiting", "best free coins in town", "come and get it free coins now"]
    rows = [message(f"{said} https://{host.format(n)}", f"a{n}", 5_000 * n) for n, said in enumerate(words)]
    assert together(tmp_path, *rows) == set()


def test_one_short_link_is_one_sender_and_so_is_one_page_of_a_shared_host(tmp_path: Path) -> None:
    rows = [message(f"free coins {n} bit.ly/3xYz", f"a{n}", 5_000 * n) for n in range(3)]
    rows += [message(f"free coins sites.google.com/view/win/{n}", f"b{n}", 5_000 * n) for n in range(3)]
    assert together(tmp_path, *rows) in ({frozenset({0, 1, 2})}, {frozenset({0, 1, 2}), frozenset({3, 4, 5})})


def test_near_duplicates_close_in_time_are_tied_and_far_apart_are_not(tmp_path: Path) -> None:
    close = [message(f"{OFFER} {n * 50} spots {n}.example.co/{n}", f"a{n}", 60 * n) for n in range(4)]
    assert together(tmp_path, *close) == {frozenset(range(4))}
    far = [message(f"{OFFER} {n * 50} spots", f"a{n}", 60 * 24 * 3 * n) for n in range(4)]
    assert together(tmp_path / "far", *far) == set()


def test_near_duplicates_far_apart_are_tied_by_accounts_named_alike(tmp_path: Path) -> None:
    rows = [message(f"{OFFER} {n}", f"coinqueen_{n}{n}", 60 * 24 * 3 * n) for n in range(4)]
    assert together(tmp_path, *rows) == {frozenset(range(4))}


def test_disguise_slots_and_padding_leave_a_wording_what_it_is(tmp_path: Path) -> None:
    plain = "free coins for everybody who joins the summer party of our server this weekend"
    rows = [
        message(f"{plain} at a-first.top", "ann", 0),
        message(f"free coins {plain.upper()[11:]} 5000!!! second-host.xyz/claim", "bob", 1),
        message("free coins fоr еvеryb0dy whо jоins the s u m m e r party оf оur server this weekеnd @zed", "cid", 2),
        message(f"lol {plain} t.me/somebody99", "dan", 3),
    ]
    assert together(tmp_path, *rows) == {frozenset(range(4))}


def test_honest_repeats_make_no_campaign(tmp_path: Path) -> None:
    rows = [message("gg", f"v{n}", n) for n in range(40)] + [message("🔥🔥🔥 KEKW", f"v{n}", n) for n in range(40)]
    rows += [
        message("Join our server discord.gg/emberfox and be nice to each other", "emberbot", 30 * n) for n in range(40)
    ]
    rows += [message("this is the year we win it all, never doubted the boys", f"v{n}", n) for n in range(40)]
    scored, summary = look_at(tmp_path, numbered(rows))
    assert summary.campaigns == 0
    assert {row["cg_context_level"] for row in scored} == {"clear"}


def test_one_account_that_says_one_thing_in_one_place_is_no_campaign(tmp_path: Path) -> None:
    assert together(tmp_path, *(message(f"{OFFER} win-coins.top", "bot", n) for n in range(9))) == set()


def test_a_domain_that_honest_people_share_ties_nothing(tmp_path: Path) -> None:
    honest = [message(f"nice article {n} on fan-news.net/{n}", f"v{n}", 7 * n) for n in range(30)]
    flagged = [message(f"free coins said {n} fan-news.net", f"s{n}", 5_000 * n) for n in range(3)]
    assert together(tmp_path, *honest, *flagged) == set()


def test_a_clear_message_with_a_campaigns_link_belongs_to_it_but_joins_no_two(tmp_path: Path) -> None:
    first = [message(f"free coins {n} one-host.top", f"a{n}", 3_000 * n) for n in range(4)]
    second = [message(f"free coins {n} two-host.top", f"b{n}", 3_000 * n) for n in range(4)]
    bridge = message("both of these are bad: one-host.top and two-host.top", "warner", 1)
    scored, _ = look_at(tmp_path, numbered([*first, *second, bridge]))
    assert len(groups(scored)) == 2
    assert scored[8]["cg_campaign"] is not None
    assert scored[8]["cg_level"] == "clear"


def test_a_warning_that_two_senders_copy_does_not_make_them_one(tmp_path: Path) -> None:
    warning = "beware of scams and never ever give your password to people you do not know in here"
    first = [message(f"free coins {n} by hana one-host.top", f"a{n}", n) for n in range(30)]
    second = [message(f"free coins {n} from zoe two-host.top", f"b{n}", n) for n in range(30)]
    first.append(message(f"{warning} free coins one-host.top", "a", 15))
    second.append(message(f"{warning} free coins two-host.top", "b", 15))
    assert len(together(tmp_path, *first, *second)) == 2


def test_nothing_depends_on_the_order_of_rows_or_the_size_of_batches(tmp_path: Path) -> None:
    rows = [message(f"{OFFER} {n} host-{n % 3}.top", f"a{n % 5}", 40 * n, f"room {n % 4}") for n in range(30)]
    rows += [message(f"cheap coins number {n} t.me/seller{n % 2}", f"b{n % 5}", 40 * n) for n in range(30)]
    rows += [message(f"what a nice day {n}", f"c{n}", n) for n in range(40)]
    rows = numbered(rows)
    ids = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))
        scored, _ = look_at(tmp_path / str(seed), shuffled, batch_rows=1 + 40 * seed, workers=1 + seed)
        ids.append(
            {row["n"]: (row["cg_campaign"], row["cg_context_level"], str(row["cg_context_reasons"])) for row in scored}
        )
    assert ids[0] == ids[1] == ids[2]
    assert sum(campaign is not None for campaign, _, _ in ids[0].values()) == 60


def test_a_dump_without_times_or_authors_is_tied_by_indicators_and_long_wordings(tmp_path: Path) -> None:
    rows = [{"text": f"{OFFER} {n}", "n": n} for n in range(4)]
    rows += [{"text": f"free coins {'x' * n} win.top", "n": 4 + n} for n in range(3)]
    scored, summary = look_at(tmp_path, rows)
    assert groups(scored) == {frozenset(range(4)), frozenset({4, 5, 6})}
    assert any("no message has a time" in what for what in summary.not_run)
