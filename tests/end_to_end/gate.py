"""Whether an evaluation may ship, by the rules of ``gate.toml``: ``python -m tests.end_to_end.gate FILE``."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

RULES = Path(__file__).with_name("gate.toml")


def verdicts(evaluation: dict[str, Any], rules: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    """Return for each rule whether it holds, and a line that says so with the figure and its bound."""
    return [_verdict(evaluation, rule) for rule in rules]


def _verdict(evaluation: dict[str, Any], rule: dict[str, Any]) -> tuple[bool, str]:
    lines = [line for line in evaluation["tables"][rule["table"]] if rule["line"].items() <= line.items()]
    if len(lines) != 1:
        return False, f"FAILED  {rule['says']}: {len(lines)} lines of {rule['table']} are {rule['line']}"
    figure = _value(lines[0]["guard"][rule["figure"]])
    name = "at_least" if "at_least" in rule else "at_most"
    bound = _value(lines[0]["baseline"][rule["figure"]]) if rule[name] == "baseline" else rule[name]
    holds = figure is not None and bound is not None and (figure >= bound if name == "at_least" else figure <= bound)
    measured = f"{figure} must be {name.replace('_', ' ')} {bound}"
    return holds, f"{'ok' if holds else 'FAILED':<6}  {rule['says']}: {measured}"


def _value(figure: Any) -> float | None:
    return figure["value"] if isinstance(figure, dict) else figure


def main() -> None:
    """Print each rule's verdict; exit with 1 if one does not hold."""
    evaluation = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    told = verdicts(evaluation, tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"])
    print("\n".join(line for _, line in told))
    sys.exit(not all(holds for holds, _ in told))


if __name__ == "__main__":
    main()
