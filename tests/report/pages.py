"""Reports made for tests: an ordinary one, and one in which everything that others wrote is hostile."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from coinguard.report.messages import (
    Count,
    MessageReport,
    Period,
    ShownCampaign,
    ShownIndicator,
    ShownMessage,
    Timeline,
)

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "' onmouseover='document.title=1' x='",
    "{{ 7 * 7 }} {% raw %}${7*7}#{7*7}",
    "javascript:alert(1) https://evil.top/a?b=<b>",
    "</style></title></textarea><svg onload=alert(1)>",
    "\u202eexe.\u202dtxt \u2066hidden\u2069 \u200b\u200d\ufeffzero",
    "\x00\x1b[31m\x07 control \ud800"[:-1],
    "&lt;script&gt; &amp; &#60;b&#62;",
    "Z̸͓̝͇̠͔̈́̽̓͑a̵l̶g̸o " * 20,
)


def message(text: str, level: str = "scam", **more: object) -> ShownMessage:
    """Return one message with its first four characters as evidence."""
    plain = ShownMessage(
        text=text,
        spans=[(0, 4)],
        level=level,
        kind="free_generator",
        score=4.2,
        reasons=[(4.2, "The wording is that of scams")],
        where="chat.csv, row 7",
        author="ann",
        channel="lobby",
        ts=NOON,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def campaign(name: str, *examples: ShownMessage, kind: str = "free_generator") -> ShownCampaign:
    """Return one campaign."""
    return ShownCampaign(
        id=f"c-{abs(hash(name)) % 10**12:012x}",
        name=name,
        kind=kind,
        messages=12,
        levels={"clear": 2, "review": 4, "scam": 6},
        accounts=5,
        channels=2,
        wordings=3,
        first_seen=NOON,
        last_seen=NOON + dt.timedelta(hours=30),
        indicators=[ShownIndicator("domain", name, 9), ShownIndicator("contact", f"t.me/{name[:6]}", 3)],
        examples=examples,
        merged=(),
        split_from=None,
    )


def report(**more: object) -> MessageReport:
    """Return an ordinary report."""
    periods = [Period(NOON + dt.timedelta(hours=3 * n), n % 7, n % 3) for n in range(40)]
    plain = MessageReport(
        inputs=["chat.csv"],
        rows=1_000,
        levels={"clear": 960, "review": 25, "scam": 15},
        seconds=1.5,
        model="base-1",
        first_seen=NOON,
        last_seen=NOON + dt.timedelta(days=5),
        timeline=Timeline(periods, periods[::4], "3 hours", "12 hours"),
        kinds=[Count("free_generator", 30), Count("phishing_login", 10)],
        languages=[Count("en", 35), Count("id", 5)],
        languages_of=40,
        channels=[Count("lobby", 25, 600), Count("market", 15, 400)],
        channels_flagged=2,
        campaigns=[campaign("win-coins.top", message("free coins at https://win-coins.top/a now"))],
        campaign_count=1,
        campaign_messages=12,
        messages=[
            message("free coins at https://win-coins.top/a now"),
            message("log in at safe-login.example.net", "review", kind="phishing_login", author="bob"),
        ],
        wordings=2,
        errors={"text is missing": 3},
        error_rows=3,
        rejected=1,
        rejected_lines=[("chat.csv", 9, "a quote is not closed")],
        broken=[],
        not_run=["bursts: no message has a time"],
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def hostile_report() -> MessageReport:
    """Return a report in which every field that somebody else can write holds something hostile."""
    messages = [
        message(
            text,
            author=text,
            channel=text,
            where=f"{text}, row 1",
            kind="other_scam",
            reasons=[(1.0, text)],
            spans=[(2, 9)],
        )
        for text in HOSTILE
    ]
    return report(
        inputs=list(HOSTILE),
        channels=[Count(text, 3, 9) for text in HOSTILE],
        kinds=[Count(text, 3) for text in HOSTILE],
        campaigns=[campaign(text, *messages) for text in HOSTILE],
        campaign_count=len(HOSTILE),
        messages=messages,
        errors=dict.fromkeys(HOSTILE, 1),
        rejected_lines=[(text, 1, text) for text in HOSTILE],
        broken=[(text, text) for text in HOSTILE],
        not_run=list(HOSTILE),
        model=HOSTILE[0],
    )
