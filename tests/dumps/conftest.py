"""What the tests of dumps share."""

from __future__ import annotations

import pytest

from tests.dumps.fake_guard import FakeGuard


@pytest.fixture
def guard() -> FakeGuard:
    """A guard that needs no model."""
    return FakeGuard()
