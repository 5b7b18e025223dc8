"""What the second pass reads: a record of every message, on disk, and the text of the few that are suspect."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from coinguard.dumps.context.indicators import Indicator, of_link, of_text
from coinguard.dumps.context.times import microseconds
from coinguard.dumps.scored import REASON_TYPE
from coinguard.dumps.sketches.sketch import BANDS, SHORTEST, hashes, sketch
from coinguard.scoring.segments import raw_arrays
from coinguard.verdict import LEVELS

SUSPICION: Final = 2.0
"""Log-odds below the threshold of ``review`` from which a message may found a tie: about one in a hundred of ordinary chat."""

_TEXT_CHARACTERS: Final = 2_000
NAME_LETTERS: Final = 5
"""Letters of the shortest name that is compared."""
MAY_HOLD_CONTACT: Final = r"(?i)@|0x[0-9a-f]{8}|whats|telegram|signal|discord|[+]?\d[\d .()-]{7,}|[13a-z][0-9a-z]{25,}"
"""A cheap look at whether a text is worth reading for contacts."""

BAND_NAMES: Final = tuple(f"s{band}" for band in range(BANDS))
FACTS: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("level", pa.int8()),
        ("score", pa.float32()),
        ("suspect", pa.bool_()),
        ("ts", pa.int64()),
        ("author", pa.uint64()),
        ("channel", pa.uint64()),
        ("template", pa.uint64()),
        ("weight", pa.int32()),
        *((name, pa.uint32()) for name in BAND_NAMES),
    ]
)
"""One record a message. ``level`` is an index into ``LEVELS``, null where it could not be scored; a short text has no bands."""
SUSPECTS: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("input", pa.string()),
        ("place", pa.int64()),
        ("text", pa.string()),
        ("who", pa.string()),
        ("room", pa.string()),
        ("stem", pa.uint64()),
        ("kind", pa.string()),
        ("reasons", pa.list_(REASON_TYPE)),
    ]
)
"""What people are shown of a suspect message; ``stem`` is its author's name without digits, null where too short to tell."""
INDICATORS: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("suspect", pa.bool_()),
        ("ts", pa.int64()),
    ]
)


Observed = tuple[Any, Any, Any]
"""Facts, suspects and indicators of one batch as pyarrow tables, rows numbered from 0."""


class Observer:
    """Makes the records of a batch; threads may share it.

    Parameters
    ----------
    review
        The least log-odds of the level ``review``.
    """

    def __init__(self, review: float) -> None:
        self._floor = review - SUSPICION

    def observe(self, message: Any, scored: Any) -> Observed:
        """Return facts, suspects and indicators of one batch as pyarrow tables, rows numbered from 0.

        Parameters
        ----------
        message
            pyarrow table with the message's fields.
        scored
            Its ``cg_`` columns.
        """
        texts = _texts(message, scored["cg_error"])
        seen = sketch(*raw_arrays(texts))
        score = scored["cg_score"].combine_chunks()
        suspect = pc.greater_equal(score, self._floor).fill_null(False).to_numpy(zero_copy_only=False)
        ts = _times(message)
        author = _first_of(message, ("author_id", "author_handle", "author_name"))
        channel = _first_of(message, ("channel_id",))
        short = pa.array(seen.weights < SHORTEST)
        bands = [pc.if_else(short, pa.scalar(None, pa.uint32()), pa.array(seen.bands[:, i])) for i in range(BANDS)]
        facts = pa.table(
            [
                pa.array(np.arange(len(texts))),
                pc.index_in(scored["cg_level"].combine_chunks(), pa.array(LEVELS)).cast(pa.int8()),
                score.cast(pa.float32()),
                pa.array(suspect),
                ts,
                _hashed(author),
                _hashed(channel),
                pa.array(seen.templates),
                pa.array(seen.weights),
                *bands,
            ],
            schema=FACTS,
        )
        rows = np.flatnonzero(suspect)
        return facts, _suspects(rows, message, scored, texts, author, channel), _indicators(suspect, ts, texts, seen)


AUTHORED: Final = ("text", "forwarded", "embeds", "ocr_text")
"""What counts as an author's own: a lure in an embed or a forward ties like one in the text."""


def _texts(message: Any, errors: Any) -> Any:
    """Return what each author sent as valid large strings, the text first; of a row that could not be scored nothing."""
    bad = pc.is_valid(errors.combine_chunks())
    parts = [_valid(message[name].combine_chunks(), bad) for name in AUTHORED if name in message.column_names]
    if len(parts) == 1:
        return parts[0].fill_null("")
    first, *others = [pc.if_else(pc.equal(part, ""), pa.scalar(None, part.type), part) for part in parts]
    # Arrow leaves out a row of nulls alone instead of joining nothing, and all rows behind it would move up.
    alone = pc.is_null(pc.coalesce(first, *others))
    first = pc.if_else(alone, pa.scalar("", first.type), first)
    return pc.binary_join_element_wise(first, *others, pa.scalar("\n", pa.large_string()), null_handling="skip")


