"""A report as one self-contained page: opens offline, loads nothing, and runs only the script it was written with.

Everything that somebody else wrote goes through :mod:`coinguard.report.safe` and is escaped by the template engine; the
page's content security policy names its own stylesheet and script by their hashes and allows nothing else.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coinguard.report.charts import timeline
from coinguard.report.languages import language_name
from coinguard.report.messages import MessageReport, ShownMessage
from coinguard.report.safe import highlighted, printable, shown

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES: Final = Path(__file__).with_name("templates")
_EVIDENCE_CHARACTERS: Final = 420
_NAME_CHARACTERS: Final = 28


def page(report: MessageReport) -> str:
    """Return the page, UTF-8 once it is encoded."""
    style, script = ((_TEMPLATES / name).read_text("utf-8") for name in ("page.css", "page.js"))
    charts = ""
    if report.timeline is not None:
        charts = timeline(report.timeline.wide, narrow=False) + timeline(report.timeline.narrow, narrow=True)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            style=style,
            script=script,
            policy=_policy(style, script),
            charts=charts,
            names={
                "words": lambda code: shown(code).replace("_", " "),
                "language": language_name,
                "channel": lambda name: shown(name, _NAME_CHARACTERS),
            },
        )
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_source(style)}'; script-src '{_source(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source(content: str) -> str:
    """Return the source expression of an inline element's content (Content Security Policy Level 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "shown": lambda text: shown(text or ""),
        "file": lambda name: printable(name.rpartition("/")[2] or name),
        "cut": lambda text, longest: shown(text or "", longest),
        "count": lambda number: f"{number:,}",
        "share": _share,
        "moment": _moment,
        "span": _span,
        "words": lambda code: shown(code or "").replace("_", " "),
        "evidence": _evidence,
    }
    environment.filters.update(filters)
    return environment


def _share(part: int, whole: int) -> str:
    """Return a share in per cent that never rounds to none or all."""
    share = part / whole if whole else 0.0
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{min(share, 0.999) if part < whole else share:.1%}"


def _moment(moment: dt.datetime | None) -> str:
    return f"{moment.day} {moment:%b %Y, %H:%M}" if moment else ""


def _span(first: dt.datetime | None, last: dt.datetime | None) -> str:
    """Return two times as people write a span, the shared parts once."""
    if first is None or last is None:
        return ""
    if first.date() == last.date():
        return f"{first.day} {first:%b %Y}, {first:%H:%M} to {last:%H:%M}"
    if (last - first).days >= 2 and first.year == last.year:
        return f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
    return f"{_moment(first)} to {_moment(last)}"


def _evidence(message: ShownMessage) -> list[tuple[str, bool]]:
    return highlighted(message.text, message.spans, _EVIDENCE_CHARACTERS)
