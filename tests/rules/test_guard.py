"""An owner's packs in a guard: what they lift, how far, what is told, and loading them anew."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import coinguard
from coinguard import ConfigurationError, Guard, Message
from tests.guards import guard

PACK = """\
[[rule]]
name = "raid call"
phrases = ["everybody raid the other channel tonight"]

[[rule]]
name = "heavy"
phrases = ["bring your own lantern to the meadow"]
weight = 20

[[rule]]
name = "light"
phrases = ["seven purple umbrellas for the parade"]
weight = 0.5

[[rule]]
name = "on trial"
phrases = ["the librarian collects rare postcards"]
shadow = true
"""
DECIDES = """\
reaches = "scam"
[[rule]]
name = "certain"
phrases = ["the walrus sells silver trumpets"]

[[rule]]
name = "certain and heavy"
phrases = ["five bakers juggle frozen oranges"]
weight = 20
"""
LURE = "FREE 10,000 ROBUX!!! generator works 100%, no human verification, claim now before it is deleted"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "ours.toml").write_text(PACK, "utf8")
    (folder / "sure.toml").write_text(DECIDES, "utf8")
    return folder


@pytest.fixture(scope="module")
def ruled(packs: Path) -> Guard:
    return coinguard.load(rules=packs)


def reason(verdict: coinguard.Verdict, code: str) -> coinguard.Reason:
    return next(reason for reason in verdict.reasons if reason.code == code)


def adds_up(verdict: coinguard.Verdict) -> bool:
    return sum(reason.points for reason in verdict.reasons) == verdict.score


def test_a_rule_lifts_its_message_to_review_and_is_told(ruled: Guard) -> None:
    text = "hey, everybody raid the othr channel tonight 💥"
    assert guard().check(text).level == "clear"
    verdict = ruled.check(text)
    assert verdict.level == "review"
    found = reason(verdict, "rules.own")
    assert found.text == (
        "Your own rule raid call (ours.toml, line 1) has a phrase close to this: “everybody raid the othr channel tonight”."
    )
    assert text[found.start : found.end] == "everybody raid the othr channel tonight"
    assert adds_up(verdict)


def test_however_heavy_a_rule_alone_never_makes_a_scam(ruled: Guard) -> None:
    verdict = ruled.check("bring your own lantern to the meadow")
    assert verdict.level == "review"
    assert 0 < reason(verdict, "rules.added").points < 20
    assert adds_up(verdict)


def test_several_rules_alone_never_make_a_scam(ruled: Guard) -> None:
    text = "bring your own lantern to the meadow, seven purple umbrellas for the parade, everybody raid the other channel tonight"
    verdict = ruled.check(text)
    assert verdict.level == "review"
    assert adds_up(verdict)


def test_a_light_rule_adds_its_weight_and_no_more(ruled: Guard) -> None:
    text = "seven purple umbrellas for the parade"
    before, after = guard().check(text), ruled.check(text)
    assert after.level == "clear"
    assert reason(after, "rules.added").points == 0.5
    assert after.score == before.score + 0.5


def test_a_rule_on_trial_is_told_and_counts_nothing(ruled: Guard) -> None:
    text = "the librarian collects rare postcards"
    verdict = ruled.check(text)
    assert (verdict.level, verdict.score) == ("clear", guard().check(text).score)
    assert reason(verdict, "rules.shadow").points == 0


@pytest.mark.parametrize("text", ["the walrus sells silver trumpets", "five bakers juggle frozen oranges"])
def test_an_owner_may_let_a_pack_decide(ruled: Guard, text: str) -> None:
    verdict = ruled.check(text)
    assert verdict.level == "scam"
    assert adds_up(verdict)


def test_a_rule_beside_a_lure_adds_to_it(ruled: Guard) -> None:
    verdict = ruled.check(f"{LURE} bring your own lantern to the meadow")
    assert verdict.level == "scam"
    assert reason(verdict, "rules.added").points == 20


def test_what_no_rule_hits_is_judged_as_before(ruled: Guard) -> None:
    for text in ("gg everyone", LURE, "look at https://a.example/b"):
        before, after = guard().check(text), ruled.check(text)
        assert (before.score, before.reasons) == (after.score, after.reasons)


def test_a_batch_is_judged_like_its_messages(ruled: Guard) -> None:
    texts = ["gg", "everybody raid the other channel tonight", LURE, "", "the walrus sells silver trumpets"] * 900
    scored = ruled.score(pd.DataFrame({"text": texts}))
    for row in (0, 1, 2, 3, 4, len(texts) - 4, len(texts) - 1):
        verdict = ruled.check(texts[row])
        assert scored["cg_score"][row] == verdict.score
        assert [reason["text"] for reason in scored["cg_reasons"][row]] == [reason.text for reason in verdict.reasons]


def test_an_authors_bio_is_compared_too(ruled: Guard) -> None:
    message = Message(text="hello there", author_bio="everybody raid the other channel tonight")
    assert ruled.check(message).level == "review"


def test_rules_are_part_of_the_bundle_and_loaded_anew(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(PACK, "utf8")
    first = coinguard.load(rules=path)
    assert first.bundle_id != guard().bundle_id
    assert first.reloaded() is first
    path.write_text(PACK.replace("everybody raid", "nobody may raid"), "utf8")
    second = first.reloaded()
    assert second.bundle_id != first.bundle_id
    text = "everybody raid the other channel tonight"
    assert (first.check(text).level, second.check(text.replace("everybody", "nobody may")).level) == (
        "review",
        "review",
    )


def test_a_broken_pack_leaves_the_guard_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(PACK, "utf8")
    first = coinguard.load(rules=path)
    path.write_text(PACK.replace("phrases", "frases", 1), "utf8")
    with pytest.raises(ConfigurationError, match=r"pack\.toml, line 1: the rule has no phrases"):
        first.reloaded()
    assert first.check("everybody raid the other channel tonight").level == "review"
