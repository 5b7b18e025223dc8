"""A guard whose answers are known, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

import coinguard
from coinguard.cli import main
from coinguard.dumps.scored import SCORED_SCHEMA
from coinguard.errors import InputError
from coinguard.signals.offers import Offer
from coinguard.verdict import Reason, Verdict

MODEL = "tests/known-answers"


def verdict_of(text: str) -> Verdict:
    """Scam where the text says "free", review where it says "cheap", clear otherwise."""
    if "overlong" in text:
        raise InputError("the text is longer than 1 MiB", where="text", hint="Split it")
    bias = Reason("bias", -4.0, "how rare scams are among all messages")
    if (at := text.find("free")) >= 0:
        found = Reason("offer.free", 8.0, "offers coins for nothing", at, min(len(text), at + 10))
        return Verdict("scam", 0.982, 4.0, "free_generator", (found, bias), MODEL)
    if (at := text.find("cheap")) >= 0:
        found = Reason("offer.discount", 4.5, "offers coins below the official price", at, at + 5)
        return Verdict("review", 0.622, 0.5, "discount_reseller", (found, bias), MODEL)
    return Verdict("clear", 0.0004, -4.0, None, (bias,), MODEL)


def scored_row(text: str | None) -> dict[str, Any]:
    """What a scan gets for one row."""
    if text is None:
        return {"cg_model": MODEL, "cg_error": "there is no text"}
    verdict = verdict_of(text)
    return {
        "cg_probability": verdict.probability,
        "cg_level": verdict.level,
        "cg_kind": verdict.kind,
        "cg_score": verdict.score,
        "cg_reasons": [asdict(reason) for reason in verdict.reasons],
        "cg_model": MODEL,
    }


class KnownGuard:
    """Answers like a guard, from a rule that tests can see."""

    bundle_id = MODEL

    def __init__(self) -> None:
        self.thresholds = {"review": 0.0, "scam": 2.0}

    def check(self, text: str) -> Verdict:
        return verdict_of(text)

    def check_link(self, url: str) -> Verdict:
        return verdict_of(url)

    def score_columns(self, table: Any, **_options: Any) -> Any:
        rows = [scored_row(text) for text in table["text"].to_pylist()]
        return pa.Table.from_pylist(rows, SCORED_SCHEMA)

    def explain(self, text: str) -> Any:
        link = SimpleNamespace(text="free.top", start=0, end=8, url="https://free.top/", flags=0)
        return SimpleNamespace(
            verdict=verdict_of(text),
            readable=text,
            skeleton=text.lower(),
            undone={"mixed_script": 2, "invisible": 0},
            windows=((0, len(text), 1.5), (2, len(text), 0.5)),
            links=(link,),
            contacts=(SimpleNamespace(kind="telegram", service="telegram", value="luna_coins"),),
            offers=(Offer("coins", Decimal(10_000), Decimal(0), None, Decimal(70), None, 4, len(text)),),
            words=((0, 4, 1.25), (5, 9, -0.5)),
        )


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str
    lines: list[str] = field(default_factory=list)


@pytest.fixture
def known_guard(monkeypatch: pytest.MonkeyPatch) -> KnownGuard:
    guard = KnownGuard()
    # setattr would load the real one
    monkeypatch.setitem(coinguard.__dict__, "load", lambda _model=None, **_options: guard)
    return guard


@pytest.fixture
def cli(known_guard: KnownGuard, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run ``coinguard ARGUMENTS`` and return its code, stdout and stderr."""

    def run(*arguments: str) -> Run:
        with pytest.raises(SystemExit) as exit_info:
            main(list(arguments))
        captured = capsys.readouterr()
        assert isinstance(exit_info.value.code, int)
        return Run(exit_info.value.code, captured.out, captured.err, captured.out.splitlines())

    return run
