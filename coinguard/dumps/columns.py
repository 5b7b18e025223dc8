"""Which column of an input is which field of a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from coinguard.dumps.options import ScanOptions
from coinguard.dumps.scored import OWN_COLUMNS
from coinguard.errors import InputError
from coinguard.message import MESSAGE_FIELDS, SCORED_FIELDS

TEXT_COLUMNS: Final = ("text", "message", "content", "body", "comment")
"""What the column of the text is usually called, most usual first."""

LINK_COLUMNS: Final = ("url", "link", "domain", "host")
"""What a column of bare links is usually called, most usual first."""

_LISTED: Final = 30


def usual_columns(*, links: bool) -> tuple[str, ...]:
    """Return the names that the column to score usually has."""
    return LINK_COLUMNS if links else TEXT_COLUMNS


def names_a_text_column(names: Iterable[str], *, links: bool = False) -> bool:
    """Tell whether one of the names is what the column to score is usually called, in capitals or not."""
    return any(name.strip().lower() in usual_columns(links=links) for name in names)


def message_columns(
    names: Sequence[str], options: ScanOptions, where: str, *, open_ended: bool = False
) -> dict[str, str]:
    """Return the message fields that an input has, each with its column; ``text`` is always there.

    Parameters
    ----------
    names
        The input's columns, in order.
    options
        The text column and the column map, where the caller named them.
    where
        The input's name, for errors.
    open_ended
        Whether rows may have columns beyond ``names``: then every scored field's own name counts as one of them, and so
        does a column that the map names.

    Raises
    ------
    InputError
        No column is the text, a column that was named is not there, or it is there twice.
    ConfigurationError
        The column map is wrong.
    """
    own = set(OWN_COLUMNS)
    usable = [name for name in names if name not in own]
    mapped = options.message_columns()
    if options.text_column is not None:
        mapped["text"] = options.text_column
    for field, column in mapped.items():
        if column not in usable and not (open_ended and (field != "text" or not usable)):
            raise InputError(f"there is no column {column!r} for the field {field!r}", where=where, hint=_found(usable))
    text = mapped.get("text") or _usual(usable, options.links)
    if text is None and open_ended and not usable:
        # No row has been seen at all, or none with a key; whatever comes is told row by row.
        text = usual_columns(links=options.links)[0]
    if text is None:
        usual = ", ".join(usual_columns(links=options.links))
        raise InputError(
            f"no column is called one of {usual}",
            where=where,
            hint=f"Name the one to score with --text. {_found(usable)}",
        )
    fields = {"text": text}
    if not options.links:
        fields |= _other_fields([*usable, *SCORED_FIELDS] if open_ended else usable, text, mapped)
    counts = Counter(usable)
    for column in fields.values():
        if counts[column] > 1:
            raise InputError(f"{counts[column]} columns are called {column!r}", where=where, hint="Rename all but one")
    return fields


def _other_fields(names: Sequence[str], text: str, mapped: Mapping[str, str]) -> dict[str, str]:
    """Return the fields beside the text: those that were mapped, and columns that already have a field's name."""
    taken = {text, *mapped.values()}
    fields = {}
    for field in MESSAGE_FIELDS:
        if field == "text":
            continue
        if field in mapped:
            fields[field] = mapped[field]
        elif field in names and field not in taken:
            fields[field] = field
    return fields


def _usual(names: Sequence[str], links: bool) -> str | None:
    for wanted in usual_columns(links=links):
        if wanted in names:
            return wanted
    for wanted in usual_columns(links=links):
        for name in names:
            if name.strip().lower() == wanted:
                return name
    return None


def _found(names: Sequence[str]) -> str:
    listed = ", ".join(repr(name) for name in names[:_LISTED])
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"Found: {listed}{more}" if names else "It has no columns"
