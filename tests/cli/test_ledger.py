"""``coinguard ledger``: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Run

Cli = Callable[..., Run]


@pytest.fixture
def example(checkout: Path) -> tuple[str, ...]:
    folder = checkout / "data/examples/ledger"
    return (
        str(folder / "events.csv"),
        "--accounts",
        str(folder / "accounts.csv"),
        "--streams",
        str(folder / "streams.csv"),
    )


def small(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "events.csv"
    path.write_text("\n".join(("event_id,ts,type,account_id", *lines)) + "\n", encoding="utf-8")
    return str(path)


def test_a_checked_ledger_prints_its_cases_and_exits_1_from_the_severity_asked_for(
    cli: Cli, example: tuple[str, ...]
) -> None:
    run = cli("ledger", "check", *example, "--fail-on", "low")
    assert run.code == 1, run.err
    assert " cases in " in run.lines[0]
    assert any(line.startswith(" 1. ") and "at risk" in line for line in run.lines)
    assert all(len(line) <= 110 for line in run.lines)
    assert cli("ledger", "check", *example, "--fail-on", "never").code == 0


def test_cases_on_standard_output_are_lines_of_json_and_the_summary_goes_to_stderr(
    cli: Cli, example: tuple[str, ...]
) -> None:
    run = cli("ledger", "check", *example, "-o", "-", "--json", "--fail-on", "never")
    cases = [json.loads(line) for line in run.lines]
    summary = json.loads(run.err)
    assert summary["cases"] == len(cases) > 0
    assert {"not_run", "reconciled", "severities", "amount_usd"} <= summary.keys()
    assert cases[0]["reasons"][0]["text"]


def test_a_ledger_without_cases_is_clear_and_says_what_was_not_run(cli: Cli, tmp_path: Path) -> None:
    run = cli("ledger", "check", small(tmp_path, "a,2025-06-01,login,ann"))
    assert (run.code, run.lines[0]) == (0, "0 cases in 1 event of 1 account")
    assert "Not run" in run.lines
    assert any("card_testing: missing " in line and "card_fp" in line for line in run.lines)


def test_rows_that_cannot_be_used_exit_4_unless_that_is_allowed(cli: Cli, tmp_path: Path) -> None:
    events = small(
        tmp_path, "a,2025-06-01,login,ann", "b,soon,login,ann", "c,2025-06-01,login", "d,2025-06-01,gfit,ann"
    )
    run = cli("ledger", "check", events)
    assert run.code == 4
    assert "    line 4: Expected Number of Columns: 4 Found: 3: c,2025-06-01,login" in run.lines
    assert "    row 2 b: unreadable: ts=soon" in run.lines
    assert "  events: 'gfit' is no type that is known (1 row). Did you mean 'gift'?" in run.lines
    assert cli("ledger", "check", events, "--allow-bad").code == 0


def test_nothing_from_a_ledger_steers_a_terminal(cli: Cli, tmp_path: Path) -> None:
    events = small(tmp_path, "a\x1b[31m,2025-06-01,login,ann", "b,\x1b]0;x\x07https://evil.top,login,ann")
    run = cli("ledger", "check", events)
    assert "\x1b" not in run.out
    assert "https://evil.top" not in run.out
    assert "evil[.]top" in run.out


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["chekc"], "there is no command 'chekc'", "Did you mean 'check'?"),
        (["check", "/none.csv"], "/none.csv: there is no such file", "Check the path."),
        (
            ["check", "/none.csv", "-o", "x.xls"],
            "x.xls: .xls is no format for cases",
            "Name a file that ends in .parquet, .csv, .json or .jsonl.",
        ),
        (
            ["check", "x.csv", "--fail-on", "bad"],
            "invalid value for '--fail-on': 'bad' is not one of 'critical', 'high', 'medium', 'low', 'never'",
            "See 'coinguard ledger check --help'.",
        ),
        (["check", "x.csv", "--acounts", "y"], "there is no option '--acounts'", "Did you mean '--accounts'?"),
        (["me", "/none.json"], "/none.json: there is no such file", "Check the path."),
    ],
)
def test_wrong_usage_exits_2_with_a_sentence_and_a_hint(cli: Cli, arguments: list[str], said: str, hint: str) -> None:
    run = cli("ledger", *arguments)
    assert (run.code, run.out, run.err) == (2, "", f"coinguard: {said}.\n  {hint}\n")


def test_a_mapping_and_prices_of_one_s_own_are_read(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("id;when;what;user\n1;01.06.2025;topup;ann\n", encoding="utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[events.columns]\nevent_id = "id"\nts = "when"\ntype = "what"\naccount_id = "user"\n'
        '[events.values.type]\ntopup = "purchase"\n[time]\nformat = "%d.%m.%Y"\n',
        encoding="utf-8",
    )
    assert cli("ledger", "check", str(path), "--map", str(mapping)).code == 0
    run = cli("ledger", "check", str(path), "--map", str(mapping), "--prices", str(tmp_path / "none"))
    assert (run.code, run.err.splitlines()[0]) == (2, f"coinguard: {tmp_path / 'none'}: there is no price file.")
    mapping.write_text("[event]\n", encoding="utf-8")
    run = cli("ledger", "check", str(path), "--map", str(mapping))
    assert (run.code, run.err) == (2, f"coinguard: {mapping}: there is no section 'event'.\n  Did you mean 'events'?\n")


def test_one_s_own_history_is_told_in_words_and_as_json(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("date,amount,currency\n2025-06-01 12:00,4.99,USD\n", encoding="utf-8")
    run = cli("ledger", "me", str(path))
    assert (run.code, run.lines[:2]) == (
        0,
        ["1 purchase, 0 gifts, 01 June 2025 to 01 June 2025", "Spent in all: $4.99"],
    )
    assert json.loads(cli("ledger", "me", str(path), "--json", "--child").out)["remarks"][0]["code"] == "under_age"


def test_a_simulated_ledger_says_that_it_is(cli: Cli, tmp_path: Path) -> None:
    run = cli("ledger", "simulate", "--out", str(tmp_path / "world"), "--accounts", "1000", "--days", "28")
    assert (run.code, run.out) == (0, f"{tmp_path / 'world'} (simulated)\n")
    assert (tmp_path / "world" / "events.parquet").is_file()
    assert cli("ledger", "simulate", "--out", str(tmp_path / "tiny"), "--accounts", "5").code == 2


def test_listing_unusual_accounts_is_told_apart_from_cases(cli: Cli, example: tuple[str, ...]) -> None:
    run = cli("ledger", "check", *example, "--triage", "2", "--fail-on", "never")
    place = run.lines.index("Unusual, though no pattern names them (rare is not fraud)")
    assert "unusual among these accounts" in " ".join(run.lines[place : place + 5])


def test_features_are_written_and_counted(cli: Cli, example: tuple[str, ...], tmp_path: Path) -> None:
    run = cli("ledger", "features", *example, "-o", str(tmp_path / "features.csv"))
    assert (run.code, run.out, run.err) == (0, "", "event_features: 842 rows\n")
    header = (tmp_path / "features.csv").read_text().splitlines()[0].split(",")
    assert {"event_id", "velocity_purchases_24h", "distinct_device_accounts_7d", "new_receiver", "dwell_ms"} <= set(
        header
    )


def test_one_table_of_features_goes_to_standard_output(cli: Cli, example: tuple[str, ...]) -> None:
    run = cli("ledger", "features", *example, "-o", "-", "--table", "shared_links")
    assert run.code == 0
    assert {"account_id", "other_id", "since_k"} <= json.loads(run.lines[0]).keys()


def test_the_tables_of_features_are_listed_and_a_slip_is_put_right(cli: Cli, example: tuple[str, ...]) -> None:
    run = cli("ledger", "features", "--list")
    assert run.code == 0
    assert any(line.startswith("velocity_ip_events: ") for line in run.lines)
    run = cli("ledger", "features", *example, "-o", "x.csv", "--table", "gift_path")
    assert (run.code, run.err) == (
        2,
        "coinguard: --table: there is no table 'gift_path'.\n  Did you mean 'gift_paths'?\n",
    )
