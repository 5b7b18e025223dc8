"""Campaigns as other tools take them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace

import pytest
import stix2

from coinguard.dumps.campaigns.campaign import Campaign, CampaignExample, Sighting, campaign_id
from coinguard.dumps.campaigns.exports import automod
from coinguard.dumps.campaigns.exports.hosts import to_hosts
from coinguard.dumps.campaigns.exports.stix import to_stix
from coinguard.dumps.campaigns.exports.tables import COLUMNS, to_csv, to_json
from coinguard.dumps.context.indicators import Indicator

SEEN = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def campaign(*indicators: Indicator, text: str = "free coins", scams: int = 3) -> Campaign:
    example = CampaignExample("chat.csv", 4, "scam", 3.5, "free_generator", text, "ann", "lobby", SEEN, ())
    return Campaign(
        id=campaign_id(indicators[0]),
        founder=indicators[0],
        messages=12,
        levels={"clear": 4, "review": 8 - scams, "scam": scams},
        kind="free_generator",
        accounts=5,
        channels=2,
        wordings=3,
        first_seen=SEEN,
        last_seen=SEEN + dt.timedelta(hours=5),
        indicators=tuple(Sighting(one, 9, SEEN, SEEN) for one in indicators),
        examples=(example,),
    )


DOMAIN = Indicator("domain", "win-coins.top")
CONTACT = Indicator("contact", "t.me/coinseller")
WALLET = Indicator("wallet", "0x52908400098527886e0f7030069857d2e4169ee7")
CODE = Indicator("code", "it's\\here")
LINK = Indicator("link", "bit.ly/3xYz")


def test_csv_has_a_line_for_each_campaign_and_runs_in_no_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([campaign(DOMAIN, CONTACT, text='=HYPERLINK("http://x")\n,"')]))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["indicators"] == "domain:win-coins.top contact:t.me/coinseller"
    assert rows[0]["example"].startswith("'=HYPERLINK")
    assert to_csv([]) == ",".join(COLUMNS) + "\n"


def test_json_tells_everything() -> None:
    (told,) = json.loads(to_json([campaign(DOMAIN)]))
    assert told["indicators"][0]["indicator"] == {"kind": "domain", "value": "win-coins.top"}
    assert told["first_seen"] == "2026-03-02T12:00:00+00:00"


def test_stix_is_read_back_by_the_library_and_is_the_same_twice() -> None:
    campaigns = [
        campaign(DOMAIN, CONTACT, WALLET, CODE, LINK),
        replace(campaign(LINK), first_seen=None, last_seen=None),
    ]
    written = to_stix(campaigns)
    bundle = stix2.parse(written, allow_custom=False)
    kinds = [one.type for one in bundle.objects]
    assert kinds.count("campaign") == 2
    assert kinds.count("indicator") == kinds.count("relationship") == 6
    assert {one.pattern for one in bundle.objects if one.type == "indicator"} >= {
        "[domain-name:value = 'win-coins.top']",
        "[url:value = 'https://bit.ly/3xYz']",
        r"[x-promotion-code:value = 'it\'s\\here']",
    }
    assert written == to_stix(campaigns)


def test_a_hosts_file_holds_domains_alone() -> None:
    text = to_hosts([campaign(DOMAIN, CONTACT, LINK, Indicator("domain", "203.0.113.9"))])
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        "0.0.0.0 win-coins.top",
        "0.0.0.0 www.win-coins.top",
    ]


def test_a_campaign_without_a_sure_message_blocks_nothing() -> None:
    assert "win-coins" not in to_hosts([campaign(DOMAIN, scams=0)])
    assert automod.rule_pack([campaign(DOMAIN, scams=0)]).rules == ()


def test_automod_rules_fit_discords_limits_and_say_what_did_not() -> None:
    many = [Indicator("domain", f"win-{n}-coins.top") for n in range(7_000)]
    long = Indicator("domain", "a" * 59 + ".top")
    pack = automod.rule_pack([campaign(*many, long)])
    assert len(pack.rules) == 6
    for rule in pack.rules:
        told = rule["trigger_metadata"]
        assert len(told["keyword_filter"]) <= 1_000
        assert max(map(len, told["keyword_filter"])) <= 60
        assert len(told["regex_patterns"]) <= 10
        assert max(map(len, told["regex_patterns"])) <= 260
        assert len(told["allow_list"]) <= 100
    assert pack.left_out == 1_001
    assert json.loads(pack.to_json())[0]["trigger_type"] == 1


def test_automod_keywords_are_what_stands_in_messages() -> None:
    (rule,) = automod.rule_pack([campaign(DOMAIN, CONTACT, Indicator("contact", "instagram/coin.shop"), WALLET)]).rules
    assert set(rule["trigger_metadata"]["keyword_filter"]) == {
        "*win-coins.top*",
        "*t.me/coinseller*",
        "*@coinseller*",
        "*coin.shop*",
        f"*{WALLET.value}*",
    }


@pytest.mark.parametrize(
    "written", ["win-coins.top", "win-coins[.]top", "WIN-COINS (dot) top", "win-coins . top", "win-coins dot top"]
)
def test_an_automod_pattern_finds_a_domain_however_its_dot_is_written(written: str) -> None:
    (rule,) = automod.rule_pack([campaign(DOMAIN)]).rules
    assert any(re.search(pattern, f"go to {written} now") for pattern in rule["trigger_metadata"]["regex_patterns"])


def test_an_automod_pattern_leaves_other_domains_alone() -> None:
    (rule,) = automod.rule_pack([campaign(DOMAIN)]).rules
    for text in ("win coins, top player", "win-coinsatop", "fan.top"):
        assert not any(re.search(pattern, text) for pattern in rule["trigger_metadata"]["regex_patterns"])