def _valid(values: Any, bad: Any) -> Any:
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return pc.if_else(bad, pa.scalar(b"", values.type), values).cast(pa.large_binary()).cast(pa.large_string())
    return pc.if_else(bad, pa.scalar("", values.type), values).cast(pa.large_string())


def _times(message: Any) -> Any:
    if "ts" not in message.column_names:
        return pa.nulls(message.num_rows, pa.int64())
    return microseconds(message["ts"].combine_chunks().cast(pa.string()))


def _first_of(message: Any, names: tuple[str, ...]) -> Any:
    """Return the first of some columns that has a value in each row, as large strings."""
    columns = [message[name].combine_chunks().cast(pa.large_string()) for name in names if name in message.column_names]
    return pc.coalesce(*columns) if columns else pa.nulls(message.num_rows, pa.large_string())


def _hashed(column: Any) -> Any:
    return pa.array(hashes(*raw_arrays(column.fill_null(""))), mask=pc.is_null(column).to_numpy(zero_copy_only=False))


def _suspects(rows: NDArray[np.int64], message: Any, scored: Any, texts: Any, author: Any, channel: Any) -> Any:
    chosen = pa.array(rows)
    names = _first_of(message, ("author_name", "author_handle")).take(chosen)
    stems = sketch(*raw_arrays(pc.replace_substring(names.fill_null(""), "@", "")))
    return pa.table(
        [
            chosen,
            pa.nulls(len(rows), pa.string()),
            chosen,
            pc.utf8_slice_codeunits(texts.take(chosen), 0, _TEXT_CHARACTERS).cast(pa.string()),
            pc.coalesce(names, author.take(chosen)).cast(pa.string()),
            channel.take(chosen).cast(pa.string()),
            pa.array(stems.templates, mask=(stems.weights < NAME_LETTERS) | ~_with_digit(names)),
            scored["cg_kind"].combine_chunks().take(chosen),
            scored["cg_reasons"].combine_chunks().take(chosen),
        ],
        schema=SUSPECTS,
    )


def _with_digit(names: Any) -> NDArray[np.bool_]:
    """Tell which names have a digit; "anna" and "anna" are two people, "anna_81" and "anna_92" perhaps are not."""
    found: NDArray[np.bool_] = pc.match_substring_regex(names, r"\d").fill_null(False).to_numpy(zero_copy_only=False)
    return found


def _indicators(suspect: NDArray[np.bool_], ts: Any, texts: Any, seen: Any) -> Any:
    """Return every indicator of every row once."""
    found: dict[tuple[int, Indicator], None] = {}
    for row, url in zip(seen.link_rows.tolist(), seen.links, strict=True):
        indicator = of_link(url)
        if indicator is not None:
            found[row, indicator] = None
    worth_reading = pc.match_substring_regex(texts, MAY_HOLD_CONTACT).to_numpy(zero_copy_only=False) | suspect
    for row in np.flatnonzero(worth_reading).tolist():
        for indicator in of_text(texts[row].as_py()):
            found[row, indicator] = None
    rows = np.array([row for row, _ in found], np.int64)
    return pa.table(
        [
            pa.array(rows),
            pa.array([one.kind for _, one in found], pa.string()),
            pa.array([one.value for _, one in found], pa.string()),
            pa.array(suspect[rows]),
            ts.take(pa.array(rows)),
        ],
        schema=INDICATORS,
    )


class Spool:
    """The records of a whole dump, in a folder, in the order of its rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        """Rows added so far."""
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="lz4", use_dictionary=["kind"])
            for name, schema in (("facts", FACTS), ("suspects", SUSPECTS), ("indicators", INDICATORS))
        }

    def add(self, observed: Observed, name: str, before: int) -> None:
        """Add a batch of the input ``name``, ``before`` rows of which are in earlier batches."""
        facts, suspects, indicators = observed
        if suspects.num_rows:
            suspects = suspects.set_column(1, SUSPECTS.field(1), pa.repeat(name, suspects.num_rows))
            suspects = suspects.set_column(2, SUSPECTS.field(2), pc.add(suspects["row"], before + 1))
        for table, kind in ((facts, "facts"), (suspects, "suspects"), (indicators, "indicators")):
            if table.num_rows:
                self._writers[kind].write_table(table.set_column(0, "row", pc.add(table["row"], self.rows)))
        self.rows += facts.num_rows

    def close(self) -> None:
        """Finish the files."""
        for writer in self._writers.values():
            writer.close()
