"""``coinguard serve`` and ``coinguard keys``, as far as they go without serving; the rest is in tests/hook."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from coinguard.cli import extras
from tests.served import EXAMPLE_POLICY

from .conftest import Run

Cli = Callable[..., Run]


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "hook.db")


def test_a_key_is_printed_once_and_listed_without_itself(cli: Cli, store: str) -> None:
    made = cli("keys", "make", "chat bot", "--scope", "check", "--scope", "decide", "--store", store)
    assert made.code == 0
    (key,) = made.lines
    listed = cli("keys", "list", "--store", store)
    assert "chat bot  check decide  until revoked by hand only" in listed.out
    assert key.rsplit("_", 1)[-1] not in listed.out


def test_a_key_is_rotated_and_revoked(cli: Cli, store: str) -> None:
    (first,) = cli("keys", "make", "bot", "--scope", "check", "--days", "30", "--store", store).lines
    (second,) = cli("keys", "rotate", first.split("_")[1], "--grace-hours", "0", "--store", store).lines
    assert cli("keys", "revoke", second.split("_")[1], "--store", store).code == 0
    rows = [json.loads(line) for line in cli("keys", "list", "--json", "--store", store).lines]
    assert [(row["name"], row["scopes"], row["opens"]) for row in rows] == [("bot", ["check"], False)] * 2


def test_what_is_wrong_with_a_key_is_told(cli: Cli, store: str) -> None:
    for arguments, problem in (
        (("make", "bot", "--scope", "chekc"), "there is no scope 'chekc'"),
        (("make", " ", "--scope", "check"), "a key needs a name"),
        (("rotate", "nothing"), "there is no key 'nothing'"),
        (("revoke", "nothing"), "there is no key 'nothing'"),
    ):
        run = cli("keys", *arguments, "--store", store)
        assert (run.code, problem in run.err) == (2, True)


@pytest.mark.parametrize(
    ("options", "problem", "hint"),
    [
        ((), "there is no API key, so nobody could call", "coinguard keys make"),
        (("--no-keys", "--host", "0.0.0.0"), "anybody who reaches 0.0.0.0 would be let in", "make API keys"),  # noqa: S104
        (("--no-keys", "--policy", "nothing.toml"), "the policy cannot be read", ""),
        (("--host", "203.0.113.7"), "nothing can listen on 203.0.113.7", "another port"),
        (("--no-keys", "--webhook", "https://example.com/"), "there is no secret to sign with", "--webhook-secret"),
        (("--no-keys", "--text-days", "400"), "texts no longer than decisions", "text_days"),
        (("--no-keys", "--durability", "forever"), "'forever' is not one of", "--help"),
    ],
)
def test_a_service_that_should_not_start_says_why(
    cli: Cli, store: str, options: tuple[str, ...], problem: str, hint: str
) -> None:
    policy = () if "--policy" in options else ("--policy", str(EXAMPLE_POLICY))
    run = cli("serve", *policy, "--store", store, "--port", "0", *options)
    assert run.code == 2
    assert problem in " ".join(run.err.split())
    assert hint in run.err


def test_a_port_that_is_taken_is_told(cli: Cli, store: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = cli("serve", "--policy", str(EXAMPLE_POLICY), "--store", store, "--no-keys", "--port", port)
    assert run.code == 2
    assert f"nothing can listen on 127.0.0.1 port {port}" in run.err


def test_without_its_extra_a_command_names_what_mends_it(cli: Cli, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "sqlalchemy" else object())
    run = cli("keys", "list", "--store", store)
    assert run.code == 3
    assert "the package sqlalchemy is not installed" in run.err
    assert "pip install 'coinguard[serve]'" in run.err
