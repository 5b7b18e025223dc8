"""Campaigns as STIX 2.1, the language that threat-sharing platforms speak."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coinguard.dumps.campaigns.campaign import Campaign, Sighting

_NAMESPACE: Final = uuid.UUID("5d1f6c2e-5f0a-5b86-9a57-4f7b2c9f0c11")
_TIMELESS: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOST: Final = 200
"""Indicators of one campaign; the library takes milliseconds to check each. All of them are in the JSON export."""
_PATTERNS: Final = {
    "domain": "[domain-name:value = '{}']",
    "link": "[url:value = 'https://{}']",
    "wallet": "[x-cryptocurrency-wallet:value = '{}']",
    "code": "[x-promotion-code:value = '{}']",
    "contact": "[user-account:account_login = '{}']",
}


def to_stix(campaigns: Sequence[Campaign]) -> str:
    """Return a bundle with each campaign, its strongest indicators and what ties them; the same campaigns, the same bytes.

    Raises
    ------
    ModuleNotFoundError
        The extra ``stix`` is not installed.
    """
    from stix2 import Identity

    author = Identity(
        id=_id("identity", "coinguard"),
        name="coinguard",
        identity_class="system",
        created=_TIMELESS,
        modified=_TIMELESS,
    )
    objects = [
        author.serialize(),
        *(one.serialize() for campaign in campaigns for one in _objects(campaign, author.id)),
    ]
    known = ",".join(campaign.id for campaign in campaigns)
    # The library's own bundle takes time that grows with the square of its objects to be written.
    body = ",\n".join(objects)
    return f'{{"type": "bundle", "id": "{_id("bundle", known)}", "objects": [\n{body}\n]}}\n'


def _objects(campaign: Campaign, author: str) -> Iterator[Any]:
    from stix2 import Campaign as StixCampaign
    from stix2 import Indicator, Relationship

    first = campaign.first_seen or _TIMELESS
    made = {"created": first, "modified": first, "created_by_ref": author}
    times = {"first_seen": campaign.first_seen, "last_seen": campaign.last_seen} if campaign.first_seen else {}
    whole = StixCampaign(
        id=_id("campaign", campaign.id),
        name=campaign.id,
        description=f"{campaign.messages} messages from {campaign.accounts} accounts in {campaign.channels} channels",
        aliases=list(campaign.merged) or None,
        labels=[campaign.kind] if campaign.kind else None,
        **times,
        **made,
    )
    yield whole
    for sighting in campaign.indicators[:_MOST]:
        indicator = Indicator(
            id=_id("indicator", f"{campaign.id} {sighting.indicator.kind}:{sighting.indicator.value}"),
            name=sighting.indicator.value,
            description=f"{sighting.indicator.kind} seen in {sighting.messages} messages",
            indicator_types=["malicious-activity"],
            pattern=_pattern(sighting),
            pattern_type="stix",
            valid_from=sighting.first_seen or first,
            **made,
        )
        yield indicator
        yield Relationship(
            id=_id("relationship", f"{indicator.id} {whole.id}"),
            source_ref=indicator.id,
            relationship_type="indicates",
            target_ref=whole.id,
            **made,
        )


def _pattern(sighting: Sighting) -> str:
    """Return the pattern of an indicator, with quotes and backslashes escaped (STIX 2.1, section 9.2)."""
    value = sighting.indicator.value.replace("\\", "\\\\").replace("'", "\\'")
    return _PATTERNS[sighting.indicator.kind].format(value)


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(_NAMESPACE, f'{kind} {name}')}"
