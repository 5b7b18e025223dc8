from __future__ import annotations

import json

import pytest

from coinguard.cli import main
from coinguard.scoring.bundle import load_bundle
from coinguard.scoring.known import known_signals
from coinguard.signals.catalogue import CATALOGUE


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    assert exit_info.value.code == 0
    return capsys.readouterr().out


def test_every_signal_is_listed_with_its_record(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "rules", "signals", "--json").splitlines()
    signals = [json.loads(line) for line in lines]
    assert [signal["code"] for signal in signals] == [signal.code for signal in CATALOGUE]
    host = next(signal for signal in signals if signal["code"] == "link.host")
    assert host["weight"] > 0
    assert host["hits"] > 1000
    assert 0 < host["precision"] <= 1


def test_a_person_reads_code_group_weight_record_and_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "rules", "signals")
    assert "lookalike.drawn  (lookalike)" in text
    assert "resembles {about}" in " ".join(text.split())
    assert "hits" in text
    assert "lifts to scam" in text


def test_records_are_the_models_own() -> None:
    for signal in known_signals(load_bundle()):
        assert signal.precision is None or 0 <= signal.precision <= 1
        assert (signal.hits is None) or signal.hits > 0
