"""Keep a checking process small: libraries that others import only because they are installed stay out."""

from __future__ import annotations

import sys
from typing import Any, Final

_NOT_NEEDED: Final = ("pandas", "scipy")


def stay_lean() -> None:
    """Let pyarrow and Numba take pandas and scipy for absent, unless they are loaded already.

    Each imports the other library on the chance of being handed its objects, which costs half a second and 100 MB in every
    process. Only for a process of the command line's own: in a user's program such a library must stay within reach.
    """
    modules: dict[str, Any] = sys.modules  # type: ignore[assignment]
    for name in _NOT_NEEDED:
        modules.setdefault(name, None)
