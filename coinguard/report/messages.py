"""What a report on messages tells, as plain values; nothing in them is safe to show yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """How many flagged messages one kind, language or channel has."""

    label: str
    flagged: int
    of: int | None = None
    """Messages in all, where that is known."""


@dataclass(frozen=True, slots=True)
class Period:
    """One bar of the timeline."""

    start: dt.datetime
    scam: int
    review: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Flagged messages over time, for a wide and for a narrow screen."""

    wide: Sequence[Period]
    narrow: Sequence[Period]
    wide_step: str
    """What one bar stands for, in words."""
    narrow_step: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message to look at."""

    text: str
    spans: Sequence[tuple[int, int]]
    """Where its evidence lies, in code points."""
    level: str
    kind: str | None
    score: float
    reasons: Sequence[tuple[float, str]]
    """Points and sentence of each reason, strongest first."""
    where: str
    """Input and row."""
    author: str | None
    channel: str | None
    ts: dt.datetime | None
    copies: int = 1
    """Flagged messages of this wording."""
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """Something to block or look for."""

    kind: str
    value: str
    messages: int


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    """One campaign."""

    id: str
    name: str | None
    """Its strongest indicator; null where its messages share no more than wording and time."""
    kind: str | None
    messages: int
    levels: Mapping[str, int]
    accounts: int
    channels: int
    wordings: int
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    indicators: Sequence[ShownIndicator]
    examples: Sequence[ShownMessage]
    merged: Sequence[str]
    split_from: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReport:
    """Everything on the page."""

    inputs: Sequence[str]
    rows: int
    levels: Mapping[str, int]
    seconds: float
    model: str
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    timeline: Timeline | None
    kinds: Sequence[Count]
    languages: Sequence[Count]
    languages_of: int
    """Flagged messages whose language was told: a sample of them where there are many."""
    channels: Sequence[Count]
    channels_flagged: int
    """Channels with a flagged message."""
    campaigns: Sequence[ShownCampaign]
    """The largest first."""
    campaign_count: int
    campaign_messages: int
    messages: Sequence[ShownMessage]
    """The strongest, one of each wording."""
    wordings: int
    """Wordings among all flagged messages."""
    errors: Mapping[str, int]
    """Why rows could not be scored, and how many."""
    error_rows: int
    rejected: int
    rejected_lines: Sequence[tuple[str, int, str]]
    """Input, line and problem of the first lines that could not be parsed."""
    broken: Sequence[tuple[str, str]]
    """Inputs of which only a part could be read, and why."""
    not_run: Sequence[str]
