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


PACK = """\
[[rule]]
name = "raid call"
language = "en"
phrases = ["everybody raid the other channel tonight"]

[[rule]]
name = "on trial"
language = "de"
kind = "account_trade"
phrases = ["wir tauschen (heute|morgen) unsere Konten"]
shadow = true
weight = 2
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(PACK, "utf8")
    return path


def test_shipped_rules_are_listed_with_their_phrases(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "rules", "list", "--language", "de", "--kind", "phishing_login")
    assert "Passwort oder Code (de.toml, line " in text
    assert "phishing_login · de · from 90% alike" in text
    assert "“schick mir den code”" in text
    assert "en.toml" not in text


def test_own_rules_are_listed_behind_the_shipped_ones(capsys: pytest.CaptureFixture[str], pack: Path) -> None:
    rules = [json.loads(line) for line in run(capsys, "rules", "list", "--rules", str(pack), "--json").splitlines()]
    assert [rule["own"] for rule in rules[-3:]] == [False, True, True]
    assert rules[-1]["label"] == "on trial (ours.toml, line 6)"
    assert (rules[-1]["shadow"], rules[-1]["weight"], len(rules[-1]["letters"])) == (True, 2.0, 2)
    text = run(capsys, "rules", "list", "--rules", str(pack), "--language", "de", "--kind", "account_trade")
    assert "account_trade · de · from 90% alike · weight +2.00 · on trial" in text


def test_a_kind_nobody_knows_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["rules", "list", "--kind", "phishing"])
    assert exit_info.value.code == 2
    assert "Did you mean 'phishing_login'?" in capsys.readouterr().err


def test_a_right_pack_is_called_right(capsys: pytest.CaptureFixture[str], pack: Path) -> None:
    text = run(capsys, "rules", "lint", str(pack))
    assert text.splitlines()[-1] == f"{pack}: 2 rules, 3 phrases with alternatives written out: right."


def test_a_wrong_pack_is_told_by_line_and_ends_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_text('[[rule]]\nname = "a"\nphrase = ["free coins for all"]\n', "utf8")
    with pytest.raises(SystemExit) as exit_info:
        main(["rules", "lint", str(path)])
    assert exit_info.value.code == 2
    out = capsys.readouterr().out
    assert f"{path}, line 3: unknown key 'phrase'. Did you mean 'phrases'?" in out
    assert out.splitlines()[-1].endswith("2 to mend.")
    with pytest.raises(SystemExit):
        main(["rules", "lint", str(path), "--json"])
    problems = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {problem["line"] for problem in problems} == {1, 3}
    assert all(problem["fatal"] for problem in problems)


def test_a_trial_tells_what_each_rule_hits_and_changes(
    capsys: pytest.CaptureFixture[str], pack: Path, tmp_path: Path
) -> None:
    dump = tmp_path / "chat.csv"
    texts = ["gg", "everybody raid the othr channel tonight", "wir tauschen heute unsere konten!", "nice stream"] * 3
    dump.write_text("text\n" + "\n".join(texts) + "\n", "utf8")
    text = run(capsys, "rules", "test", str(pack), str(dump))
    assert "12 messages; the pack raises 3 to a higher level" in text
    assert "3 hits (25.00% of all) · 0 of them flagged without it · 3 raised" in text
    assert "That is more than there are scams in most dumps" in " ".join(text.split())
    assert "clear without it: “everybody raid the othr channel tonight”" in " ".join(text.split())
    records = [json.loads(line) for line in run(capsys, "rules", "test", str(pack), str(dump), "--json").splitlines()]
    assert [(record["hits"], record["raised"], record["rows"]) for record in records] == [(3, 3, 12), (3, 0, 12)]


def test_messages_are_checked_with_own_rules(capsys: pytest.CaptureFixture[str], pack: Path) -> None:
    text = run(capsys, "check", "everybody raid the other channel tonight", "--rules", str(pack), "--fail-on", "scam")
    assert text.startswith("review")
    assert "[rules.own]" in text


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
