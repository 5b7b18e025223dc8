"""Nothing that is ordinary writing in a language counts as a disguise."""

from __future__ import annotations

import pytest

from coinguard.text.views import fold
from coinguard.training.written import ordinary_lines

LINES = ordinary_lines()
HONEST = {"stretched_letters"}
"""What people do in any language for emphasis."""


@pytest.mark.parametrize("language", sorted(LINES))
def test_ordinary_writing_is_not_disguised(language: str) -> None:
    undone = {line: set(fold(line).undone) - HONEST for line in LINES[language]}
    assert {line: names for line, names in undone.items() if names} == {}


@pytest.mark.parametrize("language", sorted(LINES))
def test_few_ordinary_lines_are_stretched(language: str) -> None:
    stretched = [line for line in LINES[language] if "stretched_letters" in fold(line).undone]
    assert len(stretched) < 0.06 * len(LINES[language])
