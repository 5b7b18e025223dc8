"""Character entities of HTML, decoded: ``&#102;``, ``&#x66;``, ``&eacute;``, and those that decode to another entity."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard import limits
from coinguard.text.kernel import ZERO, expanded
from coinguard.text.undone import ENTITIES, count_undone

_MAX_ENTITY: Final = limits.MAX_ENTITY_CODE_POINTS
_MAX_DEPTH: Final = limits.MAX_ENTITY_DEPTH
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FNV_OFFSET: Final = np.uint64(0xCBF29CE484222325)
_FNV_PRIME: Final = np.uint64(0x100000001B3)


@expanded
def lookup(keys: Any, values: Any, key: Any) -> int:
    """Return the value of a key in an open-addressing table (:func:`coinguard.text.table.hash_table`), 0 where it has none."""
    mask = len(keys) - 1
    shift = 64
    size = len(keys)
    while size > 1:
        size >>= 1
        shift -= 1
    wanted = np.uint64(key)
    place = np.int64((wanted * _GOLDEN) >> np.uint64(shift))
    while keys[place] != 0:
        if keys[place] == wanted:
            return int(values[place])
        place = (place + 1) & mask
    return 0


@expanded
def _numeric(raw: Any, i: int, n: int, stop: int) -> tuple[int, int]:
    """Return the code point of the numeric entity at ``i`` (``&#``) and where it ends; (0, i) where there is none."""
    k = i + 2
    base = 10
    if k < stop and raw[0, k] | 0x20 == 0x78:
        base = 16
        k += 1
    first = k
    value = 0
    while k < stop:
        code = raw[0, k]
        if 0x30 <= code <= 0x39:
            digit = code - 0x30
        elif base == 16 and 0x61 <= code | 0x20 <= 0x66:
            digit = (code | 0x20) - 0x57
        else:
            break
        value = min(value * base + digit, 0x110000)
        k += 1
    if k == first or value == 0 or value > 0x10FFFF or 0xD800 <= value < 0xE000:
        return 0, i
    return value, k + 1 if k < n and raw[0, k] == 0x3B else k


@expanded
def _entity(raw: Any, i: int, n: int, keys: Any, values: Any) -> tuple[int, int]:
    """Return the code point of the entity at ``i`` and where it ends; (0, i) where there is none."""
    stop = min(n, i + _MAX_ENTITY)
    k = i + 1
    if k < stop and raw[0, k] == 0x23:
        return _numeric(raw, i, n, stop)
    name = _FNV_OFFSET
    while k < stop and raw[0, k] != 0x3B:
        if raw[0, k] >= 0x80 or raw[0, k] <= 0x26:
            return 0, i
        name = (name ^ np.uint64(raw[0, k])) * _FNV_PRIME
        k += 1
    if k >= stop:
        return 0, i
    value = lookup(keys, values, name)
    return (value, k + 1) if value else (0, i)


@expanded
def _plain_writing(code: int) -> bool:
    """Return whether a code point needs no entity, so that one only hides it: a letter or digit, not punctuation."""
    return (0x61 <= code | 0x20 <= 0x7A) or 0x30 <= code <= 0x39 or 0x24F < code < 0x2000


@expanded
def decode_entities(raw: Any, n: int, keys: Any, values: Any, undone: Any) -> int:
    """Decode the entities of ``raw[:, :n]`` in place, nested ones too; return the new number of code points."""
    for _ in range(_MAX_DEPTH):
        w = i = ZERO
        while i < n:
            code, k = (raw[0, i], i + 1)
            if code == 0x26:
                value, stop = _entity(raw, i, n, keys, values)
                if stop > i:
                    code, k = value, stop
                    if _plain_writing(code):
                        count_undone(undone, ENTITIES, raw[1, i], raw[2, k - 1])
            raw[1, w] = raw[1, i]
            raw[2, w] = raw[2, k - 1]
            raw[0, w] = code
            w += 1
            i = k
        if w == n:
            break
        n = w
    return n
