"""How the fold's helpers are compiled: expanded where they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
import numpy as np

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "no_cfunc_wrapper": True, "forceinline": True, "_nrt": False}

ZERO: Final[Any] = np.int64(0)
"""Nought as a number and not as a literal, for which Numba would compile every helper once more."""


def expanded(function: _Function) -> _Function:
    """Mark a helper that allocates nothing; it is expanded wherever it is called, and its arrays are not counted.

    Folding calls a helper or two for every letter. Passing five arrays on the stack and counting references to each costs
    three times what the helpers do.
    """
    compiled: _Function = numba.njit(**_OPTIONS)(function)
    return compiled
