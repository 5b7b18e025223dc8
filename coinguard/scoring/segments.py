"""From the columns of a table to the texts that kernels read: validated, bounded, and each knowing the row it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from coinguard.errors import InputError
from coinguard.limits import MAX_TEXT_BYTES
from coinguard.message import SCORED_FIELDS, Message
from coinguard.text.views import utf8

_TEXT: Final = SCORED_FIELDS.index("text")


@dataclass(frozen=True)
class Segments:
    """Texts to score: first the ``text`` of every row, then whatever other fields there are."""

    buffer: NDArray[np.uint8]
    """Valid UTF-8."""
    offsets: NDArray[np.int64]
    """``[n + 1]``; a row that can't be scored has an empty text."""
    row: NDArray[np.int64]
    """``[n]``: the row each is of."""
    field: NDArray[np.int64]
    """``[n]``: index into ``SCORED_FIELDS``."""
    errors: dict[int, str]
    """By row: why it can't be scored."""


def _as_array(column: pa.Array | pa.ChunkedArray, name: str) -> pa.Array:
    """Return a column as one array of large strings or large binaries."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if pa.types.is_null(kind):
        return array.cast(pa.large_string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return array.cast(pa.large_string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return array.cast(pa.large_binary())
    raise InputError(
        f"the column holds {kind}, not text",
        where=f"column {name!r}",
        hint="Convert it to strings or name another column",
    )


def _checked(array: pa.Array, field: str) -> tuple[pa.Array, dict[int, str]]:
    """Return valid large strings without nulls, and what is wrong with the rows that were emptied."""
    errors: dict[int, str] = {}
    try:
        if pa.types.is_large_binary(array.type):
            array = array.cast(pa.large_string())
        else:
            array.validate(full=True)
    except pa.ArrowInvalid:
        array, errors = _decoded(array, field)
    if field == "text":
        for row in np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False)).tolist():
            errors.setdefault(row, "text is missing")
    array = pc.fill_null(array, "")
    sizes = pc.binary_length(array)
    if len(array) and pc.max(sizes).as_py() > MAX_TEXT_BYTES:
        for row in np.flatnonzero(sizes.to_numpy(zero_copy_only=False) > MAX_TEXT_BYTES).tolist():
            errors[row] = f"{field} is longer than {MAX_TEXT_BYTES:,} bytes"
    if errors:
        keep = np.ones(len(array), bool)
        keep[list(errors)] = False
        array = pc.if_else(pa.array(keep), array, "")
    return array, errors


def _decoded(array: pa.Array, field: str) -> tuple[pa.Array, dict[int, str]]:
    """Decode row by row, so that broken bytes cost only their own row."""
    errors: dict[int, str] = {}
    texts: list[str | None] = []
    for row, value in enumerate(array.cast(pa.large_binary()).to_pylist()):
        try:
            texts.append(value if value is None else value.decode("utf-8"))
        except UnicodeDecodeError as error:
            texts.append(None)
            errors[row] = f"{field} is not valid UTF-8 at byte {error.start}"
    return pa.array(texts, pa.large_string()), errors


def raw_arrays(array: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the UTF-8 bytes of a large string array and the offsets ``[n + 1]`` into them, without copying."""
    _, offsets, data = array.buffers()
    places = (
        np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
        if offsets
        else np.zeros(1, np.int64)
    )
    return np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8), places


def segments_of(table: pa.Table) -> Segments:
    """Return what is to be read of a table whose columns have the names of a Message's fields.

    Raises
    ------
    InputError
        There is no ``text`` column, or one that is read holds something else than text.
    """
    if "text" not in table.column_names:
        raise InputError(
            "there is no column 'text'", hint=f"Rename one of {', '.join(table.column_names) or 'your columns'}"
        )
    parts, rows, fields = [], [], []
    errors: dict[int, str] = {}
    for index, field in enumerate(SCORED_FIELDS):
        if field not in table.column_names:
            continue
        array, wrong = _checked(_as_array(table.column(field), field), field)
        for row, problem in wrong.items():
            errors.setdefault(row, problem)
        row_of = np.arange(table.num_rows)
        if index != _TEXT:
            row_of = np.flatnonzero(pc.binary_length(array).to_numpy(zero_copy_only=False))
            array = array.take(pa.array(row_of))
        parts.append(array)
        rows.append(row_of)
        fields.append(np.full(len(row_of), index))
    whole = parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
    return Segments(*raw_arrays(whole), np.concatenate(rows), np.concatenate(fields), errors)


def bounded(text: str, field: str) -> bytes:
    """Return a text as UTF-8.

    Raises
    ------
    InputError
        It is over the limit.
    """
    data = utf8(text)
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(f"{field} is longer than {MAX_TEXT_BYTES:,} bytes", hint="Check it in parts")
    return data


def segments_of_messages(batch: Sequence[str | Message]) -> Segments:
    """Return what is to be read of messages.

    Raises
    ------
    InputError
        One is no message, or a field is over the limit.
    """
    texts: list[bytes] = []
    more: list[tuple[int, int, bytes]] = []
    for row, message in enumerate(batch):
        if isinstance(message, str):
            texts.append(bounded(message, "text"))
            continue
        if not isinstance(message, Message):
            raise InputError(f"a {type(message).__name__} is no message", hint="Pass a string or a coinguard.Message")
        if not isinstance(message.text, str):
            raise InputError("the message has no text", hint="Pass an empty string for a message without one")
        for index, field in enumerate(SCORED_FIELDS):
            value = getattr(message, field)
            if field == "text":
                texts.append(bounded(value, field))
            elif value:
                more.append((row, index, bounded(value, field)))
    parts = texts + [data for _, _, data in more]
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    rows = np.array([*range(len(texts)), *(row for row, _, _ in more)])
    fields = np.array([0] * len(texts) + [index for _, index, _ in more])
    return Segments(np.frombuffer(b"".join(parts), np.uint8), offsets, rows, fields, {})
