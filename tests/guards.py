"""The shipped guard, loaded once for all tests."""

from __future__ import annotations

from functools import lru_cache

import coinguard


@lru_cache(maxsize=1)
def guard() -> coinguard.Guard:
    return coinguard.load()
