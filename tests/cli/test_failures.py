"""The words a user reads when something is wrong, as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

import coinguard
from coinguard.errors import ConfigurationError, InstallationError

from .conftest import Run

Cli = Callable[..., Run]


def fail_with(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> None:
    def load(model: object = None, **_options: object) -> None:
        raise failure

    monkeypatch.setitem(coinguard.__dict__, "load", load)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scna", "x.csv"], "coinguard: there is no command 'scna'.\n  Did you mean 'scan'?\n"),
        (
            ["free coins"],
            "coinguard: there is no command 'free coins'.\n"
            "  The commands are check, scan, explain, serve, warmup, train, evaluate, ledger, rules, keys.\n",
        ),
        (["check", "--fail-one", "x"], "coinguard: there is no option '--fail-one'.\n  Did you mean '--fail-on'?\n"),
        (["check"], "coinguard: missing argument 'TEXT'.\n  See 'coinguard check --help'.\n"),
        (
            ["check", "--fail-on", "maybe", "x"],
            "coinguard: invalid value for '--fail-on': 'maybe' is not one of 'scam', 'review', 'never'.\n"
            "  See 'coinguard check --help'.\n",
        ),
    ],
)
def test_wrong_usage_exits_2_with_a_sentence_and_a_hint(cli: Cli, arguments: list[str], said: str) -> None:
    run = cli(*arguments)
    assert (run.code, run.out, run.err) == (2, "", said)


def test_no_command_at_all_shows_the_help_and_is_not_success(cli: Cli) -> None:
    run = cli()
    assert (run.code, run.out) == (2, "")
    assert "Exit codes: 0 nothing found" in run.err


def test_a_broken_model_exits_3_and_says_what_mends_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, InstallationError("the model is missing", where="m", hint="Reinstall with 'pip …'"))
    run = cli("check", "x")
    assert (run.code, run.err) == (3, "coinguard: m: the model is missing.\n  Reinstall with 'pip …'.\n")


def test_a_missing_dependency_exits_3(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ModuleNotFoundError("No module named 'numba'", name="numba"))
    run = cli("check", "x")
    assert run.code == 3
    assert run.err.startswith("coinguard: the package numba is missing.\n  Reinstall with")


def test_a_wrong_configuration_exits_2(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ConfigurationError("the list is empty", where="hosts.toml:3"))
    assert cli("check", "x").code == 2


def test_a_bug_exits_70_in_one_sentence_and_shows_a_traceback_only_on_demand(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, ZeroDivisionError("division by zero\x1b[2J"))
    run = cli("check", "x")
    assert run.code == 70
    assert run.err == (
        "coinguard: this is a mistake in coinguard, not in your input (ZeroDivisionError: division by zero[2J).\n"
        "  Add --debug to see where, and report it.\n"
    )
    assert "Traceback (most recent call last)" in cli("check", "x", "--debug").err
    assert "Traceback" not in cli("check", "x").err


def test_ctrl_c_exits_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    assert cli("check", "x").code == 130


def test_a_broken_pipe_exits_141_and_says_nothing() -> None:
    if not hasattr(os, "fork"):
        pytest.skip("not run: needs a POSIX pipe")
    script = (
        "import coinguard, sys\n"
        "from tests.cli.conftest import KnownGuard\n"
        "coinguard.load = lambda model=None, **options: KnownGuard()\n"
        "from coinguard.cli import main\n"
        "main(['check'] + ['free coins'] * 5000)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (141, b"")


def test_help_and_version_exit_0(cli: Cli) -> None:
    assert cli("--version").out.startswith("coinguard 0.")
    for command in ("check", "scan", "explain", "serve", "warmup", "train", "evaluate"):
        run = cli(command, "--help")
        assert run.code == 0
        assert run.out.lstrip().startswith(f"Usage: coinguard {command}")


def test_importing_the_package_imports_nothing_heavy() -> None:
    script = (
        "import sys, coinguard; print([m for m in ('numba','pyarrow','pandas','sklearn','typer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
