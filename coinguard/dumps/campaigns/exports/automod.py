"""The indicators of campaigns as keyword rules of Discord's own AutoMod.

The limits are Discord's: six keyword rules a server, and in each a thousand keywords of 60 characters, ten regular expressions of
260 and a hundred allowed words (Discord developer documentation, "Auto Moderation").
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.campaigns.exports.hosts import domains
from coinguard.dumps.context.indicators import Indicator, hub_hosts

RULES: Final = 6
KEYWORDS: Final = 1_000
KEYWORD_CHARACTERS: Final = 60
PATTERNS: Final = 10
PATTERN_CHARACTERS: Final = 260
ALLOWED: Final = 100
_DOT: Final = r"\s*(?:[.。．｡]|[\[({]\s*(?:[.。．｡]|dot|punkt|ponto|punto)\s*[\])}]|\s(?:dot|punkt|ponto|punto)\s)\s*"


@dataclass(frozen=True, slots=True)
class RulePack:
    """Rules that fit, and how many indicators did not."""

    rules: tuple[dict[str, Any], ...]
    """Each as the body that Discord's API takes for a new rule."""
    left_out: int
    """Indicators that are too long or for which there was no room; the least seen ones."""

    def to_json(self) -> str:
        """Return the rules as a JSON list."""
        return json.dumps(list(self.rules), ensure_ascii=False, indent=1) + "\n"


def rule_pack(campaigns: Sequence[Campaign]) -> RulePack:
    """Return the campaigns' indicators as rules, the most seen first."""
    keywords = _keywords(campaigns)
    fitting = [keyword for keyword in keywords if len(keyword) <= KEYWORD_CHARACTERS]
    kept = fitting[: RULES * KEYWORDS]
    patterns = [pattern for pattern in map(_pattern, domains(campaigns)) if len(pattern) <= PATTERN_CHARACTERS]
    chunks = [kept[first : first + KEYWORDS] for first in range(0, len(kept), KEYWORDS)]
    rules = tuple(
        _rule(number, chunk, patterns[number * PATTERNS : (number + 1) * PATTERNS])
        for number, chunk in enumerate(chunks)
    )
    return RulePack(rules, len(keywords) - len(kept))


def _keywords(campaigns: Sequence[Campaign]) -> list[str]:
    """Return every indicator as a keyword that matches it anywhere in a message, the most seen first."""
    seen: dict[str, int] = {}
    for campaign in campaigns:
        for sighting in campaign.indicators if campaign.levels["scam"] else ():
            for written in _writings(sighting.indicator):
                seen[f"*{written}*"] = seen.get(f"*{written}*", 0) + sighting.messages
    return sorted(seen, key=lambda keyword: (-seen[keyword], keyword))


def _writings(indicator: Indicator) -> list[str]:
    """Return how an indicator stands in a message: a name on Telegram as a link and with an ``@``, elsewhere the name."""
    service, slash, name = indicator.value.partition("/")
    if indicator.kind != "contact" or not slash:
        return [indicator.value]
    if "." not in service:
        return [name]
    return [indicator.value, f"@{name}"] if service == "t.me" and not name.startswith("+") else [indicator.value]


def _pattern(domain: str) -> str:
    """Return a pattern for a domain whose dots are written some other way, which a keyword would miss."""
    return "(?i)" + _DOT.join(re.escape(label) for label in domain.split("."))


def _rule(number: int, keywords: Sequence[str], patterns: Sequence[str]) -> dict[str, Any]:
    return {
        "name": f"coinguard campaigns {number + 1}",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {
            "keyword_filter": list(keywords),
            "regex_patterns": list(patterns),
            "allow_list": list(hub_hosts()[:ALLOWED]),
        },
        "actions": [
            {"type": 1, "metadata": {"custom_message": "This message carries a link or contact of a known scam."}}
        ],
        "enabled": True,
    }
