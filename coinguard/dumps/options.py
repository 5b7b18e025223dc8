"""What a caller may choose about a scan."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from coinguard.errors import ConfigurationError, InputError
from coinguard.limits import BATCH_ROWS
from coinguard.message import MESSAGE_FIELDS

Format = Literal[
    "csv",
    "tsv",
    "jsonl",
    "parquet",
    "text",
    "chat-downloader",
    "discord",
    "mbox",
    "reddit",
    "slack",
    "telegram",
    "tiktok",
    "twitch",
    "whatsapp",
    "youtube",
]
"""How a dump is laid out: a table with columns of its own, or what an exporter of messages writes."""

FailOn = Literal["scam", "review", "never"]
"""The level from which on a scan's exit code is 1."""

FORMATS: Final[tuple[Format, ...]] = get_args(Format)
OUTPUT_FORMATS: Final[tuple[Format, ...]] = ("csv", "tsv", "jsonl", "parquet")
_FAIL_ON: Final[tuple[FailOn, ...]] = get_args(FailOn)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """What a caller may choose about a scan; every choice has a default that reads what it can from the input itself.

    Raises
    ------
    InputError
        A choice is not among those that exist.
    """

    text_column: str | None = None
    """The column to score; else the first called ``text message content body comment``, or ``url link domain host``."""
    columns_map: Mapping[str, str] | str | Path | None = None
    """Message field to the input's column, or a TOML file with such a table under ``[columns]``."""
    format: Format | None = None
    """The inputs' format; else told from their content."""
    output_format: Format | None = None
    """The output's format; else told from its suffix. Standard output is JSON lines unless this says otherwise."""
    encoding: str | None = None
    """The inputs' character encoding; else told from a byte order mark or a sample."""
    delimiter: str | None = None
    """What separates the fields of a CSV input; else one of comma, semicolon, tab and bar, told from a sample."""
    links: bool = False
    """Each row is a bare link or domain, not a message."""
    replace: bool = False
    """Drop the ``cg_`` columns of an earlier scan; else an input that has some is refused."""
    base_rate: float | None = None
    """Share of scams that probabilities are shifted to. Levels stay as they are."""
    allow_bad: bool = False
    """Rows that could not be scored or parsed leave the exit code alone."""
    fail_on: FailOn = "scam"
    """The level from which on the exit code is 1."""
    context: bool = False
    """Look at the dump as a whole as well, and append the columns of the second pass."""
    campaigns: str | Path | None = None
    """A folder to write campaigns to, in several formats, and to keep their ids in; asks for the second pass."""
    report: str | Path | None = None
    """A page to write for people; asks for the second pass."""
    workers: int | None = None
    """Batches scored at a time; else one for each core."""
    batch_rows: int = BATCH_ROWS
    """Rows read, scored and written at a time. Results do not depend on it; memory does."""

    def __post_init__(self) -> None:
        _one_of("format", self.format, FORMATS)
        _one_of("output format", self.output_format, OUTPUT_FORMATS)
        _one_of("level to fail on", self.fail_on, _FAIL_ON)
        if self.delimiter is not None and (
            len(self.delimiter) != 1 or self.delimiter in '"\r\n' or ord(self.delimiter) > 127
        ):
            raise InputError(f"{self.delimiter!r} cannot separate fields", hint="Name one ASCII character, such as ';'")
        if self.workers is not None and self.workers < 1:
            raise InputError(f"{self.workers} workers cannot score anything", hint="Ask for at least one")
        if self.batch_rows < 1:
            raise InputError(f"a batch of {self.batch_rows} rows holds nothing", hint="Ask for at least one")
        if self.base_rate is not None and not 0.0 < self.base_rate < 1.0:
            raise InputError(f"{self.base_rate} is no base rate", hint="Name a share between 0 and 1, such as 0.02")
        if self.links and self.second_pass:
            raise InputError("bare links have no authors, times and wordings to look at", hint="Scan messages instead")

    @property
    def second_pass(self) -> bool:
        """Whether the dump is looked at as a whole when every message has its own score."""
        return self.context or self.campaigns is not None or self.report is not None

    def message_columns(self) -> dict[str, str]:
        """Return the message fields that ``columns_map`` assigns, each with its column's name.

        Raises
        ------
        InputError
            The file cannot be read.
        ConfigurationError
            It is not such a table, or names a field that messages do not have.
        """
        if self.columns_map is None:
            return {}
        if isinstance(self.columns_map, Mapping):
            return _checked(self.columns_map, "the column map")
        return read_columns_map(self.columns_map)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ``Did you mean ...?`` for the closest of ``known``, or the list of them when none is close."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}"


def read_columns_map(path: str | Path) -> dict[str, str]:
    """Read a TOML file whose table ``[columns]`` assigns message fields to an input's columns (``text = "body"``).

    Raises
    ------
    InputError
        The file cannot be read.
    ConfigurationError
        It is not such a table, or names a field that messages do not have.
    """
    try:
        content = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the column map cannot be read", where=str(path), hint=str(error)) from error
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"the column map is not TOML ({error})", where=str(path)) from error
    columns = document.get("columns")
    if not isinstance(columns, dict) or set(document) != {"columns"}:
        raise ConfigurationError(
            "a column map holds one table named 'columns'",
            where=str(path),
            hint='Write [columns] and below it text = "body"',
        )
    return _checked(columns, str(path))


def _one_of(what: str, value: str | None, known: Iterable[str]) -> None:
    known = list(known)
    if value is not None and value not in known:
        raise InputError(f"there is no {what} {value!r}", hint=suggestion(value, known).rstrip("."))


def _checked(columns: Mapping[str, object], where: str) -> dict[str, str]:
    """Return the map with every field known and every column a name."""
    result: dict[str, str] = {}
    for field, column in columns.items():
        if field not in MESSAGE_FIELDS:
            raise ConfigurationError(
                f"messages have no field {field!r}", where=where, hint=suggestion(field, MESSAGE_FIELDS)
            )
        if not isinstance(column, str) or not column:
            raise ConfigurationError(f"the column for {field!r} must be a name", where=where)
        result[field] = column
    return result
