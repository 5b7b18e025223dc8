"""Asking a table of scopes about one link, outside a kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from coinguard.links.find import code_points
from coinguard.links.scope import SCOPE_TYPES, ScopeTable, scope_of
from coinguard.text.kernel import INT, OUT_INT32S, OUT_INT64S, kernel


@kernel(OUT_INT32S, INT, *SCOPE_TYPES, OUT_INT64S)
def _look_up(canon: Any, length: int, slots: Any, rows: Any, texts: Any, out: Any) -> None:
    out[0], out[1], out[2] = scope_of(canon, 0, length, slots, rows, texts)


def scope_of_link(canonical: str, table: ScopeTable) -> tuple[int, int, int]:
    """Return the scope, brand and entry that a table has for a link in canonical form; ``(0, -1, -1)`` if none.

    Examples
    --------
    >>> from coinguard.links.scope import FIRST_PARTY, official_table
    >>> scope_of_link("tiktok.com/coin", official_table())[0] == FIRST_PARTY
    True
    """
    out = np.empty(3, np.int64)
    codes = code_points(canonical)
    _look_up(codes, len(codes), *table, out)
    scope, brand, entry = out.tolist()
    return scope, brand, entry
