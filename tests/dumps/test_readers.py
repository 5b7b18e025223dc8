"""What every reader does: one contract, run over all of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.cells import valid_text
from coinguard.dumps.formats import format_of, open_reader
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Batch, Bounds, BrokenInputError, Reader
from coinguard.dumps.sources import Source
from tests.dumps.files import csv_bytes, jsonl_bytes, packed, parquet_bytes, text_bytes

ROWS = [{"text": f"message number {number}, free coins? «ü» 🎁"} for number in range(50)]
WRITERS: dict[str, Callable[[Any], bytes]] = {
    "csv": csv_bytes,
    "tsv": lambda rows: csv_bytes(rows, "\t"),
    "jsonl": jsonl_bytes,
    "parquet": parquet_bytes,
    "text": text_bytes,
}
every_format = pytest.mark.parametrize("kind", WRITERS)
every_packing = pytest.mark.parametrize("packing", ["", ".gz", ".zst"])


class Pipe(io.BytesIO):
    """Bytes that can be read once."""

    def seekable(self) -> bool:
        return False


@contextmanager
def opened(data: bytes, kind: str, *, pipe: bool = False, rows: int = 7) -> Iterator[Reader]:
    options = ScanOptions(format=kind, batch_rows=rows)  # type: ignore[arg-type]
    with closing(Source("-", Pipe(data) if pipe else io.BytesIO(data))) as source:
        yield open_reader(source, format_of(source, options), options, Bounds.of(options))


def texts_of(batches: Sequence[Batch]) -> list[str | None]:
    return [text for batch in batches for text in valid_text(batch.table["text"].combine_chunks()).to_pylist()]


@every_packing
@every_format
@pytest.mark.parametrize("pipe", [False, True])
def test_rows_come_back_as_they_were_written(kind: str, packing: str, pipe: bool) -> None:
    with opened(packed(WRITERS[kind](ROWS), packing), kind, pipe=pipe) as reader:
        assert list(reader.names) == ["text"]
        assert texts_of(list(reader.batches(None))) == [row["text"] for row in ROWS]


@every_format
def test_the_format_is_told_from_the_content(kind: str) -> None:
    rows = [{"id": str(place), **row} for place, row in enumerate(ROWS)]
    source = Source("-", io.BytesIO(WRITERS[kind](rows)))
    assert format_of(source, ScanOptions()) == ("csv" if kind == "tsv" else kind)


@every_format
def test_no_batch_is_larger_than_the_bound(kind: str) -> None:
    with opened(WRITERS[kind](ROWS), kind, rows=7) as reader:
        rows = [batch.table.num_rows for batch in reader.batches(None)]
    assert max(rows) <= 7
    assert sum(rows) == len(ROWS)


@every_format
def test_the_schema_names_the_columns_and_leaves_the_rows_to_be_read(kind: str) -> None:
    with opened(WRITERS[kind](ROWS), kind, pipe=True) as reader:
        assert reader.schema().names == ["text"]
        assert len(texts_of(list(reader.batches(["text"])))) == len(ROWS)


@pytest.mark.parametrize("packing", [".gz", ".zst"])
@pytest.mark.parametrize("pipe", [False, True])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "text"])
def test_a_packed_input_that_breaks_off_gives_its_good_part_first(kind: str, packing: str, pipe: bool) -> None:
    rows = [{"text": f"{number} {number * 7919 % 1009}"} for number in range(60_000)]
    data = packed(WRITERS[kind](rows), packing)
    batches: list[Batch] = []
    with opened(data[: len(data) // 2], kind, rows=1_000, pipe=pipe) as reader:
        reader.schema()
        with pytest.raises(BrokenInputError, match="breaks off"):
            batches.extend(reader.batches(["text"]))
    texts = texts_of(batches)
    assert len(texts) > 5_000
    assert texts == [row["text"] for row in rows[: len(texts)]]


@every_format
@given(data=st.data())
def test_the_batch_size_changes_nothing(kind: str, data: st.DataObject) -> None:
    alphabet = st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"])
    values = data.draw(st.lists(st.text(alphabet, min_size=1, max_size=30), min_size=1, max_size=30))
    content = WRITERS[kind]([{"text": value} for value in values])
    results = []
    for size in data.draw(st.tuples(st.integers(1, 9), st.integers(10, 1_000))):
        with opened(content, kind, rows=size) as reader:
            batches = list(reader.batches(None))
        results.append((texts_of(batches), [reject for batch in batches for reject in batch.rejects]))
    assert results[0] == results[1]
    assert results[0][0] == values
