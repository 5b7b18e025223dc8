"""CSV as people and tools write it, and as it goes wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coinguard.dumps.formats.csv import CsvReader, delimiter_of
from coinguard.dumps.formats.csv_blocks import Rows, RowStream
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject
from coinguard.dumps.sources import Source
from coinguard.errors import InputError

cells = st.text(st.sampled_from('ab",;\n\r\t\x00é🎁 \ufeff'), max_size=8)


def read(
    data: bytes, *, rows: int = 3, line_bytes: int = 1 << 20, **options: object
) -> tuple[list[tuple[str, ...]], list[Reject]]:
    """Return all rows and all rejects."""
    reader = CsvReader(
        Source("x.csv", io.BytesIO(data)),
        ScanOptions(**options),  # type: ignore[arg-type]
        Bounds(rows, max(64, rows * 16), line_bytes),
    )
    values: list[tuple[str, ...]] = []
    rejects: list[Reject] = []
    for batch in reader.batches(None):
        columns = [[value.decode("utf-8", "replace") for value in column.to_pylist()] for column in batch.table.columns]
        values += zip(*columns, strict=True)
        rejects += batch.rejects
    return values, rejects


def written(rows: Iterable[Iterable[str]], **dialect: object) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


@given(
    st.lists(st.tuples(cells, cells, cells), max_size=12),
    # Python's writer leaves a CR unquoted unless it is a part of the line ending or everything is quoted.
    st.sampled_from(
        [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\r")]
    ),
    st.integers(1, 20),
)
def test_what_pythons_writer_wrote_comes_back_value_by_value(
    rows: list[tuple[str, str, str]], style: tuple[int, str], batch: int
) -> None:
    data = written([("a", "text", "b"), *rows], quoting=style[0], lineterminator=style[1])
    assert read(data, rows=batch, encoding="utf-8", delimiter=",") == (rows, [])


@given(st.text(st.sampled_from('ab",\n\r'), max_size=60), st.integers(1, 5))
@example('x,"y\nx,y\nx,"y"\n', 1)
@example('"a,b\n"c,d\n', 2)
def test_any_text_at_all_gives_the_same_rows_whatever_the_batch_size(body: str, batch: int) -> None:
    data = f"a,text\n{body}".encode()
    small, large = (read(data, rows=size, encoding="utf-8", delimiter=",") for size in (batch, 1_000))
    assert small == large
    whole_rows = sum(1 for line in io.StringIO(body.replace("\r\n", "\n").replace("\r", "\n")) if line != "\n")
    assert len(small[0]) + len(small[1]) <= whole_rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header_and_the_rows(delimiter: str) -> None:
    rows = [("id", "text", "n"), ("1", "hello, there; you | all", "2"), ("2", 'say "hi"', "3")]
    assert delimiter_of(written(rows, delimiter=delimiter)) == delimiter
    assert read(written(rows, delimiter=delimiter)) == (rows[1:], [])


def test_a_delimiter_that_is_named_is_taken() -> None:
    assert read(b"a:text\n1:x,y\n", delimiter=":")[0] == [("1", "x,y")]


@pytest.mark.parametrize(
    "data", [b"a,text\n1,x\n2,y\n", b"a,text\r\n1,x\r\n2,y\r\n", b"a,text\r1,x\r2,y", b"a,text\n1,x\n2,y"]
)
def test_every_line_ending_and_none_at_the_end(data: bytes) -> None:
    assert read(data, rows=1) == ([("1", "x"), ("2", "y")], [])


def test_a_byte_order_mark_is_not_part_of_the_first_name() -> None:
    reader = CsvReader(Source("x", io.BytesIO(b"\xef\xbb\xbftext,a\nx,1\n")), ScanOptions(), Bounds(9, 64))
    assert reader.names == ["text", "a"]


def test_blank_lines_are_no_rows() -> None:
    assert read(b"\n\ntext,a\n\nx,1\n\r\n\ny,2\n\n", rows=1) == ([("x", "1"), ("y", "2")], [])


def test_an_empty_cell_is_an_empty_text_not_a_missing_one() -> None:
    assert read(b'text\n""\nNULL\nnan\n')[0] == [("",), ("NULL",), ("nan",)]


def test_rows_with_too_few_or_too_many_fields_are_set_aside_with_their_lines() -> None:
    rows, rejects = read(b'a,text\n1,x\n2\n3,"y\nz"\n4,b,c\n5,w\n')
    assert rows == [("1", "x"), ("3", "y\nz"), ("5", "w")]
    assert [(one.line, one.problem, one.content) for one in rejects] == [
        (3, "1 field instead of 2", "2"),
        (6, "3 fields instead of 2", "4,b,c"),
    ]


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_an_unclosed_quote_costs_its_own_line_only(rows: int) -> None:
    lines = [f"{number},text {number}" for number in range(100)]
    lines[5] = '5,"never closed'
    found, rejects = read("\n".join(["a,text", *lines]).encode(), rows=rows)
    assert [row[0] for row in found] == [str(number) for number in range(100) if number != 5]
    assert [(one.line, one.problem) for one in rejects] == [(7, "a quote is left open")]


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_an_unclosed_quote_does_not_pair_with_a_good_one_further_down(rows: int) -> None:
    lines = [f"{number},text {number}" for number in range(100)]
    lines[5] = '5,"never closed'
    lines[50] = '50,"well, closed"'
    lines[70] = '70,"two\nlines"'
    found, rejects = read("\n".join(["a,text", *lines]).encode(), rows=rows)
    assert [row[0] for row in found] == [str(number) for number in range(100) if number != 5]
    assert ("50", "well, closed") in found
    assert ("70", "two\nlines") in found
    assert [one.line for one in rejects] == [7]


def test_a_quote_inside_a_plain_field_is_just_a_character() -> None:
    assert read(b'a,text\n1,5" screen\n2,say "hi"\n')[0] == [("1", '5" screen'), ("2", 'say "hi"')]


def test_a_line_over_the_bound_is_set_aside_and_the_next_one_is_read() -> None:
    data = b"a,text\n1," + b"x" * 5_000 + b"\n2,y\n"
    rows, rejects = read(data, line_bytes=1_000)
    assert rows == [("2", "y")]
    assert [(one.line, one.problem) for one in rejects] == [(2, "longer than 1,000 bytes")]
    assert rejects[0].content == "1," + "x" * (len(rejects[0].content) - 2)
    assert len(rejects[0].content) <= 2_000


def test_an_endless_quoted_field_is_given_up_at_the_bound() -> None:
    data = b'a,text\n1,"open' + b"\n2,y" * 2_000
    rows, rejects = read(data, line_bytes=1_000)
    assert rows == [("2", "y")] * 2_000
    assert [(one.line, one.problem) for one in rejects] == [(2, "a quote is left open")]


def test_hostile_quotes_take_time_in_proportion_to_the_file() -> None:
    # Each line leaves a quote open both when it is read on its own and when it is read inside a field.
    looked_at = 0

    class Counting(RowStream):
        def _split(self, stop: int, *, by_line: bool, final: bool) -> int:
            nonlocal looked_at
            found = super()._split(stop, by_line=by_line, final=final)
            looked_at += (int(self._ends[found - 1]) if found else stop) - self._position
            return found

    data = b'a",",\n' * 20_000
    rows = list(Counting([data], ord(","), 2, Bounds(1_000, 1 << 14, 1 << 14)))
    assert sum(len(piece.ends) for piece in rows if not isinstance(piece, Reject)) == 20_000
    assert looked_at < 10 * len(data)


def test_bytes_that_are_not_utf8_and_zeros_stay_in_their_cell() -> None:
    reader = CsvReader(
        Source("x", io.BytesIO(b"a,text\n1,\xff\xfe\x00\n")), ScanOptions(encoding="utf-8"), Bounds(9, 64)
    )
    table = next(iter(reader.batches(None))).table
    assert table.schema == pa.schema([("a", pa.binary()), ("text", pa.binary())])
    assert table.to_pylist() == [{"a": b"1", "text": b"\xff\xfe\x00"}]


def test_two_columns_of_one_name_are_both_kept() -> None:
    reader = CsvReader(Source("x", io.BytesIO(b"a,a,text\n1,2,x\n")), ScanOptions(), Bounds(9, 64))
    assert [column.to_pylist() for column in next(iter(reader.batches(None))).table.columns] == [[b"1"], [b"2"], [b"x"]]


def test_a_file_without_a_header_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError, match="no header line"):
        read(b"\n\n")


def test_a_header_of_too_many_columns_is_refused() -> None:
    with pytest.raises(InputError, match="more than 16,384 columns"):
        read(b"," * 20_000 + b"\n")


def test_the_row_in_which_an_input_breaks_off_is_set_aside() -> None:
    def blocks() -> Iterable[bytes]:
        yield b'1,x\n2,"y\n3,z\n4,cut'
        raise BrokenInputError("gone")

    pieces: list[Rows | Reject] = []
    with pytest.raises(BrokenInputError, match="gone"):
        pieces.extend(RowStream(blocks(), ord(","), 2, Bounds(10, 64)))
    assert sum(len(piece.ends) for piece in pieces if not isinstance(piece, Reject)) == 3
    assert pieces[-1] == Reject(4, "the input breaks off in this row", "4,cut")
