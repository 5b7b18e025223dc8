"""Arrow columns as the cells of text formats, many at a time."""

from __future__ import annotations

import functools
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc

_FORMULA: Final = "^[=+\\-@\t\r\n＝＋－＠]"
"""What makes a spreadsheet read a cell as a formula, full-width forms too (OWASP, "CSV Injection")."""


def valid_text(column: Any) -> Any:
    """Return a pyarrow array of any string or binary type as valid UTF-8 strings, what is not UTF-8 as U+FFFD."""
    text = unchecked_text(column)
    if pa.types.is_string(text.type) or pa.types.is_large_string(text.type):
        return text
    return pa.array(
        [None if value is None else value.decode("utf-8", "replace") for value in text.to_pylist()], pa.string()
    )


_ESCAPED: Final = '["\\\\\\x00-\\x1f]'
"""Characters that a JSON string cannot hold as they are (RFC 8259, section 7)."""


def unchecked_text(column: Any) -> Any:
    """Return any pyarrow array as strings where all are valid UTF-8, else as bytes, for the guard to tell."""
    if pa.types.is_dictionary(column.type):
        return unchecked_text(column.dictionary_decode())
    if not _is_text(column.type):
        return plain_text(column)
    data = _as_binary(column)
    try:
        return data.cast(pa.large_string() if pa.types.is_large_binary(data.type) else pa.string())
    except pa.ArrowInvalid:
        return data


def plain_text(column: Any) -> Any:
    """Return any pyarrow array as strings: numbers in digits, times as ISO 8601, nested values as JSON; nulls stay."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain_text(column.dictionary_decode())
    if _is_text(kind):
        return valid_text(column)
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if not pa.types.is_nested(kind):
        try:
            return column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return pa.array([None if value is None else _json(value) for value in column.to_pylist()], pa.string())


def json_text(column: Any) -> Any:
    """Return any pyarrow array as JSON texts: nulls, NaN and infinity as ``null``, times as ISO 8601 strings."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return json_text(column.dictionary_decode())
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        result = column.cast(pa.string())
    elif pa.types.is_floating(kind):
        wide = column.cast(pa.float64())
        result = pc.if_else(pc.is_finite(wide), wide.cast(pa.string()), pa.scalar(None, pa.string()))
    elif pa.types.is_nested(kind):
        result = plain_text(column)
    else:
        result = _json_strings(plain_text(column))
    return result.fill_null("null")


def reasons_json(reasons: Any) -> Any:
    """Return a pyarrow list array of reasons as JSON texts, null for a null list, without a Python object a row."""
    flat = reasons.flatten()
    members: list[Any] = []
    for place, field in enumerate(flat.type):
        values = pc.struct_field(flat, [place])
        repeated = pa.types.is_string(field.type)
        members.append(("{" if place == 0 else ",") + f'"{field.name}":')
        members.append(_repeated_json(values) if repeated else json_text(values))
    objects = pc.binary_join_element_wise(*members, "}", "")
    lengths = pc.list_value_length(reasons).fill_null(0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, objects), ",")
    return pc.if_else(
        pc.is_valid(reasons), pc.binary_join_element_wise("[", joined, "]", ""), pa.scalar(None, pa.string())
    )


def inert(column: Any) -> Any:
    """Return strings that no spreadsheet reads as a formula: one that would be begins with an apostrophe instead."""
    risky = pc.match_substring_regex(column, _FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def csv_cells(column: Any, delimiter: str) -> Any:
    """Return strings quoted as CSV (RFC 4180) where they have to be; nulls become empty cells."""
    filled = column.fill_null("")
    data = bytes(data_bytes(filled))
    # Most columns hold none of these at all, which is far cheaper to see for the column than for its values.
    special = [mark for mark in ('"', "\r", "\n", delimiter) if mark.encode() in data]
    if not special:
        return filled
    needed = functools.reduce(pc.or_, (pc.match_substring(filled, mark) for mark in special))
    doubled = pc.replace_substring(filled, '"', '""') if '"' in special else filled
    return pc.if_else(needed, pc.binary_join_element_wise('"', doubled, '"', ""), filled)


def data_bytes(column: Any) -> memoryview:
    """Return the bytes of a pyarrow string or binary array's values, one behind the other, without copying."""
    if not len(column):
        return memoryview(b"")
    wide = pa.types.is_large_string(column.type) or pa.types.is_large_binary(column.type)
    offsets = pa.Array.from_buffers(
        pa.int64() if wide else pa.int32(), len(column) + 1, [None, column.buffers()[1]], offset=column.offset
    )
    data = column.buffers()[2]
    return memoryview(data)[offsets[0].as_py() : offsets[-1].as_py()] if data is not None else memoryview(b"")


def _json_strings(column: Any) -> Any:
    """Return strings as JSON strings; only those that need an escape are looked at one by one."""
    quoted = pc.binary_join_element_wise('"', column, '"', "")
    special = pc.match_substring_regex(column, _ESCAPED).fill_null(False)
    if not pc.any(special).as_py():
        return quoted
    escaped = pa.array([orjson.dumps(value) for value in column.filter(special).to_pylist()], pa.binary())
    return pc.replace_with_mask(quoted, special, escaped.cast(quoted.type))


def _repeated_json(values: Any) -> Any:
    """Return strings as JSON texts; each different one is escaped once, since reasons repeat."""
    encoded = values.dictionary_encode()
    return json_text(encoded.dictionary).take(encoded.indices).fill_null("null")


def _is_text(kind: Any) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _as_binary(column: Any) -> Any:
    """Return strings and every other binary type as plain binary, without checking anything."""
    wide = pa.types.is_large_string(column.type) or pa.types.is_large_binary(column.type)
    return column.cast(pa.large_binary() if wide else pa.binary())


def _json(value: Any) -> str:
    """Return nested Python values from Arrow as JSON; bytes as text, what JSON lacks as its usual string."""
    return orjson.dumps(value, default=_default, option=orjson.OPT_NON_STR_KEYS).decode()


def _default(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
