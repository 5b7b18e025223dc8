"""How a verdict reads on a terminal, and as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coinguard.cli.terminal import hanging, quoted
from coinguard.report.safe import defang, printable
from coinguard.verdict import Level, Reason, Verdict

if TYPE_CHECKING:
    from rich.console import Console

    from coinguard.scoring.advice import Advice

_COLOUR: Final[dict[Level, str]] = {"clear": "green", "review": "yellow", "scam": "bold red"}
_LONGEST_ECHO: Final = 200


def headline(console: Console, text: str, verdict: Verdict) -> None:
    """Print the level, the probability and the kind, then the text they are about."""
    from rich.text import Text

    row = Text(verdict.level, style=_COLOUR[verdict.level])
    row.append(f"  {percentage(verdict.probability)}", style="none")
    if verdict.kind is not None:
        row.append(f"  {verdict.kind}", style="none")
    console.print(row)
    hanging(console, "  ", quoted(text, _LONGEST_ECHO))


def reasons(console: Console, text: str, verdict: Verdict) -> None:
    """Print every reason, strongest first: its points, its sentence, and the words it rests on."""
    for reason in verdict.reasons:
        hanging(console, f"  {reason.points:+7.2f}  ", _sentence(text, reason))


def total(console: Console, verdict: Verdict, thresholds: dict[str, float]) -> None:
    """Print what the reasons sum to, and what sums it takes to be reviewed or held a scam."""
    bounds = f"review from {thresholds['review']:+.2f}, scam from {thresholds['scam']:+.2f}"
    hanging(console, f"  {verdict.score:+7.2f}  ", f"in all ({bounds})")


def percentage(probability: float) -> str:
    """Return a probability as a percentage that never rounds to certainty."""
    if probability < 0.001:
        return "under 0.1%"
    if probability > 0.999:
        return "over 99.9%"
    return f"{probability:.1%}"


def advised(console: Console, advice: Advice) -> None:
    """Print what to do: about the message, after each likely mistake, and where to report it."""
    hanging(console, "  → ", advice.about)
    for remedy in advice.already:
        hanging(console, "    ", remedy.text)
    hanging(console, "    ", advice.report)
    if advice.places:
        places = "; ".join(f"{place.name} ({place.address})" for place in advice.places)
        hanging(console, "    ", f"{advice.elsewhere} {places}")


def as_json(
    fields: dict[str, Any],
    verdict: Verdict | None,
    error: str | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Return ``fields``, the verdict's, ``error`` and ``more`` as one line of JSON; without a verdict its fields are null."""
    empty = dict.fromkeys(("level", "probability", "score", "kind", "reasons", "model"))
    values = empty if verdict is None else verdict.as_dict()
    return json.dumps({**fields, **values, "error": error, **more}, ensure_ascii=False)


def _sentence(text: str, reason: Reason) -> str:
    """Return a reason's sentence, with its evidence behind it where it does not quote that itself."""
    sentence = defang(printable(reason.text))
    evidence = text[reason.start : reason.end] if reason.start is not None else ""
    if printable(evidence).strip() and "“" not in sentence:
        sentence = f"{sentence.rstrip('.')}: {quoted(evidence)}"
    return f"{sentence} [{reason.code}]"
