"""JSON values out of bytes, strict and not so strict, and what is looked up in them."""

from __future__ import annotations

import json
from typing import Any

import orjson


class Problem(str):
    """Why some bytes are no JSON value."""


def lenient_text(data: bytes) -> str:
    """Return bytes as text; those that are not UTF-8 as the surrogates that ``surrogateescape`` writes back as bytes."""
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """Return a text as bytes; what no UTF-8 says as bytes that are not UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def loaded(data: bytes, *, strict: bool = True) -> Any:
    """Return a JSON value, or the :class:`Problem` with it.

    Python's own parser takes over where orjson is strict: NaN, halves of surrogate pairs, broken UTF-8 inside strings.

    Parameters
    ----------
    data
        The value, nothing else.
    strict
        Whether control characters inside strings are a problem.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(lenient_text(data), strict=strict)
    except RecursionError:
        return Problem("nested too deeply")
    except ValueError as error:
        return Problem(f"not JSON ({getattr(error, 'msg', 'a number of too many digits')})")


def found(value: Any, *path: str | int) -> Any:
    """Return what stands under keys and places of a JSON value; null where there is nothing like that."""
    for step in path:
        if type(value) is dict:
            value = value.get(step)
        elif type(value) is list and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_of(value: Any, *path: str | int) -> str | None:
    """Return the string or the whole number under keys of a JSON value; null for everything else, an empty string too."""
    for step in path:
        # Every field of every message comes through here, so the usual case is written out.
        value = value.get(step) if type(value) is dict else found(value, step)
    if type(value) is str:
        return value or None
    return str(value) if type(value) is int else None


def items_of(value: Any, *path: str | int) -> list[Any]:
    """Return the array under keys of a JSON value; an empty one where there is none."""
    items = found(value, *path)
    return items if isinstance(items, list) else []


def objects_of(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects in the array under keys of a JSON value; none where there is no array."""
    return [item for item in items_of(value, *path) if isinstance(item, dict)]
