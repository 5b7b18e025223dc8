"""Triage lists who is unusual, says why, and never makes a case."""

from __future__ import annotations

import pytest

from coinguard.ledger.read import read_ledger
from coinguard.ledger.triage import MAX_REASONS, MIN_ACCOUNTS, TRIAGE_SCHEMA, triage
from tests.ledger.story import Story, texts

pytest.importorskip("pyod", reason="not run: PyOD is not installed")


def listed(people: int, in_cases: frozenset[str] = frozenset()) -> list[dict[str, object]]:
    story = Story()
    story.everyday(people)
    for number in range(40):
        story.buy("odd", 3 + number / 50, 7000, card_fp=f"card{number}")
    with read_ledger(texts(story.events), texts(list(story.accounts.values())), texts(story.streams)) as (ledger, _):
        found = triage(ledger, in_cases, most=5)
    assert found.schema == TRIAGE_SCHEMA
    return list(found.to_pylist())


def test_the_most_unusual_account_is_listed_first_with_what_makes_it_so() -> None:
    first = listed(60, frozenset({"star"}))[0]
    assert first["account_id"] == "odd"
    reasons = first["reasons"]
    assert isinstance(reasons, list)
    assert 0 < len(reasons) <= MAX_REASONS
    assert "cards" in {reason["feature"] for reason in reasons}


def test_accounts_in_cases_are_not_listed_again() -> None:
    assert "odd" not in {row["account_id"] for row in listed(60, frozenset({"odd"}))}


def test_a_handful_of_accounts_is_no_population() -> None:
    assert listed(3) == []
    assert MIN_ACCOUNTS > 5
