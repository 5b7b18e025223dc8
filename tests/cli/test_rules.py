from __future__ import annotations

import json
from pathlib import Path

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


def test_keywords_are_printed_as_the_platform_takes_them(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "rules", "export", "tiktok", "--language", "es", "--language", "ja").splitlines()
    assert "generador de monedas" in lines
    assert "コイン増殖" in lines
    listed = run(capsys, "rules", "export", "youtube", "--language", "es")
    assert listed.startswith("generador de monedas, generador de robux, ")
    words = [json.loads(line) for line in run(capsys, "rules", "export", "discord", "--json").splitlines()]
    assert len(words) == 1000
    assert {word["language"] for word in words} >= {"ar", "en", "vi"}


def test_keywords_go_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "rules", "export", "Twitch", "-o", str(tmp_path / "terms.txt")) == ""
    assert "mod apk unlimited*\n" in (tmp_path / "terms.txt").read_text("utf8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["discrod"], "Did you mean 'discord'?"),
        (["tiktok", "--language", "xx"], "no language is called 'xx'"),
        (["tiktok", "-o", "/nowhere/terms.txt"], "can't be written"),
    ],
)
def test_what_can_not_be_exported_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["rules", "export", *arguments])
    assert exit_info.value.code == 2
    assert told in capsys.readouterr().err
