from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coinguard.cli import main

from .conftest import Run

Cli = Callable[..., Run]


def give_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def test_a_scam_exits_1_and_a_clear_text_0(cli: Cli) -> None:
    assert cli("check", "free coins").code == 1
    assert cli("check", "good evening").code == 0


@pytest.mark.parametrize(
    ("level", "text", "code"),
    [
        ("review", "cheap coins", 1),
        ("review", "good evening", 0),
        ("scam", "cheap coins", 0),
        ("never", "free coins", 0),
    ],
)
def test_fail_on_sets_the_level_that_counts(cli: Cli, level: str, text: str, code: int) -> None:
    assert cli("check", "--fail-on", level, text).code == code


def test_reasons_are_printed_strongest_first_with_points_and_evidence(cli: Cli) -> None:
    assert cli("check", "--no-advice", "get free coins now").lines == [
        "scam  98.2%  free_generator",
        "  “get free coins now”",
        "    +8.00  offers coins for nothing: “free coins” [offer.free]",
        "    -4.00  how rare scams are among all messages [bias]",
        "    +4.00  in all (review from +0.00, scam from +2.00)",
    ]


def test_what_a_scammer_wrote_cannot_steer_the_terminal(cli: Cli) -> None:
    out = cli("check", "free\x1b[31m \u202ecoins\u200b\r\n at https://a.top/x").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\u200b" not in out
    assert "hxxps://a[.]top/x" in out


def test_output_fits_80_columns_when_it_is_not_a_terminal(cli: Cli) -> None:
    out = cli("check", "free " + "coins and more coins " * 30).out
    assert max(map(len, out.splitlines())) <= 80


def test_json_is_one_object_a_text_with_the_whole_verdict(cli: Cli) -> None:
    run = cli("check", "--json", "free coins", "good evening")
    first, second = map(json.loads, run.lines)
    assert (first["text"], first["level"], first["kind"]) == ("free coins", "scam", "free_generator")
    assert sum(reason["points"] for reason in first["reasons"]) == first["score"]
    assert (second["level"], second["kind"], second["error"]) == ("clear", None, None)


def test_dash_reads_a_text_a_line_and_skips_blank_ones(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, "free coins\r\n\n  \nsabah ışığı\n".encode())
    run = cli("check", "--json", "-")
    assert [json.loads(line)["text"] for line in run.lines] == ["free coins", "sabah ışığı"]
    assert run.code == 1


def test_a_line_that_is_not_utf8_is_never_clear(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, b"free coins\n\xff\xfe coins\n")
    run = cli("check", "-")
    assert run.code == 4
    assert "line 2: the text is not UTF-8; not scored" in run.err


def test_a_text_over_a_limit_is_never_clear(cli: Cli) -> None:
    run = cli("check", "--json", "overlong")
    assert run.code == 4
    row = json.loads(run.out)
    assert (row["level"], row["probability"], row["error"]) == (None, None, "the text is longer than 1 MiB")
    assert cli("check", "--allow-bad", "overlong").code == 0


def test_an_argument_that_is_not_utf8_is_never_clear(cli: Cli) -> None:
    assert cli("check", "coins \udcff").code == 4


def test_links_are_checked_as_links(cli: Cli) -> None:
    run = cli("check", "--links", "free-gems.top")
    assert run.code == 1
    assert "“free-gems[.]top”" in run.out


def test_nothing_on_stdin_is_nothing_found(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    give_stdin(monkeypatch, b"")
    run = cli("check", "-")
    assert (run.code, run.out) == (0, "")


def test_lists_are_read_and_a_wrong_line_is_the_users_to_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = tmp_path / "lists.txt"
    lists.write_text("block domain cooking.example\n", "utf8")
    with pytest.raises(SystemExit) as listed:
        main(["check", "--links", "--lists", str(lists), "cooking.example"])
    assert listed.value.code == 1
    assert "by the entry cooking[.]example (line 1)" in " ".join(capsys.readouterr().out.split())
    lists.write_text("blok domain cooking.example\n", "utf8")
    with pytest.raises(SystemExit) as broken:
        main(["check", "--links", "--lists", str(lists), "cooking.example"])
    assert broken.value.code == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "line 1: 'blok' is neither allow nor block. Did you mean 'block'?" in told


def test_who_is_warned_is_told_what_to_do(cli: Cli) -> None:
    out = " ".join(cli("check", "--language", "en", "get free coins now").out.split())
    assert "→ No site or app can make coins" in out
    assert "If you opened the link: close the page" in out
    assert "United States: Federal Trade Commission (reportfraud.ftc.gov)" in out
    assert "→" not in cli("check", "good evening everyone").out


def test_advice_comes_in_the_language_of_the_message(cli: Cli) -> None:
    assert "Ninguna página" in cli("check", "entra a mi perfil y consigue monedas free para todos hoy mismo").out
    assert "Billige Münzen" in cli("check", "--language", "de", "entra a mi perfil y consigue monedas cheap hoy").out
    assert "No site or app" in cli("check", "free 100").out


def test_a_link_on_its_own_is_answered_in_english(cli: Cli) -> None:
    assert "No site or app" in cli("check", "--links", "free-monedas-para-todos.top").out


def test_advice_is_a_field_of_json(cli: Cli) -> None:
    flagged, clear = map(json.loads, cli("check", "--json", "--language", "pt-BR", "free coins", "good evening").lines)
    assert (flagged["advice"]["language"], list(flagged["advice"]["already"])) == (
        "pt",
        ["clicked", "gave_code", "installed"],
    )
    assert clear["advice"] is None
    assert "advice" not in json.loads(cli("check", "--json", "--no-advice", "free coins").out)


def test_a_language_without_advice_is_named_before_anything_is_checked(cli: Cli) -> None:
    run = cli("check", "--language", "fill", "free coins")
    assert (run.code, run.out) == (2, "")
    assert "Did you mean 'fil'?" in run.err
