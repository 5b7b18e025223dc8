"""Keep a checking process small: libraries that others import only because they are installed stay out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

_NOT_NEEDED: Final = frozenset({"pandas", "scipy"})


class _Absent(MetaPathFinder):
    """Finds no module, and lets nobody else find one that is not needed."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _NOT_NEEDED:
            raise ModuleNotFoundError(f"coinguard's commands do without {fullname}", name=fullname)
        return None


def stay_lean() -> None:
    """Let pyarrow and Numba take pandas and scipy for absent, unless they are loaded already.

    Each imports the other library on the chance of being handed its objects, which costs half a second and 100 MB in every
    process. Only for a process of the command line's own: in a user's program such a library must stay within reach.
    """
    if not any(isinstance(finder, _Absent) for finder in sys.meta_path) and not _NOT_NEEDED & sys.modules.keys():
        sys.meta_path.insert(0, _Absent())
