"""What the report on a dump tells, asked of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from coinguard.dumps.campaigns.campaign import Campaign, CampaignExample
from coinguard.dumps.campaigns.describe import moment
from coinguard.dumps.context.database import Database
from coinguard.dumps.summary import ScanSummary
from coinguard.report.languages import languages_of
from coinguard.report.messages import (
    Count,
    MessageReport,
    Period,
    ShownCampaign,
    ShownIndicator,
    ShownMessage,
    Timeline,
)
from coinguard.verdict import LEVELS

_CAMPAIGNS: Final = 30
_MESSAGES: Final = 300
_RANKED: Final = 8
_SAMPLE: Final = 2_000
_WIDE_BARS: Final = 60
_NARROW_BARS: Final = 24
_SECOND: Final = 1_000_000
_STEPS: Final = (
    (60, "a minute"), (300, "5 minutes"), (900, "15 minutes"), (1_800, "half an hour"), (3_600, "an hour"),
    (7_200, "2 hours"), (10_800, "3 hours"), (21_600, "6 hours"), (43_200, "12 hours"), (86_400, "a day"),
    (172_800, "2 days"), (604_800, "a week"), (2_419_200, "4 weeks"), (7_257_600, "12 weeks"), (31_449_600, "52 weeks"),
)  # fmt: skip


def message_report(database: Database, campaigns: Sequence[Campaign], summary: ScanSummary) -> MessageReport:
    """Return the report; ``campaigns`` are the largest first."""
    first, last = (
        moment(value) for value in database.table("SELECT min(ts), max(ts) FROM facts").to_pylist()[0].values()
    )
    channels = database.table(_CHANNELS).to_pylist()
    languages, sample = _languages(database)
    messages = [_message(row) for row in database.table(_STRONGEST).to_pylist()]
    owners = _owners(database, campaigns)
    return MessageReport(
        inputs=summary.inputs,
        rows=summary.rows,
        levels=summary.levels,
        seconds=summary.seconds,
        model=summary.model,
        first_seen=first,
        last_seen=last,
        timeline=_timeline(database),
        kinds=[Count(kind, count) for kind, count in summary.kinds.items()][:_RANKED],
        languages=languages,
        languages_of=sample,
        channels=[Count(row["room"], row["flagged"], row["messages"]) for row in channels[:_RANKED]],
        channels_flagged=len(channels),
        campaigns=[_campaign(campaign) for campaign in campaigns[:_CAMPAIGNS]],
        campaign_count=len(campaigns),
        campaign_messages=sum(campaign.messages for campaign in campaigns),
        messages=[replace(one, campaign=owners.get(one.where)) for one in messages],
        wordings=database.table("SELECT count(DISTINCT template) AS n FROM facts WHERE level > 0")["n"][0].as_py(),
        errors=summary.error_sorts,
        error_rows=summary.errors,
        rejected=summary.rejected,
        rejected_lines=[(line.input, line.line, line.problem) for line in summary.rejected_lines],
        broken=[(one.input, one.problem) for one in summary.broken_inputs],
        not_run=summary.not_run,
    )


_CHANNELS: Final = """
    WITH named AS (SELECT channel, min(room) AS room, count(*) AS flagged
                   FROM facts JOIN suspects USING (row) WHERE level > 0 AND channel IS NOT NULL GROUP BY channel),
    sizes AS (SELECT channel, count(*) AS messages FROM facts
              WHERE channel IN (SELECT channel FROM named) GROUP BY channel)
    SELECT room, flagged, messages FROM named JOIN sizes USING (channel) ORDER BY flagged DESC, messages, room"""

_STRONGEST: Final = f"""
    WITH ranked AS (
        SELECT suspects.*, level, score, ts,
               row_number() OVER (PARTITION BY template ORDER BY score DESC, text, ts, input, place) AS copy,
               count(*) OVER (PARTITION BY template) AS copies
        FROM suspects JOIN facts USING (row) WHERE level > 0)
    SELECT * FROM ranked WHERE copy = 1 ORDER BY score DESC, text LIMIT {_MESSAGES}"""

_OWNERS: Final = """
    SELECT input, place, number FROM member JOIN suspects USING (row) JOIN facts USING (row) WHERE level > 0"""


def _message(row: dict[str, Any]) -> ShownMessage:
    return ShownMessage(
        text=row["text"],
        spans=_spans(row["reasons"]),
        level=LEVELS[row["level"]],
        kind=row["kind"],
        score=row["score"],
        reasons=[(reason["points"], reason["text"]) for reason in row["reasons"]],
        where=_where(row["input"], row["place"]),
        author=row["who"],
        channel=row["room"],
        ts=moment(row["ts"]),
        copies=row["copies"],
    )


def _example(example: CampaignExample) -> ShownMessage:
    return ShownMessage(
        text=example.text,
        spans=_spans(example.reasons),
        level=example.level,
        kind=example.kind,
        score=example.score,
        reasons=[(reason["points"], reason["text"]) for reason in example.reasons],
        where=_where(example.input, example.row),
        author=example.author,
        channel=example.channel,
        ts=example.ts,
    )


def _spans(reasons: Sequence[Any]) -> list[tuple[int, int]]:
    """Return where the evidence for a scam lies; what speaks against one is not marked."""
    placed = [(one["start"], one["end"]) for one in reasons if one["points"] > 0 and one["start"] is not None]
    return [(start, end) for start, end in placed if end > start]


def _where(name: str, place: int) -> str:
    return f"{name.rpartition('/')[2]}, row {place:,}"


def _owners(database: Database, campaigns: Sequence[Campaign]) -> dict[str, str]:
    """Return the campaign of each flagged message that the page has a card for."""
    shown = {campaign.id for campaign in campaigns[:_CAMPAIGNS]}
    numbers = {row["number"]: row["id"] for row in database.table("SELECT number, id FROM named_campaigns").to_pylist()}
    rows = database.table(_OWNERS).to_pylist()
    return {
        _where(row["input"], row["place"]): numbers[row["number"]] for row in rows if numbers[row["number"]] in shown
    }


def _campaign(campaign: Campaign) -> ShownCampaign:
    return ShownCampaign(
        id=campaign.id,
        name=campaign.indicators[0].indicator.value if campaign.indicators else None,
        kind=campaign.kind,
        messages=campaign.messages,
        levels=campaign.levels,
        accounts=campaign.accounts,
        channels=campaign.channels,
        wordings=campaign.wordings,
        first_seen=campaign.first_seen,
        last_seen=campaign.last_seen,
        indicators=[
            ShownIndicator(one.indicator.kind, one.indicator.value, one.messages) for one in campaign.indicators
        ],
        examples=[_example(example) for example in campaign.examples],
        merged=campaign.merged,
        split_from=campaign.split_from,
    )


def _languages(database: Database) -> tuple[list[Count], int]:
    """Return the languages of flagged messages, told of a sample that is the same for the same messages."""
    texts = database.table(f"""
        SELECT text FROM suspects JOIN facts USING (row) WHERE level > 0
        ORDER BY template, score DESC, text LIMIT {_SAMPLE}""")["text"].to_pylist()
    counted = Counter(languages_of(texts))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Count(code, number) for code, number in ordered[:_RANKED]], len(texts)


def _timeline(database: Database) -> Timeline | None:
    """Return the timeline; a few stray times, as of a wrong clock, do not stretch it."""
    ends = database.table("""
        SELECT quantile_disc(ts, 0.002) AS first, quantile_disc(ts, 0.998) AS last
        FROM facts WHERE level > 0 AND ts IS NOT NULL""").to_pylist()[0]
    if ends["first"] is None or moment(ends["first"]) is None or moment(ends["last"]) is None:
        return None
    wide, wide_step = _periods(database, ends, _WIDE_BARS)
    narrow, narrow_step = _periods(database, ends, _NARROW_BARS)
    return Timeline(wide, narrow, wide_step, narrow_step)


def _periods(database: Database, ends: dict[str, int], most: int) -> tuple[list[Period], str]:
    """Return the periods between two times, at most so many, and what one of them is called."""
    fitting = [one for one in _STEPS if (ends["last"] - ends["first"]) / (one[0] * _SECOND) < most - 1]
    step, name = (fitting or [_STEPS[-1]])[0]
    width = step * _SECOND
    first, last = ends["first"] // width, ends["last"] // width
    counts = {
        row["period"]: row
        for row in database.table(f"""
            SELECT ts // {width} AS period, count(*) FILTER (level = 2) AS scam, count(*) FILTER (level = 1) AS review
            FROM facts WHERE level > 0 AND ts BETWEEN {first * width} AND {(last + 1) * width - 1} GROUP BY period""").to_pylist()
    }
    periods = []
    for period in range(first, last + 1)[-most:]:
        start = moment(period * width)
        found = counts.get(period, {"scam": 0, "review": 0})
        if start is not None:
            periods.append(Period(start, found["scam"], found["review"]))
    return periods, name
