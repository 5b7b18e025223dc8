"""What is told of one campaign."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coinguard.dumps.context.indicators import Indicator


@dataclass(frozen=True, slots=True)
class Sighting:
    """An indicator of a campaign, and how often it was seen in it."""

    indicator: Indicator
    messages: int
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CampaignExample:
    """One of a campaign's strongest messages, no two of one wording."""

    input: str
    row: int
    """Its number among the rows of its input, counted from 1."""
    level: str
    score: float
    kind: str | None
    text: str
    """The first 2,000 characters, as they are: not safe to show."""
    author: str | None
    channel: str | None
    ts: dt.datetime | None
    reasons: tuple[Mapping[str, Any], ...]
    """As in ``cg_reasons``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Messages that belong together."""

    id: str
    """Of its earliest strongest indicator, so that it stays while the campaign grows."""
    founder: Indicator
    """That indicator; a wording where the earliest message carries nothing else."""
    messages: int
    levels: Mapping[str, int]
    """Messages of each level by their own score."""
    kind: str | None
    """The most frequent kind among them."""
    accounts: int
    """0 where the dump names no authors."""
    channels: int
    """How far it spread; 0 where the dump names no channels."""
    wordings: int
    """Wordings that are not near-duplicates of each other."""
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    indicators: tuple[Sighting, ...]
    """Strongest kind first, then the most frequent; wordings are left out."""
    examples: tuple[CampaignExample, ...]
    """Up to five, the highest score first."""
    merged: tuple[str, ...] = ()
    """Ids under which parts of it were known before."""
    split_from: str | None = None
    """The id of the campaign it was known as a part of."""


def campaign_id(founder: Indicator) -> str:
    """Return the id of the campaign that an indicator founds.

    Examples
    --------
    >>> campaign_id(Indicator("domain", "free-coins.top"))
    'c-7b1d5c5f1d1f'
    """
    return f"c-{hashlib.sha256(f'{founder.kind}:{founder.value}'.encode()).hexdigest()[:12]}"
