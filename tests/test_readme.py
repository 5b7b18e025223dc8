"""The README shows what really happens."""

from __future__ import annotations

import difflib

import pytest

from tests.readme import README, blocks, comparable, regenerated, setup_commands


@pytest.fixture(scope="module")
def page() -> str:
    return README.read_text(encoding="utf-8")


def test_every_session_prints_what_the_page_shows(page: str) -> None:
    shown, now = comparable(page).splitlines(), comparable(regenerated(page)).splitlines()
    difference = "\n".join(difflib.unified_diff(shown, now, "README.md", "now", lineterm="", n=1))
    assert not difference, f"run 'python -m tests.readme --write':\n{difference}"


def test_two_commands_set_the_project_up(page: str) -> None:
    use, develop = setup_commands(page)
    assert use.startswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/coinguard scan data/examples/")
    assert develop == "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest"


def test_both_doors_are_shown(page: str) -> None:
    languages = {block.language for block in blocks(page)}
    assert {"sh", "console", "python"} <= languages
    for command in (
        "coinguard check",
        "coinguard explain",
        "coinguard scan",
        "coinguard scan --links",
        "coinguard ledger check",
    ):
        assert f"$ {command} " in page


@pytest.mark.parametrize("name", ["evaluation", "ledger", "benchmarks"])
def test_generated_tables_stand_between_their_markers(page: str, name: str) -> None:
    assert page.count(f"<!-- {name}:begin -->") == page.count(f"<!-- {name}:end -->") == 1
    between = page.split(f"<!-- {name}:begin -->")[1].split(f"<!-- {name}:end -->")[0]
    assert "|" in between
