"""What is told of each campaign, counted out of core."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coinguard.dumps.campaigns.campaign import Campaign, CampaignExample, Sighting, campaign_id
from coinguard.dumps.context.database import Database
from coinguard.dumps.context.indicators import STRENGTH, Indicator
from coinguard.verdict import LEVELS

_EXAMPLES: Final = 5
_MOST_INDICATORS: Final = 1_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def describe(database: Database, founders: Sequence[Indicator]) -> Iterator[Campaign]:
    """Yield the campaigns whose messages the table ``member`` names, in the order of their numbers."""
    counts = {row["number"]: row for row in database.table(_COUNTS).to_pylist()}
    kinds = {row["number"]: row["kind"] for row in database.table(_KINDS).to_pylist()}
    sightings, examples = _sightings(database), _examples(database)
    for number, founder in enumerate(founders):
        count = counts[number]
        yield Campaign(
            id=campaign_id(founder),
            founder=founder,
            messages=count["messages"],
            levels={level: count[level] for level in LEVELS},
            kind=kinds.get(number),
            accounts=count["accounts"],
            channels=count["channels"],
            wordings=count["wordings"],
            first_seen=moment(count["first"]),
            last_seen=moment(count["last"]),
            indicators=tuple(sightings[number]),
            examples=tuple(examples[number]),
        )


def moment(microseconds: int | None) -> dt.datetime | None:
    """Return a time in UTC; null where there is none, or none that a calendar knows."""
    if microseconds is None:
        return None
    try:
        return _EPOCH + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        return None


_COUNTS: Final = f"""
    SELECT number, count(*) AS messages, {
    ", ".join(f"count(*) FILTER (level = {place}) AS {level}" for place, level in enumerate(LEVELS))
}, count(DISTINCT author) AS accounts, count(DISTINCT channel) AS channels,
        count(DISTINCT coalesce(wording.cluster, -1 - facts.row)) AS wordings, min(ts) AS first, max(ts) AS last
    FROM member JOIN facts USING (row) LEFT JOIN wording USING (template) GROUP BY number"""

_KINDS: Final = """
    SELECT number, min({'rare': -messages, 'kind': kind}).kind AS kind FROM (
        SELECT number, kind, count(*) AS messages FROM member JOIN suspects USING (row)
        WHERE kind IS NOT NULL GROUP BY number, kind) GROUP BY number"""

_SIGHTINGS: Final = """
    SELECT number, kind, value, count(*) AS messages, min(ts) AS first, max(ts) AS last
    FROM member JOIN indicators USING (row) JOIN usable USING (kind, value) GROUP BY number, kind, value"""

_STRONGEST: Final = f"""
    WITH texts AS (
        SELECT number, level, score, ts, text, kind, input, place, who, room, reasons,
               row_number() OVER (PARTITION BY number, template ORDER BY score DESC, text, ts, input, place) AS copy
        FROM member JOIN suspects USING (row) JOIN facts USING (row) WHERE level > 0),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY number ORDER BY score DESC, text) AS rank FROM texts WHERE copy = 1)
    SELECT * FROM ranked WHERE rank <= {_EXAMPLES} ORDER BY number, rank"""


def _sightings(database: Database) -> dict[int, list[Sighting]]:
    found: dict[int, list[Sighting]] = defaultdict(list)
    for row in database.table(_SIGHTINGS).to_pylist():
        indicator = Indicator(row["kind"], row["value"])
        found[row["number"]].append(Sighting(indicator, row["messages"], moment(row["first"]), moment(row["last"])))
    for sightings in found.values():
        sightings.sort(key=lambda one: (-STRENGTH[one.indicator.kind], -one.messages, one.indicator.value))
        del sightings[_MOST_INDICATORS:]
    return found


def _examples(database: Database) -> dict[int, list[CampaignExample]]:
    found: dict[int, list[CampaignExample]] = defaultdict(list)
    for row in database.table(_STRONGEST).to_pylist():
        found[row["number"]].append(_example(row))
    return found


def _example(row: dict[str, Any]) -> CampaignExample:
    return CampaignExample(
        input=row["input"],
        row=row["place"],
        level=LEVELS[row["level"]],
        score=row["score"],
        kind=row["kind"],
        text=row["text"],
        author=row["who"],
        channel=row["room"],
        ts=moment(row["ts"]),
        reasons=tuple(row["reasons"]),
    )
