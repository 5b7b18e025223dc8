"""How a checked ledger reads on a terminal, and as a line of JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from json import dumps
from typing import TYPE_CHECKING, Any, Final

from coinguard.report.safe import defang, printable

if TYPE_CHECKING:
    from coinguard.ledger.check import LedgerCheck
    from coinguard.ledger.reconcile import Example, Finding

_SEVERITIES: Final = ("critical", "high", "medium", "low")
_SHOWN_CASES: Final = 10
_SHOWN_ACCOUNTS: Final = 4
_SHOWN_REASONS: Final = 3
_WIDTH: Final = 100


def summary_lines(found: LedgerCheck) -> list[str]:
    """Return a checked ledger as lines of plain text, safe to print: cases, what was not run, what was reconciled."""
    return [
        *_headline(found),
        *_cases(found),
        *_triage(found),
        *_lacking("Not run", found.cases.not_run),
        *_lacking("Seen less well", found.cases.sees_less),
        *_reconciled(found),
        *(f"Written: {printable(name)}" for name in found.outputs if name != "-"),
    ]


def summary_json(found: LedgerCheck) -> str:
    """Return the summary as one JSON object, the cases themselves left out: they are written with ``--output``."""
    severities = Counter(case["severity"] for case in found.cases)
    return dumps(
        {
            "cases": len(found.cases),
            "severities": {name: severities[name] for name in _SEVERITIES},
            "amount_usd": round(sum(case["amount_usd"] for case in found.cases), 2),
            "accounts": found.accounts,
            "not_run": {name: list(fields) for name, fields in found.cases.not_run.items()},
            "sees_less": {name: list(fields) for name, fields in found.cases.sees_less.items()},
            "triage": list(found.triage),
            "reconciled": found.reconciliation.as_dict(),
            "settings": found.cases.settings_version,
            "baselines": found.cases.baselines_version,
            "own_baselines": found.cases.own_baselines,
            "outputs": list(found.outputs),
        },
        ensure_ascii=False,
    )


def shown(text: str) -> str:
    """Return anything from a ledger as it may be printed."""
    return defang(printable(text))


def counted(count: int, what: str) -> str:
    """Return a number with its noun: ``1 case``, ``2 cases``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _headline(found: LedgerCheck) -> Iterator[str]:
    severities = Counter(case["severity"] for case in found.cases)
    events = counted(found.reconciliation.rows["events"], "event")
    yield f"{counted(len(found.cases), 'case')} in {events} of {counted(found.accounts, 'account')}"
    width = max((len(f"{count:,}") for count in severities.values()), default=1)
    yield from (f"  {name:<9} {severities[name]:>{width},}" for name in _SEVERITIES if severities[name])


def _cases(found: LedgerCheck) -> Iterator[str]:
    for number, case in enumerate(found.cases, start=1):
        if number > _SHOWN_CASES:
            more = len(found.cases) - _SHOWN_CASES
            hint = "" if found.outputs else "; see them all with --output CASES.csv"
            yield f"… and {counted(more, 'more case')}{hint}"
            return
        yield from _case(number, case)


def _case(number: int, case: dict[str, Any]) -> Iterator[str]:
    label = f"{number:>2}. "
    kinds = ", ".join(each["typology"] for each in case["typologies"])
    yield f"{label}{case['severity']}  {case['score']:.1f}  {shown(kinds)}  ${case['amount_usd']:,.2f} at risk"
    accounts = [shown(account) for account in case["account_ids"]]
    rest = len(accounts) - _SHOWN_ACCOUNTS
    more = f" and {rest:,} more" if rest > 0 else ""
    noun = "account" if len(accounts) == 1 else f"{len(accounts):,} accounts"
    yield from _wrapped("    ", f"{noun} {', '.join(accounts[:_SHOWN_ACCOUNTS])}{more}")
    days = f"{case['first_ts']:%Y-%m-%d} to {case['last_ts']:%Y-%m-%d}"
    yield f"    {days}, {counted(case['event_count'], 'event')}, case {shown(case['case_id'])}"
    for reason in case["reasons"][:_SHOWN_REASONS]:
        yield from _wrapped(f"    {reason['points']:+5.1f}  ", shown(reason["text"]))
    if (left := len(case["reasons"]) - _SHOWN_REASONS) > 0:
        yield f"           and {counted(left, 'more reason')}"


def _triage(found: LedgerCheck) -> Iterator[str]:
    if found.triage:
        yield "Unusual, though no pattern names them (rare is not fraud)"
    for account in found.triage:
        told = "; ".join(shown(reason["text"]) for reason in account["reasons"])
        yield from _wrapped(f"  {account['anomaly']:5.1f}  ", f"{shown(account['account_id'])}: {told}")


def _lacking(title: str, detectors: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if detectors:
        yield title
        for name, fields in detectors.items():
            yield from _wrapped(f"  {name}: ", f"missing {', '.join(fields)}")


def _reconciled(found: LedgerCheck) -> Iterator[str]:
    told = found.reconciliation
    if told.findings or told.notes:
        yield "Reconciled"
    for note in told.notes:
        yield from _wrapped("  ", shown(note))
    for one in told.findings:
        place = "" if one.table == "events" else f"{one.table}: "
        yield from _wrapped("  ", f"{place}{one.check.counted(one.count)} ({one.check.action})")
        yield from _wrapped("    ", _examples(one))


def _examples(found: Finding) -> str:
    parts = [_example(each, line=found.check.code == "unparsed_line") for each in found.examples]
    more = found.count - len(parts)
    return "; ".join(parts) + (f"; and {more:,} more" if more > 0 else "")


def _example(example: Example, *, line: bool) -> str:
    place = [f"{'line' if line else 'row'} {example.row:,}"] if example.row is not None else []
    names = [shown(each) for each in (example.id,) if each]
    head = " ".join([*place, *names])
    return f"{head}: {shown(example.note)}" if example.note else head


def _wrapped(label: str, text: str) -> list[str]:
    """Return a text over as many lines as it needs, the later ones indented as far as its label is long."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=label, subsequent_indent=" " * len(label), break_on_hyphens=False
    ) or [label.rstrip()]
