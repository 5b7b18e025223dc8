"""``coinguard explain``: everything that was seen in one message."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from coinguard.cli import options
from coinguard.cli.lean import stay_lean

if TYPE_CHECKING:
    from rich.console import Console

    from coinguard.guard import Guard
    from coinguard.scoring.explain import Explanation


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The message; '-' reads all of stdin.")],
    json: options.Json = False,
    model: options.Model = None,
    lists: options.Lists = None,
    rules: options.Rules = None,
    _debug: options.Debug = False,
) -> int:
    """Show how one message was read, what was undone to read it, and how its score adds up.

    The exit code says whether it was explained, not what it is: 0.
    """
    stay_lean()
    import coinguard
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.texts import one

    content = one(text)
    guard = coinguard.load(model, lists=lists, rules=rules)
    explanation = guard.explain(content)
    if json:
        _print_json(content, explanation)
    else:
        _print_text(content, guard, explanation)
    return Outcome.CLEAR


def _print_json(content: str, explanation: Explanation) -> None:
    from json import dumps

    typer.echo(dumps({"text": content, **asdict(explanation)}, ensure_ascii=False, default=str))


def _print_text(content: str, guard: Guard, explanation: Explanation) -> None:
    from coinguard.cli import verdicts
    from coinguard.cli.terminal import hanging, out
    from coinguard.report.safe import defang, printable

    console = out()
    verdicts.headline(console, content, explanation.verdict)
    console.print("how it was read")
    hanging(console, "  readable  ", defang(printable(explanation.readable)))
    hanging(console, "  skeleton  ", defang(printable(explanation.skeleton)))
    undone = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in explanation.undone.items() if count)
    hanging(console, "  undone    ", undone or "nothing")
    _print_links(console, explanation)
    _print_contacts(console, explanation)
    _print_offers(console, content, explanation)
    _print_windows(console, content, explanation)
    _print_words(console, content, explanation)
    console.print("how the score adds up")
    verdicts.reasons(console, content, explanation.verdict)
    verdicts.total(console, explanation.verdict, dict(guard.thresholds))
    console.print(f"model {explanation.verdict.model}")


def _print_links(console: Console, explanation: Explanation) -> None:
    from coinguard.cli.terminal import hanging
    from coinguard.report.safe import defang, printable

    if explanation.links:
        console.print("links")
    for link in explanation.links:
        hanging(console, "  ", defang(printable(link.url or link.text)))


def _print_contacts(console: Console, explanation: Explanation) -> None:
    from coinguard.cli.terminal import hanging
    from coinguard.report.safe import defang, printable

    if explanation.contacts:
        console.print("contacts")
    for contact in explanation.contacts:
        kind = contact.kind.replace("_", " ")
        where = kind if contact.service in (contact.kind, "handle") else f"{kind}, {contact.service}"
        hanging(console, "  ", f"{where}: {defang(printable(contact.value))}")


def _print_offers(console: Console, content: str, explanation: Explanation) -> None:
    from coinguard.cli.terminal import hanging, quoted

    if explanation.offers:
        console.print("offers")
    for offer in explanation.offers:
        said = [offer.currency.replace("_", " ")]
        said += [f"quantity {offer.quantity:,}"] if offer.quantity is not None else []
        said += [f"face value {offer.face:,} {offer.money}"] if offer.face is not None else []
        if offer.price is not None:
            said.append(f"price {offer.price:,} {offer.money}" if offer.price else "free")
        said += [f"{offer.discount}% off"] if offer.discount is not None else []
        hanging(console, "  ", f"{', '.join(said)}: {quoted(content[offer.start : offer.end])}")


def _print_windows(console: Console, content: str, explanation: Explanation) -> None:
    from coinguard.cli.terminal import hanging, quoted

    if len(explanation.windows) > 1:
        console.print("windows of the text model, strongest first")
        for start, end, score in sorted(explanation.windows, key=lambda window: -window[2])[:5]:
            hanging(console, f"  {score:+7.2f}  ", quoted(content[start:end]))


def _print_words(console: Console, content: str, explanation: Explanation) -> None:
    from coinguard.cli.terminal import hanging, quoted

    strongest = sorted(explanation.words, key=lambda word: -abs(word[2]))[:10]
    if strongest:
        console.print("words of the text model, strongest first")
    for start, end, points in strongest:
        hanging(console, f"  {points:+7.2f}  ", quoted(content[start:end]))
