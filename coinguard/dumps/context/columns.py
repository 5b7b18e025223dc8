"""The columns of the second pass: ``cg_campaign``, ``cg_context_level`` and ``cg_context_reasons``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import pyarrow as pa

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.context.behaviour import BURST, FLOOD, HASTE, MANY_ACCOUNTS
from coinguard.dumps.context.database import Database

CONTEXT_REASON: Final = pa.struct([("code", pa.string()), ("text", pa.string())])
CONTEXT_SCHEMA: Final = pa.schema(
    [
        ("cg_campaign", pa.string()),
        ("cg_context_level", pa.string()),
        ("cg_context_reasons", pa.list_(CONTEXT_REASON)),
    ]
)
"""What a row of a dump has behind its own verdict when the whole dump was looked at."""

SURE: Final = 3
"""Messages of the level ``scam`` that make a campaign one whose other messages are held scams too."""

_CONTEXT: Final = """
    CREATE OR REPLACE TABLE context AS
    WITH seen AS (
        SELECT row FROM member UNION SELECT row FROM repeats UNION SELECT row FROM hasty UNION SELECT row FROM first_lures)
    SELECT row, number, tie, coalesce(messages, 0) AS messages, coalesce(accounts, 0) AS accounts,
           coalesce(burst, 0) AS burst, coalesce(flood, 0) AS flood, coalesce(haste, 0) AS haste,
           first_lures.row IS NOT NULL AS first, suspect
    FROM seen JOIN facts USING (row) LEFT JOIN member USING (row) LEFT JOIN repeats USING (row)
    LEFT JOIN hasty USING (row) LEFT JOIN first_lures USING (row)
    WHERE level IS NOT NULL ORDER BY row"""


class ContextColumns:
    """The columns of any stretch of a dump's rows, made when somebody asks for them.

    Parameters
    ----------
    database
        With the tables of :mod:`coinguard.dumps.context.behaviour` and ``member``.
    campaigns
        In the order of their numbers.
    """

    def __init__(self, database: Database, campaigns: Sequence[Campaign]) -> None:
        self._database = database
        self._campaigns = campaigns
        database.run(_CONTEXT)

    def of(self, first: int, scored: pa.Table) -> pa.Table:
        """Return the columns of the rows from ``first`` on whose ``cg_`` columns are ``scored``; null where there is no level."""
        rows = scored.num_rows
        levels: list[str | None] = ["clear"] * rows
        campaigns: list[str | None] = [None] * rows
        reasons: list[list[dict[str, str]] | None] = [[]] * rows
        for place in scored["cg_level"].combine_chunks().is_null().to_numpy(zero_copy_only=False).nonzero()[0].tolist():
            levels[place], reasons[place] = None, None
        stretch = f"SELECT * FROM context WHERE row >= {first} AND row < {first + rows}"
        for found in self._database.table(stretch).to_pylist():
            place = found["row"] - first
            campaign = None if found["number"] is None else self._campaigns[found["number"]]
            campaigns[place] = campaign and campaign.id
            levels[place] = context_level(found, campaign)
            reasons[place] = [
                {"code": f"context.{code}", "text": text} for code, text in context_reasons(found, campaign)
            ]
        return pa.table([campaigns, levels, reasons], schema=CONTEXT_SCHEMA)


class Company(Protocol):
    """What is asked of a campaign about the messages that belong to it."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def messages(self) -> int:
        """How many messages belong to it."""
        ...

    @property
    def accounts(self) -> int:
        """How many accounts they are from."""
        ...

    @property
    def levels(self) -> Mapping[str, int]:
        """How many of them are of each level by their own score."""
        ...


def context_level(found: Mapping[str, Any], campaign: Company | None) -> str:
    """Return what a message's company says of it. Repeating alone says nothing: people do, and so do their bots.

    Parameters
    ----------
    found
        How often its wording was seen and how fast: ``messages accounts burst flood haste first suspect tie``.
    campaign
        The one it belongs to.
    """
    if campaign is not None:
        sure = campaign.levels["scam"] >= SURE and found["tie"] != "wording"
        return "scam" if sure else "review"
    loud = found["accounts"] >= MANY_ACCOUNTS or found["flood"] >= FLOOD or found["haste"] >= HASTE
    return "review" if found["suspect"] and (loud or found["burst"] >= BURST or found["first"]) else "clear"


def context_reasons(found: Mapping[str, Any], campaign: Company | None, seen_in: str = "dump") -> list[tuple[str, str]]:
    """Return the codes and sentences of what a message's company says of it; ``seen_in`` names where that was seen."""
    told: list[tuple[str, str]] = []
    if campaign is not None:
        who = f" from {campaign.accounts:,} accounts" if campaign.accounts > 1 else ""
        tie = {
            "own": "it is suspect itself and shares a rare indicator, or wording and time, with the others",
            "indicator": "it carries a link, contact, wallet or code of theirs",
            "wording": "it says almost the same at the same time",
        }[found["tie"]]
        told.append(("campaign", f"It is one of {campaign.messages:,} messages{who} of campaign {campaign.id}: {tie}."))
    if found["accounts"] >= MANY_ACCOUNTS:
        told.append(("many_accounts", f"The same wording came from {found['accounts']:,} accounts."))
    if found["messages"]:
        told.append(("near_duplicates", f"The {seen_in} has {found['messages']:,} messages of this wording."))
    if found["flood"] >= FLOOD:
        told.append(("flood", f"The account sent this wording {found['flood']:,} times within ten minutes."))
    if found["haste"] >= HASTE:
        told.append(("haste", f"The account sent {found['haste']:,} messages within one minute."))
    if found["burst"] >= BURST and found["accounts"] >= MANY_ACCOUNTS:
        told.append(("burst", f"{found['burst']:,} messages of this wording came within ten minutes."))
    if found["first"]:
        told.append(("first_message", f"It is the first message of its account in this {seen_in}."))
    return told
