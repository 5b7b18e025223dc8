from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.end_to_end.gate import RULES, verdicts


def evaluation(guard: float | None, baseline: float) -> dict[str, Any]:
    line = {"name": "all", "guard": {"recall": guard}, "baseline": {"recall": {"value": baseline, "hits": 1}}}
    return {"tables": {"recall": [line, {**line, "name": "other"}]}}


def rule(**bound: float | str) -> dict[str, Any]:
    return {"says": "it is good", "table": "recall", "line": {"name": "all"}, "figure": "recall", **bound}


@pytest.mark.parametrize(
    ("bound", "guard", "holds"),
    [
        ({"at_least": 0.9}, 0.9, True),
        ({"at_least": 0.9}, 0.89, False),
        ({"at_most": 0.9}, 0.91, False),
        ({"at_least": "baseline"}, 0.6, True),
        ({"at_most": "baseline"}, 0.6, False),
        ({"at_least": 0.0}, None, False),
    ],
)
def test_a_rule_holds_only_on_its_side_of_its_bound(bound: Any, guard: float | None, holds: bool) -> None:
    assert [verdict for verdict, _ in verdicts(evaluation(guard, 0.5), [rule(**bound)])] == [holds]


def test_a_rule_about_a_line_that_is_not_there_fails() -> None:
    ((holds, said),) = verdicts(evaluation(1.0, 0.5), [{**rule(at_least=0.1), "line": {"name": "none"}}])
    assert not holds
    assert "0 lines" in said


def test_every_shipped_rule_has_one_bound() -> None:
    for shipped in tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]:
        assert len({"at_least", "at_most"} & set(shipped)) == 1
        assert shipped["says"]
