"""Campaigns as CSV, a line each, and as JSON with everything that is told of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import pyarrow as pa

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.cells import csv_cells, inert

COLUMNS: Final = (
    "id", "messages", "scam", "review", "clear", "kind", "accounts", "channels", "wordings", "first_seen", "last_seen",
    "founder", "indicators", "merged", "split_from", "example",
)  # fmt: skip


def to_csv(campaigns: Sequence[Campaign]) -> str:
    """Return the campaigns as CSV that no spreadsheet runs; several values in a cell have a space between them."""
    columns = zip(*([_text(value) for value in _values(campaign)] for campaign in campaigns), strict=True)
    cells = [csv_cells(inert(pa.array(column, pa.string())), ",").to_pylist() for column in columns]
    lines = [",".join(COLUMNS), *(",".join(row) for row in zip(*cells, strict=True))]
    return "\n".join(lines) + "\n"


def to_json(campaigns: Sequence[Campaign]) -> str:
    """Return the campaigns as a JSON list of objects."""
    return json.dumps([asdict(campaign) for campaign in campaigns], default=_iso, ensure_ascii=False, indent=1) + "\n"


def _values(campaign: Campaign) -> tuple[Any, ...]:
    return (
        campaign.id,
        campaign.messages,
        *(campaign.levels[level] for level in ("scam", "review", "clear")),
        campaign.kind,
        campaign.accounts,
        campaign.channels,
        campaign.wordings,
        campaign.first_seen,
        campaign.last_seen,
        f"{campaign.founder.kind}:{campaign.founder.value}",
        " ".join(f"{one.indicator.kind}:{one.indicator.value}" for one in campaign.indicators),
        " ".join(campaign.merged),
        campaign.split_from,
        campaign.examples[0].text if campaign.examples else None,
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    return _iso(value) if isinstance(value, dt.datetime) else str(value)


def _iso(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")
